import { squaredEnvelopeOf } from "@raceway/dsp/envelope/envelope";
import type { LineSpectrum } from "@raceway/dsp/spectra/amplitude";
import { amplitudeOf, densityOf } from "@raceway/dsp/spectra/amplitude";
import { bandMeanSquare } from "@raceway/dsp/spectra/power-bands";
import { momentsOf } from "@raceway/dsp/statistics/moments";
import type { Channel, PointContext } from "@raceway/model/plant";
import type { Waveform } from "@raceway/model/record";
import type { Modulation, Observation, ShaftPhase, Spectrum } from "../observation.ts";
import { blockSpectrum, sampleScratch, transformScratch } from "./analysis-block.ts";
import { bearingModulation, type LineSource, type Looking } from "./bearing-modulation.ts";
import { canonicalSamples } from "./canonical.ts";
import { defectLineIndicators } from "./defect-lines.ts";
import { shaftLineIndicators } from "./shaft-lines.ts";
import { shaftPhaseOf } from "./shaft-phase.ts";
import { spectrumView } from "./spectrum-view.ts";
import { speedOf } from "./speed.ts";
import { testStandIndicators } from "./test-stand.ts";
import { ISO_TOP, isoLow, TO_VELOCITY, velocityAmplitudes } from "./velocity.ts";
import { waveformFacts } from "./waveform-facts.ts";

/** Velocity needs so many periods of its lowest frequency. */
const MIN_PERIODS = 2;
/** Octaves above the broad bands, by their lower edge, Hz. */
const HIGH_OCTAVES = [
  ["band_10k_rms", 10_000],
  ["band_20k_rms", 20_000],
] as const;
/** An octave of which the samples hold less than up to so many times its lower edge is left out. */
const LEAST_OF_OCTAVE = 1.1;

/** Everything that the parts below ask of one block. */
interface Block extends LineSource {
  /** Lower edge of the band in which velocity is summed up, Hz. */
  readonly velocityFrom: number;
}

/** The pass band that envelope indicators keep when none is declared: above shafts and gears, below the anti-alias edge. */
export function defaultEnvelopeBand(sampleRate: number): readonly [low: number, high: number] {
  const top = sampleRate / 2;
  return [Math.min(500, top / 4), 0.9 * top];
}

function bandIndicators(block: Block, density: LineSpectrum): Record<string, number> {
  const top = block.sampleRate / 2;
  const indicators: Record<string, number> = {};
  const rms = (low: number, high: number) => Math.sqrt(bandMeanSquare(density, low, high));
  indicators["lf_rms"] = rms(10, ISO_TOP);
  if (top > ISO_TOP) indicators["mf_rms"] = rms(ISO_TOP, 5000);
  if (top > 5000) indicators["hf_rms"] = rms(5000, top);
  for (const [name, low] of HIGH_OCTAVES)
    if (top > LEAST_OF_OCTAVE * low) indicators[name] = rms(low, Math.min(2 * low, top));
  const velocity = velocityRms(block, density);
  if (velocity !== undefined) indicators["velocity_rms"] = velocity;
  return indicators;
}

function velocityRms(block: Block, density: LineSpectrum): number | undefined {
  const { quantity, calibrated } = block.signal;
  const low = block.velocityFrom;
  if (!calibrated) return undefined;
  if (density.step * MIN_PERIODS > low) {
    block.lesser.push(`velocity_rms: block shorter than ${MIN_PERIODS} periods of ${low} Hz`);
    return undefined;
  }
  const way = TO_VELOCITY[quantity];
  if (way === undefined) return undefined;
  return way.factor * Math.sqrt(bandMeanSquare(density, low, ISO_TOP, way.power));
}

