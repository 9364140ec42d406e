import { fftjs } from "../transform/fftjs.ts";
import type { LineSpectrum, SpectrumOptions } from "./amplitude.ts";
import { windowedScratch } from "./frequency-window.ts";
import type { ComplexSpectrum } from "./spectrum.ts";
import { checkRate } from "./spectrum.ts";
import { windowOf } from "./window.ts";

export interface WelchOptions extends SpectrumOptions {
  /** Samples a segment; a block shorter than that is one segment. @default 256 */
  readonly segment?: number;
  /** Samples that neighbours share, 0 … segment − 1. @default ⌊segment / 2⌋ */
  readonly overlap?: number;
  /** `density`: unit²/Hz; `spectrum`: unit², a sine of amplitude A reads A²/2. @default "density" */
  readonly scaling?: "density" | "spectrum";
}

/** Calls `visit` with the transform of each whole segment, which lives only during the call. */
export function eachSegment(
  samples: Float64Array,
  segment: number,
  overlap: number,
  engine: NonNullable<SpectrumOptions["engine"]>,
  visit: (spectrum: ComplexSpectrum) => void,
): number {
  if (!(Number.isInteger(overlap) && overlap >= 0 && overlap < segment))
    throw new RangeError(
      `overlap of ${overlap} samples in segments of ${segment}: 0 … ${segment - 1} is needed`,
    );
  const plan = engine.real(segment);
  const spectrum = {
    size: segment,
    re: new Float64Array(plan.bins),
    im: new Float64Array(plan.bins),
  };
  let count = 0;
  for (let from = 0; from + segment <= samples.length; from += segment - overlap, count++) {
    plan.forward(samples.subarray(from, from + segment), spectrum.re, spectrum.im);
    visit(spectrum);
  }
  return count;
}

/**
 * Welch's averaged power spectrum: less variance for less resolution. Each segment's own mean is removed; what does not fill a last segment is left out.
 * Equal to `scipy.signal.welch(x, fs, window, nperseg, noverlap, detrend="constant", scaling=…)`.
 *
 * @returns `step` = sampleRate / segment.
 * @throws RangeError for an empty block, a bad rate or a bad overlap.
 *
 * Source: P. Welch, IEEE Trans. Audio Electroacoust. 15 (1967) 70–73.
 */
export function welch(
  samples: Float64Array,
  sampleRate: number,
  options: WelchOptions = {},
): LineSpectrum {
  checkRate(sampleRate);
  const { window = "hann", engine = fftjs, scaling = "density" } = options;
  const segment = Math.min(options.segment ?? 256, samples.length);
  const overlap = Math.min(options.overlap ?? Math.floor(segment / 2), segment - 1);
  const values = new Float64Array(Math.floor(segment / 2) + 1);
  const count = eachSegment(samples, segment, overlap, engine, (spectrum) => {
    const { re, im } = windowedScratch(spectrum, window);
    for (let k = 0; k < values.length; k++) values[k]! += re[k]! * re[k]! + im[k]! * im[k]!;
  });
  const { coherentGain, noiseGain } = windowOf(window, segment);
  const scale =
    scaling === "density" ? sampleRate * segment * noiseGain : (segment * coherentGain) ** 2;
  for (let k = 0; k < values.length; k++)
    values[k]! *= (k === 0 || 2 * k === segment ? 1 : 2) / (count * scale);
  return { values, step: sampleRate / segment };
}
