import type { LineSpectrum } from "../spectra/amplitude.ts";
import type { ComplexSpectrum } from "../spectra/spectrum.ts";
import { binsOfBand, realSpectrum } from "../spectra/spectrum.ts";
import { boundedCache } from "../transform/bounded-cache.ts";
import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";

export interface EnvelopeOptions {
  /** Highest envelope frequency wanted, Hz. Less is cheaper. @default the width of the band: there is nothing above. */
  readonly maxFrequency?: number;
  /** Window on the squared envelope after its mean is removed. @default "hann" */
  readonly window?: "boxcar" | "hann";
  /** @default fftjs */
  readonly engine?: TransformEngine;
}

/** {@link squaredEnvelopeSpectrum}'s result. */
export interface EnvelopeSpectrum extends LineSpectrum {
  /** Band that the envelope was taken from, Hz: the request clipped to what the samples hold. */
  readonly band: readonly [low: number, high: number];
}

const complexScratch = boundedCache(16, (size: number) => new Float64Array(2 * size));
const resultScratch = boundedCache(16, (size: number) => new Float64Array(2 * size));
const seriesScratch = boundedCache(16, (bins: number) => ({
  re: new Float64Array(bins),
  im: new Float64Array(bins),
}));
const realScratch = boundedCache(16, (size: number) => ({
  samples: new Float64Array(size),
  re: new Float64Array(Math.floor(size / 2) + 1),
  im: new Float64Array(Math.floor(size / 2) + 1),
}));

/**
 * Bins `first` … `last` shifted down to 0 Hz and inverted at a reduced number of samples: the complex envelope of the band, decimated.
 * Scaled so that its magnitude is the envelope in the unit of the samples.
 *
 * @param length number of complex samples, > last − first; bins beyond are zero.
 * @param output 2 × length, overwritten.
 */
export function basebandInto(
  spectrum: ComplexSpectrum,
  first: number,
  last: number,
  length: number,
  engine: TransformEngine,
  output: Float64Array,
): void {
  const { re, im, size } = spectrum;
  const input = complexScratch(length);
  const scale = 2 / size;
  let i = 0;
  for (let k = first; k <= last; k++, i += 2) {
    input[i] = re[k]! * scale;
    input[i + 1] = im[k]! * scale;
  }
  input.fill(0, i);
  engine.complex(length).inverse(input, output);
}

/**
 * Spectrum of the squared envelope of a band: what bearing defects are read from.
 *
 * The band is cut out of the block's spectrum with vertical edges (both edges' bins included), shifted to 0 Hz and transformed back at reduced
 * length, which is the analytic signal z of the band, decimated; |z|² is transformed again. The length is chosen so that no line up to
 * `maxFrequency` is aliased: the result equals that of the undecimated way.
 *
 * `values[0]` is the mean of |z|² (twice the mean square of the band); `values[k]` the amplitude of the envelope's component at `k × step` Hz. Unit: that of the
 * samples squared. `step` = sampleRate / N. No window is put on the samples themselves; 0 Hz and half the sample rate never belong to a band.
 * A silent or constant block gives zeros. A band narrower than one bin gives the single value 0.
 *
 * @param band Hz, 0 ≤ low < high; clipped to below half the sample rate.
 * @throws RangeError for an empty block, a bad band or a bad rate.
 *
 * Source: R. B. Randall, J. Antoni, Mech. Syst. Signal Process. 25 (2011) 485–520.
 */
export function squaredEnvelopeSpectrum(
  samples: Float64Array,
  sampleRate: number,
  band: readonly [low: number, high: number],
  options: EnvelopeOptions = {},
): EnvelopeSpectrum {
  return squaredEnvelopeOf(realSpectrum(samples, options.engine), sampleRate, band, options);
}

/** {@link squaredEnvelopeSpectrum} of a block whose {@link realSpectrum} is at hand. */
export function squaredEnvelopeOf(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  band: readonly [low: number, high: number],
  options: EnvelopeOptions = {},
): EnvelopeSpectrum {
  const { engine = fftjs, window = "hann", maxFrequency = sampleRate } = options;
  const step = sampleRate / spectrum.size;
  const squared = transformOfSquare(spectrum, sampleRate, band, maxFrequency, engine);
  if (squared === undefined)
    return { values: new Float64Array(1), step, band: bandOf(spectrum.size, sampleRate, band) };
  const { re, im, top, length } = squared;
  return { values: lines(re, im, top, length, window), step, band: squared.band };
}

