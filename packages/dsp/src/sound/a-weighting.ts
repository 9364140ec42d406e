import { levelDb } from "../spectra/decibel.ts";
import { windowedScratch } from "../spectra/frequency-window.ts";
import type { ComplexSpectrum } from "../spectra/spectrum.ts";
import { checkRate, realSpectrum } from "../spectra/spectrum.ts";
import { windowOf } from "../spectra/window.ts";
import { boundedCache } from "../transform/bounded-cache.ts";
import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";

/** Corner frequencies of the A-weighting in Hz, IEC 61672-1:2013 annex E. */
export const A_CORNERS = [20.598997, 107.65265, 737.86223, 12_194.217] as const;

function unscaledGain(frequency: number): number {
  const [f1, f2, f3, f4] = A_CORNERS;
  const f = frequency * frequency;
  const low = Math.sqrt((f + f2 * f2) * (f + f3 * f3));
  return (f4 * f4 * f * f) / ((f + f1 * f1) * low * (f + f4 * f4));
}

const AT_1_KHZ = unscaledGain(1000);

/**
 * A-weighting as an amplitude factor: 1 at 1 kHz, 0 at 0 Hz.
 *
 * Source: IEC 61672-1:2013, annex E, normalised exactly at 1 kHz instead of by the rounded +2.000 dB.
 *
 * @param frequency Hz, ≥ 0.
 */
export function aWeightingGain(frequency: number): number {
  return unscaledGain(frequency) / AT_1_KHZ;
}

/** A-weighting in dB: 0 at 1 kHz, −39.5 at 31.5 Hz, −1.1 at 8 kHz; −Infinity at 0 Hz. */
export function aWeightingDb(frequency: number): number {
  return 20 * Math.log10(aWeightingGain(frequency));
}

const squaredGains = boundedCache(16, (key: string) => {
  const [size, rate] = key.split(":").map(Number) as [number, number];
  return Float64Array.from({ length: Math.floor(size / 2) + 1 }, (_, k) => {
    const share = 2 * k === size ? 0.5 : 1;
    return share * aWeightingGain((k * rate) / size) ** 2;
  });
});

/** A-weighted mean square of a block, unit of the samples squared, from its {@link realSpectrum}. */
export function aWeightedMeanSquareOf(spectrum: ComplexSpectrum, sampleRate: number): number {
  checkRate(sampleRate);
  const { size } = spectrum;
  const gains = squaredGains(`${size}:${sampleRate}`);
  const { re, im } = windowedScratch(spectrum, "hann");
  let sum = 0;
  for (let k = 1; k < re.length; k++) sum += gains[k]! * (re[k]! * re[k]! + im[k]! * im[k]!);
  return (2 * sum) / (size * size * windowOf("hann", size).noiseGain);
}

/**
 * Equivalent continuous A-weighted sound level L_Aeq of a block, dB re 20 µPa, computed in the frequency domain (Hann window, mean removed): the
 * weighting is exact at every frequency, which no digital filter's is near half the sample rate.
 *
 * Silence reads {@link SILENCE_DB} instead of −Infinity.
 *
 * @param samples sound pressure, Pa.
 * @throws RangeError for an empty block or a bad rate.
 */
export function aWeightedLevel(
  samples: Float64Array,
  sampleRate: number,
  engine: TransformEngine = fftjs,
): number {
  return aWeightedLevelOf(realSpectrum(samples, engine), sampleRate);
}

/** {@link aWeightedLevel} of a block whose {@link realSpectrum} is at hand. */
export function aWeightedLevelOf(spectrum: ComplexSpectrum, sampleRate: number): number {
  return levelDb(aWeightedMeanSquareOf(spectrum, sampleRate));
}
