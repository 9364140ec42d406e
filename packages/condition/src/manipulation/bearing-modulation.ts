import type { ComplexSpectrum } from "@raceway/dsp/spectra/spectrum";
import type { TransformEngine } from "@raceway/dsp/transform/transform";
import type { Channel, PointContext } from "@raceway/model/plant";
import type { Modulation } from "../observation.ts";
import type { CanonicalSamples } from "./canonical.ts";
import { impulsiveBand } from "./impulsive-band.ts";
import { LOWEST, modulationOf } from "./modulation.ts";

/** What of a block decides whether the bearing's lines can be sought in it. */
export interface LineSource {
  readonly context: PointContext;
  readonly channel: Channel;
  readonly signal: CanonicalSamples;
  readonly sampleRate: number;
  readonly spectrum: ComplexSpectrum;
  readonly speedRpm: number | undefined;
  readonly engine: TransformEngine;
  readonly kurtogram: boolean;
  readonly lesser: string[];
}

/** The material of the diagnosis, or undefined with the reason among the lesser results. */
export function bearingModulation(block: LineSource): Modulation | undefined {
  const { context, speedRpm, spectrum, sampleRate, lesser } = block;
  const bearing = context.point.bearing;
  if (bearing === undefined) {
    lesser.push("no bearing declared: lines not sought");
    return undefined;
  }
  if (speedRpm === undefined) {
    lesser.push("speed unknown: lines not sought");
    return undefined;
  }
  const shaftHz = speedRpm / 60;
  const highest = Math.max(bearing.orders.bpfi, bearing.orders.bpfo, 2 * bearing.orders.bsf);
  if (sampleRate / 2 < 2 * highest * shaftHz) {
    lesser.push(
      `sampled at ${sampleRate} Hz: too slow for the envelope of lines up to ${(highest * shaftHz).toFixed(0)} Hz`,
    );
    return undefined;
  }
  const declared = block.channel.envelopeBand;
  const narrowest = 2 * highest * shaftHz;
  const impulsive = block.kurtogram
    ? impulsiveBand(block.signal.samples, sampleRate, { narrowest, lowest: LOWEST }, block.engine)
    : undefined;
  return modulationOf(spectrum, sampleRate, shaftHz, highest, block.engine, {
    ...(declared !== undefined && { declared }),
    ...(impulsive !== undefined && { impulsive }),
  });
}