/** Evenly spaced samples of a band's squared envelope. */
export interface EnvelopeSeries {
  /** As many as were asked for, over the duration of the block. Unit: that of the block's samples squared. */
  readonly values: Float64Array;
  /** Band that the envelope was taken from, Hz. */
  readonly band: readonly [low: number, high: number];
}

/**
 * The squared envelope of a band itself, without what is above `maxFrequency`, as `length` samples that cover the block: what can be laid end to end with that of the
 * block that follows. Undefined for a band narrower than one bin.
 *
 * @param length even, and over twice `maxFrequency` times the block's duration, so that nothing is aliased.
 */
export function squaredEnvelopeSeries(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  band: readonly [low: number, high: number],
  {
    maxFrequency,
    length,
    engine = fftjs,
  }: {
    readonly maxFrequency: number;
    readonly length: number;
    readonly engine?: TransformEngine;
  },
): EnvelopeSeries | undefined {
  const squared = transformOfSquare(spectrum, sampleRate, band, maxFrequency, engine);
  if (squared === undefined) return undefined;
  const bins = length / 2 + 1;
  const { re, im } = seriesScratch(bins);
  const scale = length / squared.length;
  const kept = Math.min(squared.top + 1, bins - 1);
  for (let k = 0; k < kept; k++) {
    re[k] = squared.re[k]! * scale;
    im[k] = squared.im[k]! * scale;
  }
  re.fill(0, kept);
  im.fill(0, kept);
  const values = new Float64Array(length);
  engine.real(length).inverse(re, im, values);
  return { values, band: squared.band };
}

/** The transform of |z|², z being the band's analytic signal, decimated; its bins up to `top` are those of the undecimated one. Scratch: used up before the next call. */
function transformOfSquare(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  band: readonly [low: number, high: number],
  maxFrequency: number,
  engine: TransformEngine,
) {
  const step = sampleRate / spectrum.size;
  const { first, last } = interior(spectrum.size, sampleRate, band);
  const width = last - first + 1;
  if (width < 1) return undefined;
  const top = Math.min(width - 1, Math.floor(maxFrequency / step + 5e-7));
  // Lags −(width−1) … width−1 wrap round; those up to top + 1 (one more for the window) must stay clear of the wrapped ones.
  const length = engine.goodLength(width + Math.min(width, top + 2));
  const baseband = resultScratch(length);
  basebandInto(spectrum, first, last, length, engine, baseband);
  const { samples, re, im } = realScratch(length);
  for (let n = 0, i = 0; n < length; n++, i += 2)
    samples[n] = baseband[i]! * baseband[i]! + baseband[i + 1]! * baseband[i + 1]!;
  engine.real(length).forward(samples, re, im);
  return { re, im, top, length, band: bandOf(spectrum.size, sampleRate, band) };
}

function bandOf(size: number, sampleRate: number, band: readonly [low: number, high: number]) {
  const { first, last } = interior(size, sampleRate, band);
  const step = sampleRate / size;
  return [Math.max(0, first * step), Math.max(0, last * step)] as const;
}

/** Bins of a band without 0 Hz and half the sample rate, which have no negative twin to drop. */
export function interior(
  size: number,
  sampleRate: number,
  band: readonly [low: number, high: number],
): { readonly first: number; readonly last: number } {
  const { first, last } = binsOfBand(size, sampleRate, band);
  return { first: Math.max(1, first), last: Math.min(Math.ceil(size / 2) - 1, last) };
}

/** Amplitudes of bins 0 … top; Hann (gain ½, kernel ½ −¼ −¼, so ×2: 1 −½ −½) by convolution, without the mean. */
function lines(
  re: Float64Array,
  im: Float64Array,
  top: number,
  length: number,
  window: "boxcar" | "hann",
): Float64Array {
  const values = new Float64Array(top + 1);
  values[0] = Math.abs(re[0]!) / length;
  const scale = 2 / length;
  const side = window === "hann" ? 0.5 : 0;
  for (let k = 1; k <= top; k++) {
    const beforeRe = k === 1 ? 0 : re[k - 1]!;
    const beforeIm = k === 1 ? 0 : im[k - 1]!;
    const a = re[k]! - side * (beforeRe + re[k + 1]!);
    const b = im[k]! - side * (beforeIm + im[k + 1]!);
    values[k] = scale * Math.sqrt(a * a + b * b);
  }
  return values;
}
