import type { ComplexSpectrum } from "@raceway/dsp/spectra/spectrum";
import type { TransformEngine } from "@raceway/dsp/transform/transform";
import type { Channel, PointContext } from "@raceway/model/plant";
import type { Modulation } from "../observation.ts";
import type { CanonicalSamples } from "./canonical.ts";
import { impulsiveBand } from "./impulsive-band.ts";
import { LOWEST, modulationOf } from "./modulation.ts";

/** How a block is looked at. */
export interface Looking {
  readonly engine: TransformEngine;
  /** Whether the band that the kurtogram chooses is one of the views. */
  readonly kurtogram: boolean;
  /** Whether the material of the diagnosis is made. */
  readonly lines: boolean;
}

/** Times the highest line that the samples must hold: its blows must ring well above it, and a shaft's harmonics below that. */
const ROOM = 4;

/** What of a block decides whether the bearing's lines can be sought in it. */
export interface LineSource {
  readonly context: PointContext;
  readonly channel: Channel;
  readonly signal: CanonicalSamples;
  readonly sampleRate: number;
  readonly spectrum: ComplexSpectrum;
  readonly speedRpm: number | undefined;
  readonly looking: Looking;
  readonly lesser: string[];
}

/** The material of the diagnosis; undefined where it is not wanted, or cannot be made, with the reason among the lesser results. */
export function bearingModulation(block: LineSource): Modulation | undefined {
  const { context, speedRpm, spectrum, sampleRate, lesser, looking } = block;
  if (!looking.lines) return undefined;
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
  if (sampleRate / 2 < ROOM * highest * shaftHz) {
    lesser.push(
      `sampled at ${sampleRate} Hz: too slow for the envelope of lines up to ${(highest * shaftHz).toFixed(0)} Hz`,
    );
    return undefined;
  }
  const declared = block.channel.envelopeBand;
  const narrowest = 2 * highest * shaftHz;
  const { engine } = looking;
  const impulsive = looking.kurtogram
    ? impulsiveBand(block.signal.samples, sampleRate, { narrowest, lowest: LOWEST }, engine)
    : undefined;
  return modulationOf(spectrum, sampleRate, shaftHz, highest, engine, {
    ...(declared !== undefined && { declared }),
    ...(impulsive !== undefined && { impulsive }),
  });
}
