import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";
import type { ComplexSpectrum } from "./spectrum.ts";
import { inverseSpectrum, realSpectrum } from "./spectrum.ts";

/** Lines this far below the strongest (−136 dB) are rounding of the single-precision engine, not signal. */
const NEGLIGIBLE = 1.5e-7;

/** The magnitude below which a line is taken as nothing; 0 for a block of zeros. */
function floorOf({ re, im }: ComplexSpectrum): number {
  let strongest = 0;
  for (let k = 0; k < re.length; k++)
    strongest = Math.max(strongest, re[k]! * re[k]! + im[k]! * im[k]!);
  return NEGLIGIBLE * Math.sqrt(strongest);
}

/**
 * Real cepstrum `c[n] = IDFT(ln |X[k]|)`: periodic families of lines (harmonics, sidebands) become single peaks at their period. Index n is a quefrency of
 * n / sampleRate seconds; the second half mirrors the first.
 *
 * Lines more than 136 dB under the strongest are lifted to that floor, so the logarithm stays finite; a block of zeros has a cepstrum of zeros.
 *
 * @returns as many values as samples.
 * @throws RangeError for an empty block.
 *
 * Source: R. B. Randall, Mech. Syst. Signal Process. 97 (2017) 3–19.
 */
export function realCepstrum(samples: Float64Array, engine: TransformEngine = fftjs): Float64Array {
  const spectrum = realSpectrum(samples, engine);
  const { re, im } = spectrum;
  const floor = floorOf(spectrum);
  for (let k = 0; k < re.length; k++) {
    re[k] =
      floor === 0 ? 0 : Math.log(Math.max(floor, Math.sqrt(re[k]! * re[k]! + im[k]! * im[k]!)));
    im[k] = 0;
  }
  return inverseSpectrum(spectrum, engine);
}

/**
 * Cepstrum pre-whitening in the frequency domain: every line keeps its phase and gets magnitude √N, so that shaft and gear harmonics weigh no more than noise
 * and resonances are flattened, while impacts keep their timing. Feed the result to `squaredEnvelopeOf` or `inverseSpectrum`.
 *
 * Setting the whole real cepstrum to zero is dividing by |X|. Magnitude √N instead of 1 gives the whitened block unit mean square (when no line is dropped).
 * Amplitudes after it mean nothing absolute. 0 Hz, and lines more than 136 dB under the strongest, become 0; so does a block of zeros.
 *
 * @param reuse a spectrum of the same size that is no longer needed, may be the same; overwritten and returned. @default a new one
 *
 * Source: P. Borghesani et al., Mech. Syst. Signal Process. 36 (2013) 370–384.
 */
export function prewhitened(
  spectrum: ComplexSpectrum,
  reuse: ComplexSpectrum = emptyLike(spectrum),
): ComplexSpectrum {
  const { size } = spectrum;
  const bins = spectrum.re.length;
  const { re, im } = reuse;
  const floor = floorOf(spectrum);
  const target = Math.sqrt(size);
  re[0] = 0;
  im[0] = 0;
  for (let k = 1; k < bins; k++) {
    const a = spectrum.re[k]!;
    const b = spectrum.im[k]!;
    const magnitude = Math.sqrt(a * a + b * b);
    const isLine = magnitude > floor;
    re[k] = isLine ? (target * a) / magnitude : 0;
    im[k] = isLine ? (target * b) / magnitude : 0;
  }
  return reuse;
}

function emptyLike({ size, re, im }: ComplexSpectrum): ComplexSpectrum {
  return { size, re: new Float64Array(re.length), im: new Float64Array(im.length) };
}

/** {@link prewhitened} from samples to samples. */
export function prewhiten(samples: Float64Array, engine: TransformEngine = fftjs): Float64Array {
  return inverseSpectrum(prewhitened(realSpectrum(samples, engine)), engine);
}
