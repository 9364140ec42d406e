import { boundedCache } from "../transform/bounded-cache.ts";
import type { ComplexSpectrum } from "./spectrum.ts";
import type { WindowName } from "./window.ts";
import { cosineTerms } from "./window.ts";

/** Longest reach of a window's kernel in bins (flat top: five terms). */
const REACH = 4;

const scratch = boundedCache(16, (bins: number) => ({
  re: new Float64Array(bins),
  im: new Float64Array(bins),
  padded: new Float64Array(bins + 2 * REACH),
}));

/** `padded[REACH + k] = part[k]`, with {@link REACH} bins more on either side by Hermitian symmetry; `sign` −1 for imaginary parts. */
function pad(part: Float64Array, size: number, sign: 1 | -1, zeroth: number, padded: Float64Array) {
  const bins = part.length;
  padded.set(part, REACH);
  padded[REACH] = zeroth;
  const at = (k: number) => {
    const wrapped = ((k % size) + size) % size;
    if (wrapped === 0) return zeroth;
    return wrapped < bins ? part[wrapped]! : sign * part[size - wrapped]!;
  };
  for (let j = 1; j <= REACH; j++) {
    padded[REACH - j] = at(-j);
    padded[REACH + bins - 1 + j] = at(bins - 1 + j);
  }
}

function convolve(padded: Float64Array, terms: readonly number[], output: Float64Array) {
  const bins = output.length;
  const first = terms[0]!;
  // The usual window, of two terms, in one pass; further terms add a pass each.
  const second = -(terms[1] ?? 0) / 2;
  for (let k = 0, i = REACH; k < bins; k++, i++)
    output[k] = first * padded[i]! + second * (padded[i - 1]! + padded[i + 1]!);
  for (let j = 2; j < terms.length; j++) {
    const weight = ((j % 2 === 0 ? 1 : -1) * terms[j]!) / 2;
    for (let k = 0; k < bins; k++)
      output[k]! += weight * (padded[REACH + k - j]! + padded[REACH + k + j]!);
  }
}

function apply(
  spectrum: ComplexSpectrum,
  window: WindowName,
  removeMean: boolean,
  re: Float64Array,
  im: Float64Array,
  padded: Float64Array,
): void {
  const { size } = spectrum;
  const terms = size === 1 ? [1] : cosineTerms(window);
  pad(spectrum.re, size, 1, removeMean ? 0 : spectrum.re[0]!, padded);
  convolve(padded, terms, re);
  pad(spectrum.im, size, -1, 0, padded);
  convolve(padded, terms, im);
  im[0] = 0;
  if (size % 2 === 0) im[im.length - 1] = 0;
}

/**
 * The spectrum of `window · (samples − mean)` from the spectrum of `samples`: a cosine window of J terms is a convolution over 2J − 1 bins, so one
 * transform serves windowed and unwindowed analysis alike. Exact up to rounding.
 *
 * @param removeMean drop bin 0 before the convolution, as SciPy's `detrend="constant"`. @default true
 *
 * Source: `w[n] = Σ (−1)^j a_j cos(2πjn/N)` ⇒ `Y[k] = a_0 X[k] + ½ Σ_{j≥1} (−1)^j a_j (X[k−j] + X[k+j])`; F. J. Harris, Proc. IEEE 66 (1978) 51–83.
 */
export function windowed(
  spectrum: ComplexSpectrum,
  window: WindowName = "hann",
  removeMean = true,
): ComplexSpectrum {
  const bins = spectrum.re.length;
  const re = new Float64Array(bins);
  const im = new Float64Array(bins);
  apply(spectrum, window, removeMean, re, im, scratch(bins).padded);
  return { size: spectrum.size, re, im };
}

/** As {@link windowed} in scratch space: the result lives only until the next call for the same number of bins. */
export function windowedScratch(
  spectrum: ComplexSpectrum,
  window: WindowName,
  removeMean = true,
): ComplexSpectrum {
  const { re, im, padded } = scratch(spectrum.re.length);
  apply(spectrum, window, removeMean, re, im, padded);
  return { size: spectrum.size, re, im };
}
