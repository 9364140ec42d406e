import { inverseSpectrum, realSpectrum } from "../spectra/spectrum.ts";
import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";

/** A complex signal of N samples. */
export interface AnalyticSignal {
  /** The samples themselves. */
  readonly re: Float64Array;
  /** Their Hilbert transform: every component a quarter period late; without the mean. */
  readonly im: Float64Array;
}

/**
 * Analytic signal of a block: `scipy.signal.hilbert(x)`. The block is taken as one period.
 *
 * @throws RangeError for an empty block.
 *
 * Source: S. L. Marple, IEEE Trans. Signal Process. 47 (1999) 2600–2603.
 */
export function analyticSignal(
  samples: Float64Array,
  engine: TransformEngine = fftjs,
): AnalyticSignal {
  const { size, re, im } = realSpectrum(samples, engine);
  for (let k = 0; k < re.length; k++) {
    const edge = k === 0 || 2 * k === size;
    const real = re[k]!;
    re[k] = edge ? 0 : im[k]!;
    im[k] = edge ? 0 : -real;
  }
  return { re: samples.slice(), im: inverseSpectrum({ size, re, im }, engine) };
}

/**
 * Envelope `|x + i H(x)|` of a block, unit of the samples, as many values. The mean takes part: remove it (or band-pass) first.
 * For the spectrum of a band's envelope `squaredEnvelopeSpectrum` is far cheaper.
 *
 * @throws RangeError for an empty block.
 */
export function envelope(samples: Float64Array, engine: TransformEngine = fftjs): Float64Array {
  const { re, im } = analyticSignal(samples, engine);
  for (let n = 0; n < re.length; n++) re[n] = Math.sqrt(re[n]! * re[n]! + im[n]! * im[n]!);
  return re;
}