function envelopePart(block: Block, indicators: Record<string, number>): Spectrum {
  const { channel, context, sampleRate, spectrum, signal, speedRpm } = block;
  const { engine } = block.looking;
  const bearing = context.point.bearing;
  const band = channel.envelopeBand ?? defaultEnvelopeBand(sampleRate);
  const shaftHz = speedRpm === undefined ? undefined : speedRpm / 60;
  const reach =
    shaftHz === undefined || bearing === undefined ? 0 : 8 * bearing.orders.bpfi * shaftHz;
  const top = Math.max(1000, reach);
  const envelope = squaredEnvelopeOf(spectrum, sampleRate, band, { maxFrequency: top, engine });
  let fluctuation = 0;
  for (let k = 1; k < envelope.values.length; k++)
    fluctuation += (envelope.values[k] ?? 0) ** 2 / 3;
  // Hann spreads a component's power over bins whose squares sum to 1.5 of its own; amplitude²/2 is power.
  indicators["envelope_rms"] = Math.sqrt(Math.sqrt(fluctuation));
  if (shaftHz !== undefined && bearing !== undefined)
    Object.assign(indicators, defectLineIndicators(envelope, shaftHz, bearing));
  return spectrumView(
    "envelope",
    `(${signal.unit})²`,
    envelope.values,
    envelope.step,
    top,
    envelope.band,
  );
}

/**
 * One vibration waveform → indicators, spectra and the material of the diagnosis.
 *
 * A constant block, a short one, an unknown speed or too low a sampling rate leave out what they cannot carry and say so in `lesser`; no indicator is ever
 * NaN or infinite. Records with sensor faults keep their indicators, which are then not to be judged.
 */
export function observeVibration(
  context: PointContext,
  channel: Channel,
  waveform: Waveform,
  looking: Looking,
): Observation {
  const signal = canonicalSamples(waveform, sampleScratch);
  const { sampleRate } = waveform;
  const speed = speedOf(context.machine, waveform);
  const speedRpm = speed?.rpm;
  const moments = momentsOf(signal.samples);
  const indicators: Record<string, number> = { rms: moments.rms, peak: moments.peak };
  const lesser: string[] = [];
  const spectra: Spectrum[] = [];
  let modulation: Modulation | undefined;
  let shaftPhase: ShaftPhase | undefined;
  if (moments.rms > 0) {
    const { crest, kurtosis, skewness } = moments;
    Object.assign(indicators, { crest, kurtosis, skewness });
    const spectrum = blockSpectrum(signal.samples, looking.engine);
    const scratch = transformScratch(spectrum.size);
    const block: Block = {
      context,
      channel,
      signal,
      sampleRate,
      spectrum,
      speedRpm,
      velocityFrom: isoLow(speed),
      looking,
      lesser,
    };
    const density = densityOf(spectrum, sampleRate, "hann", scratch.density);
    Object.assign(indicators, bandIndicators(block, density));
    if (channel.testStand) Object.assign(indicators, testStandIndicators(block, density));
    const amplitude = amplitudeOf(spectrum, sampleRate, "hann", scratch.amplitude);
    spectra.push(
      spectrumView("amplitude", signal.unit, amplitude.values, amplitude.step, sampleRate / 2),
    );
    const velocity = velocityAmplitudes(signal.quantity, amplitude);
    if (velocity !== undefined) {
      spectra.push(spectrumView("velocity", "mm/s", velocity.values, velocity.step, ISO_TOP));
      const { lineFrequencyHz } = context.machine;
      const shaftHz = speedRpm === undefined ? undefined : speedRpm / 60;
      Object.assign(
        indicators,
        shaftLineIndicators(velocity, shaftHz, speed?.tolerance ?? 0, lineFrequencyHz),
      );
      if (shaftHz !== undefined)
        shaftPhase = shaftPhaseOf(
          spectrum,
          sampleRate,
          shaftHz,
          speed?.tolerance ?? 0,
          signal.quantity,
        );
    }
    spectra.push(envelopePart(block, indicators));
    modulation = bearingModulation(block);
  } else lesser.push("constant block: nothing but its level");
  return {
    ...waveformFacts(context, channel, waveform, signal),
    kind: "vibration",
    indicators,
    spectra,
    ...(modulation !== undefined && { modulation }),
    ...(shaftPhase !== undefined && { shaftPhase }),
    ...(lesser.length === 0 ? {} : { lesser }),
  };
}
