import { amplitudeOf } from "@raceway/dsp/amplitude";
import { prewhitened } from "@raceway/dsp/cepstrum";
import { squaredEnvelopeOf } from "@raceway/dsp/envelope";
import { quantileInPlace } from "@raceway/dsp/robust";
import type { ComplexSpectrum } from "@raceway/dsp/spectrum";
import type { TransformEngine } from "@raceway/dsp/transform";
import type { Modulation, ModulationView } from "../observation.ts";

/** Below it shafts and gears speak, not the ringing of a struck bearing, Hz. */
export const LOWEST = 200;
/** Harmonics of the highest line that the diagnosis uses, and a margin. */
const HARMONICS = 5.2;
const MAX_LINES = 4000;
const QUARTERS = 4;
/** Name of the view whose band each block chooses for itself. */
export const IMPULSIVE_VIEW = "impulsive";

/** The whole of the spectrum, then its quarters: wide enough to hold the modulation, narrow enough to leave a noisy neighbour out. */
function bandsOf(
  sampleRate: number,
  {
    declared,
    impulsive,
  }: {
    readonly declared?: readonly [number, number];
    readonly impulsive?: readonly [number, number];
  },
) {
  const top = sampleRate / 2;
  const bands: { name: string; band: readonly [number, number] }[] = [
    { name: "full", band: [Math.min(LOWEST, top / 10), top] },
  ];
  for (let quarter = 0; quarter < QUARTERS; quarter++)
    bands.push({
      name: `quarter${quarter + 1}`,
      band: [
        quarter === 0 ? Math.min(LOWEST, top / 10) : (top * quarter) / QUARTERS,
        (top * (quarter + 1)) / QUARTERS,
      ],
    });
  if (impulsive !== undefined) bands.push({ name: IMPULSIVE_VIEW, band: impulsive });
  if (declared !== undefined) bands.push({ name: "declared", band: declared });
  return bands;
}

/** Name of the view that shows the shaft itself: the spectrum as it is, and no envelope's. */
export const SHAFT_VIEW = "shaft";
/** Shaft harmonics that it holds, and a margin. */
const SHAFT_HARMONICS = 11;

/** Power over its median; undefined when the band is silent, for then there is nothing to be relative to. */
function relativePower(values: Float64Array): Float32Array | undefined {
  const median = quantileInPlace(values.slice(1), 0.5) ** 2;
  if (!(median > 0)) return undefined;
  const power = new Float32Array(values.length);
  for (let k = 1; k < values.length; k++) {
    const value = values[k] ?? 0;
    power[k] = (value * value) / median;
  }
  return power;
}

/**
 * Squared envelope spectra of several bands, as they are and after pre-whitening: the material of the diagnosis.
 *
 * Pre-whitening levels shaft, gear and mains tones that would mask the modulated noise of a damaged bearing. As-they-are views keep the faults whose impacts dominate everything.
 *
 * @param highestOrder the highest defect line as a multiple of the shaft speed; lines up to 5.2 times it are kept (at most 4000 bins).
 * Source: Smith & Randall, Mech. Syst. Signal Process. 64–65 (2015) 100–131, methods 1 and 2; Borghesani et al., MSSP 36 (2013) 370–384.
 */
export function modulationOf(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  shaftHz: number,
  highestOrder: number,
  engine: TransformEngine,
  more: {
    readonly declared?: readonly [number, number];
    readonly impulsive?: readonly [number, number];
  } = {},
): Modulation {
  const step = sampleRate / spectrum.size;
  const maxFrequency = Math.min(HARMONICS * highestOrder * shaftHz, MAX_LINES * step);
  const views: ModulationView[] = [];
  const white = prewhitened(spectrum);
  for (const { name, band } of bandsOf(sampleRate, more))
    for (const [prefix, source] of [
      ["", spectrum],
      ["white:", white],
    ] as const) {
      const envelope = squaredEnvelopeOf(source, sampleRate, band, { maxFrequency, engine });
      const values = relativePower(envelope.values);
      if (values !== undefined && values.length > 8)
        views.push({ name: `${prefix}${name}`, band: envelope.band, values });
    }
  const { values } = amplitudeOf(spectrum, sampleRate);
  const kept = values.subarray(0, Math.ceil((SHAFT_HARMONICS * shaftHz) / step) + 1);
  const shaft = relativePower(kept);
  if (shaft !== undefined)
    views.push({ name: SHAFT_VIEW, band: [0, (kept.length - 1) * step], values: shaft });
  return { step, views };
}
