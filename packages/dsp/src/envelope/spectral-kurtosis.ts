import type { LineSpectrum } from "../spectra/amplitude.ts";
import { windowedScratch } from "../spectra/frequency-window.ts";
import { checkRate } from "../spectra/spectrum.ts";
import { eachSegment } from "../spectra/welch.ts";
import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";

export interface SpectralKurtosisOptions {
  /** Samples a segment: shorter than the distance of two impacts, longer than one. @default 256 */
  readonly segment?: number;
  /** Samples that neighbours share. @default 3/4 of a segment */
  readonly overlap?: number;
  /** @default fftjs */
  readonly engine?: TransformEngine;
}

/**
 * Spectral kurtosis of a block by short-time transforms (Hann): how impulsive each frequency is.
 *
 * `K(f) = ⟨|Y|⁴⟩ / ⟨|Y|²⟩² − 2` (−3 at 0 Hz and half the sample rate, where Y is real): 0 for stationary Gaussian noise, −1 for a sine, large for impacts.
 * Its standard deviation for noise is about 2/√(independent segments). A frequency without power, e.g. of a constant block, has K = 0.
 *
 * @returns `step` = sampleRate / segment.
 * @throws RangeError when the block holds less than two segments, or for a bad rate or overlap.
 *
 * Source: J. Antoni, Mech. Syst. Signal Process. 20 (2006) 282–307.
 */
export function spectralKurtosis(
  samples: Float64Array,
  sampleRate: number,
  options: SpectralKurtosisOptions = {},
): LineSpectrum {
  checkRate(sampleRate);
  const { segment = 256, engine = fftjs } = options;
  const overlap = options.overlap ?? Math.floor((3 * segment) / 4);
  const bins = Math.floor(segment / 2) + 1;
  const second = new Float64Array(bins);
  const values = new Float64Array(bins);
  const count = eachSegment(samples, segment, overlap, engine, (spectrum) => {
    const { re, im } = windowedScratch(spectrum, "hann");
    for (let k = 0; k < bins; k++) {
      const power = re[k]! * re[k]! + im[k]! * im[k]!;
      second[k]! += power;
      values[k]! += power * power;
    }
  });
  if (count < 2)
    throw new RangeError(
      `spectral kurtosis of ${samples.length} samples in segments of ${segment}: two segments at least are needed`,
    );
  let total = 0;
  for (let k = 0; k < bins; k++) total += second[k]!;
  // What a frequency holds below this share of all is rounding of the transform.
  const silence = Math.max(1e-150, (engine.accuracy ** 2 * total) / bins);
  for (let k = 0; k < bins; k++) {
    const gaussian = k === 0 || 2 * k === segment ? 3 : 2;
    const square = second[k]!;
    values[k] = square <= silence ? 0 : (count * values[k]!) / (square * square) - gaussian;
  }
  return { values, step: sampleRate / segment };
}
