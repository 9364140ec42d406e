import { binsOfBand, inverseSpectrum, realSpectrum } from "../spectra/spectrum.ts";
import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";

export interface BandpassOptions {
  /** Order of a Butterworth band-pass run forward and backward; absent: vertical edges. */
  readonly order?: number;
  /** @default fftjs */
  readonly engine?: TransformEngine;
}

/**
 * Squared magnitude of a digital Butterworth band-pass (bilinear transform, pre-warped) at a frequency: what running it forward and backward multiplies
 * amplitudes by: ½ (−6 dB) at either edge. Equal to `|scipy.signal.butter(order, band, "bandpass", fs=…)|²`.
 *
 * @param band Hz, 0 < low < high < sampleRate / 2.
 */
export function butterworthGain(
  frequency: number,
  sampleRate: number,
  band: readonly [low: number, high: number],
  order: number,
): number {
  const warp = (f: number) => Math.tan((Math.PI * f) / sampleRate);
  if (frequency <= 0 || frequency >= sampleRate / 2) return 0;
  const low = warp(band[0]);
  const high = warp(band[1]);
  const omega = warp(frequency);
  const normal = (omega * omega - low * high) / (omega * (high - low));
  return 1 / (1 + normal ** (2 * order));
}

/**
 * Zero-phase band-pass of a block in the frequency domain. Nothing is delayed; the block is taken as one period, so what its end and start do not share
 * rings into both, over about 1/bandwidth seconds.
 *
 * Without `order` the edges are vertical (both edges' bins pass whole, steeper than any filter, with ringing around steps). With `order` n the gain is that of
 * `scipy.signal.sosfiltfilt` with a Butterworth band-pass of order n, ½ at the edges; its inner samples agree with SciPy's.
 *
 * @param band Hz. Vertical edges: 0 ≤ low ≤ high, 0 Hz passes only if low is 0. Butterworth: 0 < low < high < sampleRate / 2.
 * @throws RangeError for an empty block, a bad band, rate or order.
 */
export function bandpass(
  samples: Float64Array,
  sampleRate: number,
  band: readonly [low: number, high: number],
  options: BandpassOptions = {},
): Float64Array {
  const { order, engine = fftjs } = options;
  const { first, last } = binsOfBand(samples.length, sampleRate, band);
  if (order !== undefined) checkButterworth(sampleRate, band, order);
  const spectrum = realSpectrum(samples, engine);
  const { re, im } = spectrum;
  const step = sampleRate / samples.length;
  for (let k = 0; k < re.length; k++) {
    const inside = k >= first && k <= last ? 1 : 0;
    const gain = order === undefined ? inside : butterworthGain(k * step, sampleRate, band, order);
    re[k]! *= gain;
    im[k]! *= gain;
  }
  return inverseSpectrum(spectrum, engine);
}

function checkButterworth(
  sampleRate: number,
  [low, high]: readonly [number, number],
  order: number,
): void {
  if (!(low > 0 && high > low && high < sampleRate / 2))
    throw new RangeError(
      `Butterworth band ${low}–${high} Hz at ${sampleRate} Hz: 0 < low < high < ${sampleRate / 2} is needed`,
    );
  if (!(Number.isInteger(order) && order >= 1))
    throw new RangeError(`Butterworth order ${order}: a whole number from 1 up is needed`);
}
