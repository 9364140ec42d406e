import { squaredEnvelopeSeries } from "@raceway/dsp/envelope/envelope";
import { prewhitened } from "@raceway/dsp/spectra/cepstrum";
import type { ComplexSpectrum } from "@raceway/dsp/spectra/spectrum";
import type { TransformEngine } from "@raceway/dsp/transform/transform";
import { nextPowerOfTwo } from "@raceway/dsp/transform/transform";
import type { Modulation, ModulationView } from "../observation.ts";
import { transformScratch } from "./analysis-block.ts";

/** Below it shafts and gears speak, not the ringing of a struck bearing, Hz. */
export const LOWEST = 200;
/** Harmonics of the highest line that the diagnosis uses, and a margin. */
const HARMONICS = 5.2;
/** Most values of a view, whatever the block. */
const MAX_VALUES = 16_384;
/** Room above the highest line for a window's main lobe. */
const SPARE = 8;
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

/** Before the name of a band whose spectrum was levelled. */
const WHITE = "white:";

/** Whether a view, by its name, is of a pre-whitened band: without the tones of shaft, gears and mains. */
export function isWhitened(name: string): boolean {
  return name.startsWith(WHITE);
}

/** Names of the views of all frequencies together, in which the shaft shows as well. */
export const BROADBAND: ReadonlySet<string> = new Set(["full", `${WHITE}full`]);
/** Name of the view that shows the shaft itself: the spectrum as it is, and no envelope's. */
export const SHAFT_VIEW = "shaft";
/** Shaft harmonics that it holds, and a margin. */
const SHAFT_HARMONICS = 11;

/** By a plain loop: `Float32Array.from` costs as much as the transform. */
function scaled(values: Float64Array, scale: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let n = 0; n < result.length; n++) result[n] = (values[n] ?? 0) * scale;
  return result;
}

/** Values over their mean; undefined when the band is silent, for then there is nothing to be relative to. */
function overMean(values: Float64Array): Float32Array | undefined {
  let sum = 0;
  for (const value of values) sum += value;
  if (!(sum > 0)) return undefined;
  return scaled(values, values.length / sum);
}

/** The signal below its 11th shaft harmonic, over its rms: shows the shaft itself. */
function shaftSeries(
  spectrum: ComplexSpectrum,
  top: number,
  length: number,
  engine: TransformEngine,
) {
  const re = new Float64Array(length / 2 + 1);
  const im = new Float64Array(length / 2 + 1);
  for (let k = 1; k <= top && k < length / 2; k++) {
    re[k] = spectrum.re[k] ?? 0;
    im[k] = spectrum.im[k] ?? 0;
  }
  const values = new Float64Array(length);
  engine.real(length).inverse(re, im, values);
  let square = 0;
  for (const value of values) square += value * value;
  if (!(square > 0)) return undefined;
  return scaled(values, Math.sqrt(length / square));
}

/**
 * Squared envelopes of several bands, as they are and after pre-whitening: the material of the diagnosis.
 *
 * Pre-whitening levels shaft, gear and mains tones that would mask the modulated noise of a damaged bearing. As-they-are views keep the faults whose impacts dominate everything.
 *
 * @param highestOrder the highest defect line as a multiple of the shaft speed; what is above 5.2 times it is left out.
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
  const seconds = spectrum.size / sampleRate;
  const wanted = HARMONICS * highestOrder * shaftHz;
  const length = Math.min(MAX_VALUES, nextPowerOfTwo(2 * Math.ceil(wanted * seconds) + SPARE));
  const maxFrequency = Math.min(wanted, (length / 2 - 1) / seconds);
  const views: ModulationView[] = [];
  const white = prewhitened(spectrum, transformScratch(spectrum.size).white);
  for (const { name, band } of bandsOf(sampleRate, more))
    for (const [prefix, source] of [
      ["", spectrum],
      [WHITE, white],
    ] as const) {
      const envelope = squaredEnvelopeSeries(source, sampleRate, band, {
        maxFrequency,
        length,
        engine,
      });
      const values = envelope && overMean(envelope.values);
      if (envelope !== undefined && values !== undefined)
        views.push({ name: `${prefix}${name}`, band: envelope.band, values });
    }
  const top = Math.min(Math.ceil(SHAFT_HARMONICS * shaftHz * seconds), length / 2 - 1);
  const values = shaftSeries(spectrum, top, length, engine);
  if (values !== undefined) views.push({ name: SHAFT_VIEW, band: [0, top / seconds], values });
  return { rate: length / seconds, views };
}
