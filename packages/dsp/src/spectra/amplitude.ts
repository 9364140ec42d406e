import type { TransformEngine } from "../transform/transform.ts";
import { windowedScratch } from "./frequency-window.ts";
import type { ComplexSpectrum } from "./spectrum.ts";
import { checkRate, realSpectrum } from "./spectrum.ts";
import type { WindowName } from "./window.ts";
import { windowOf } from "./window.ts";

/** Evenly spaced real spectrum from 0 Hz: `values[k]` belongs to `k × step` Hz. */
export interface LineSpectrum {
  readonly values: Float64Array;
  /** Distance of two bins, Hz. */
  readonly step: number;
}

export interface SpectrumOptions {
  /** @default "hann" */
  readonly window?: WindowName;
  /** @default fftjs */
  readonly engine?: TransformEngine;
}

/** Σ|Y[k]|²·scale, doubled where a bin stands for two (all but 0 Hz and, for even N, half the sample rate). */
function squared(
  spectrum: ComplexSpectrum,
  scale: number,
  values: Float64Array = new Float64Array(spectrum.re.length),
): Float64Array {
  const { re, im, size } = spectrum;
  const bins = re.length;
  const twice = 2 * scale;
  for (let k = 0; k < bins; k++) values[k] = twice * (re[k]! * re[k]! + im[k]! * im[k]!);
  values[0]! /= 2;
  if (size % 2 === 0) values[bins - 1]! /= 2;
  return values;
}

/**
 * Single-sided amplitude spectrum: a sine of amplitude A on a bin reads A there, whatever the window. Unit of the samples. The mean is removed.
 *
 * `values[k] = 2|Y[k]| / (N · coherentGain)`; bins 0 and N/2 without the 2. A sine between two bins reads up to 36 % (boxcar), 15 % (Hann) or
 * 0.1 % (flat top) low.
 */
export function amplitudeSpectrum(
  samples: Float64Array,
  sampleRate: number,
  options: SpectrumOptions = {},
): LineSpectrum {
  return amplitudeOf(realSpectrum(samples, options.engine), sampleRate, options.window);
}

/**
 * {@link amplitudeSpectrum} of a block whose {@link realSpectrum} is at hand.
 *
 * @param into ⌊N/2⌋ + 1 values, overwritten and returned as the result's. @default a new array
 */
export function amplitudeOf(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  window: WindowName = "hann",
  into?: Float64Array,
): LineSpectrum {
  checkRate(sampleRate);
  const { size } = spectrum;
  const { re, im } = windowedScratch(spectrum, window);
  const bins = re.length;
  const values = into ?? new Float64Array(bins);
  const scale = 2 / (size * windowOf(window, size).coherentGain);
  for (let k = 0; k < bins; k++) values[k] = scale * Math.sqrt(re[k]! * re[k]! + im[k]! * im[k]!);
  values[0]! /= 2;
  if (size % 2 === 0) values[bins - 1]! /= 2;
  return { values, step: sampleRate / size };
}

/**
 * Single-sided power spectrum, unit of the samples squared: a sine of amplitude A on a bin reads A²/2 there (its mean square).
 * The mean is removed. Equal to `scipy.signal.periodogram(x, fs, window, detrend="constant", scaling="spectrum")`.
 */
export function powerSpectrum(
  samples: Float64Array,
  sampleRate: number,
  options: SpectrumOptions = {},
): LineSpectrum {
  return powerOf(realSpectrum(samples, options.engine), sampleRate, options.window);
}

/** {@link powerSpectrum} of a block whose {@link realSpectrum} is at hand. */
export function powerOf(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  window: WindowName = "hann",
): LineSpectrum {
  checkRate(sampleRate);
  const { size } = spectrum;
  const gain = windowOf(window, size).coherentGain;
  const values = squared(windowedScratch(spectrum, window), 1 / (size * gain) ** 2);
  return { values, step: sampleRate / size };
}

/**
 * Single-sided power spectral density, unit² / Hz: `Σ values · step` is the mean square of the windowed block over the window's noise gain.
 * The mean is removed. Equal to `scipy.signal.periodogram(x, fs, window, detrend="constant", scaling="density")`.
 */
export function densitySpectrum(
  samples: Float64Array,
  sampleRate: number,
  options: SpectrumOptions = {},
): LineSpectrum {
  return densityOf(realSpectrum(samples, options.engine), sampleRate, options.window);
}

/**
 * {@link densitySpectrum} of a block whose {@link realSpectrum} is at hand.
 *
 * @param into ⌊N/2⌋ + 1 values, overwritten and returned as the result's. @default a new array
 */
export function densityOf(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  window: WindowName = "hann",
  into?: Float64Array,
): LineSpectrum {
  checkRate(sampleRate);
  const { size } = spectrum;
  const gain = windowOf(window, size).noiseGain;
  const values = squared(windowedScratch(spectrum, window), 1 / (sampleRate * size * gain), into);
  return { values, step: sampleRate / size };
}
