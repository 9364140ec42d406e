import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";
import type { ComplexSpectrum } from "./spectrum.ts";
import { binsOfBand, realSpectrum } from "./spectrum.ts";
import { windowOf } from "./window.ts";

/** How often to integrate: 0 acceleration as it is, 1 → velocity, 2 → displacement. */
export type IntegrationOrder = 0 | 1 | 2;

/** ISO 10816-3's band of broadband vibration, Hz, for machines over 600 r/min. */
export const ISO_BAND: readonly [low: number, high: number] = [10, 1000];

/**
 * Broadband root mean square in a band after integration in the frequency domain: acceleration in m/s² with order 1 gives the velocity in m/s
 * (× 1000 for mm/s) that ISO 10816 and 20816 ask for.
 *
 * `rms² = Σ_{k in band} 2|Y[k]|² / (N² · noiseGain) / (2πf_k)^(2·order)`, Y the Hann-windowed spectrum without the mean. Without the window the edges of the
 * block leak as 1/f into the low bins, and 1/f² of integration blows that up. Band edges are vertical, both edges' bins included; 0 Hz never belongs.
 * A band above half the sample rate is clipped; a band without a bin gives 0. A sine of frequency f reads high by about
 * `order² · (step/f)² / 2` of itself (0.5 % ten bins up), because the weight 1/f is not even over the three bins of its line.
 *
 * @throws RangeError for a bad band or rate, or an empty block.
 */
export function bandRms(
  samples: Float64Array,
  sampleRate: number,
  band: readonly [low: number, high: number],
  order: IntegrationOrder = 0,
  engine: TransformEngine = fftjs,
): number {
  return bandRmsOf(realSpectrum(samples, engine), sampleRate, band, order);
}

/** {@link bandRms} of a block whose {@link realSpectrum} is at hand. */
export function bandRmsOf(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  band: readonly [low: number, high: number],
  order: IntegrationOrder = 0,
): number {
  const { size } = spectrum;
  const { first, last } = binsOfBand(size, sampleRate, band);
  const step = sampleRate / size;
  let sum = 0;
  for (let k = Math.max(1, first); k <= last; k++) {
    const omega = 2 * Math.PI * k * step;
    const share = size % 2 === 0 && 2 * k === size ? 0.5 : 1;
    const weight = order === 0 ? 1 : order === 1 ? omega * omega : omega ** 4;
    sum += (share * hannLine(spectrum, k)) / weight;
  }
  return Math.sqrt((2 * sum) / windowOf("hann", size).noiseGain) / size;
}

/** `|Y[k]|²` of one bin k ≥ 1 under the Hann window without the mean: a band of a few bins is not worth windowing all. */
function hannLine({ re, im, size }: ComplexSpectrum, k: number): number {
  const bins = re.length;
  const beforeRe = k === 1 ? 0 : re[k - 1]!;
  const beforeIm = k === 1 ? 0 : im[k - 1]!;
  // Past the last bin the spectrum is its own mirror image.
  const mirrored = k + 1 >= bins;
  const after = mirrored ? size - k - 1 : k + 1;
  const afterRe = after === 0 ? 0 : re[after]!;
  const afterIm = after === 0 ? 0 : (mirrored ? -1 : 1) * im[after]!;
  const a = 0.5 * re[k]! - 0.25 * (beforeRe + afterRe);
  const b = 0.5 * im[k]! - 0.25 * (beforeIm + afterIm);
  return a * a + b * b;
}

/** Velocity r.m.s. in m/s of acceleration in m/s² over {@link ISO_BAND} or another band; see {@link bandRms}. */
export function velocityRms(
  samples: Float64Array,
  sampleRate: number,
  band: readonly [low: number, high: number] = ISO_BAND,
  engine: TransformEngine = fftjs,
): number {
  return bandRms(samples, sampleRate, band, 1, engine);
}

/**
 * A block integrated once or twice in the frequency domain (or only band-limited, order 0): acceleration in m/s² → velocity in m/s → displacement in m.
 *
 * `V[k] = X[k] / (2πi f_k)^order` for bins in the band, edges included, 0 elsewhere; 0 Hz never belongs, so there is no drift and no constant of
 * integration. The block is taken as one period: a signal that does not close on itself bends near both ends, over about 1/low seconds; drop those.
 *
 * @throws RangeError for a bad band or rate, or an empty block.
 */
export function integrate(
  samples: Float64Array,
  sampleRate: number,
  band: readonly [low: number, high: number],
  order: IntegrationOrder = 1,
  engine: TransformEngine = fftjs,
): Float64Array {
  const spectrum = integratedSpectrum(realSpectrum(samples, engine), sampleRate, band, order);
  const output = new Float64Array(samples.length);
  engine.real(samples.length).inverse(spectrum.re, spectrum.im, output);
  return output;
}

/** The spectrum of {@link integrate}. */
export function integratedSpectrum(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  band: readonly [low: number, high: number],
  order: IntegrationOrder,
): ComplexSpectrum {
  const { size } = spectrum;
  const { first, last } = binsOfBand(size, sampleRate, band);
  const re = new Float64Array(spectrum.re.length);
  const im = new Float64Array(spectrum.im.length);
  const step = (2 * Math.PI * sampleRate) / size;
  for (let k = Math.max(1, first); k <= last; k++) {
    const a = spectrum.re[k]!;
    const b = spectrum.im[k]!;
    const omega = k * step;
    if (order === 0) {
      re[k] = a;
      im[k] = b;
    } else if (order === 1) {
      re[k] = b / omega;
      im[k] = -a / omega;
    } else {
      re[k] = -a / (omega * omega);
      im[k] = -b / (omega * omega);
    }
  }
  return { size, re, im };
}
