import { boundedCache } from "../transform/bounded-cache.ts";

/** Windows as SciPy's `signal.get_window` names them; `boxcar` is no window. */
export type WindowName = "boxcar" | "hann" | "hamming" | "blackman" | "blackmanharris" | "flattop";

/** Coefficients a_j of `w[n] = Σ (−1)^j a_j cos(2π j n / N)`; the same numbers as SciPy 1.10. */
const COSINE_TERMS: Readonly<Record<WindowName, readonly number[]>> = {
  boxcar: [1],
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  blackmanharris: [0.35875, 0.48829, 0.14128, 0.01168],
  flattop: [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
};

/** A window and what it does to amplitudes and noise. */
export interface Window {
  readonly name: WindowName;
  /** Length, N. */
  readonly size: number;
  /** N weights, periodic ("DFT-even", SciPy's `sym=False`). Shared between callers: do not change them. */
  readonly weights: Float64Array;
  /** Mean of the weights: what a sine's line is multiplied by. */
  readonly coherentGain: number;
  /** Mean of the squared weights: what the power of noise is multiplied by. */
  readonly noiseGain: number;
  /** Equivalent noise bandwidth in bins: noiseGain / coherentGain² (1 for boxcar, 1.5 for Hann). */
  readonly noiseBandwidth: number;
}

/**
 * The cosine terms of a window. A window of J terms is applied in the frequency domain by a kernel of 2J−1 bins.
 */
export function cosineTerms(name: WindowName): readonly number[] {
  return COSINE_TERMS[name];
}

function build(name: WindowName, size: number): Window {
  const terms = COSINE_TERMS[name];
  const weights = new Float64Array(size);
  let sum = 0;
  let squares = 0;
  for (let n = 0; n < size; n++) {
    let weight = 0;
    for (let j = 0; j < terms.length; j++)
      weight += (j % 2 === 0 ? 1 : -1) * terms[j]! * Math.cos((2 * Math.PI * j * n) / size);
    if (size === 1) weight = 1;
    weights[n] = weight;
    sum += weight;
    squares += weight * weight;
  }
  const coherentGain = sum / size;
  const noiseGain = squares / size;
  return {
    name,
    size,
    weights,
    coherentGain,
    noiseGain,
    noiseBandwidth: noiseGain / (coherentGain * coherentGain),
  };
}

const cache = boundedCache(64, (key: string): Window => {
  const [name, size] = key.split(":");
  return build(name as WindowName, Number(size));
});

/**
 * A periodic window of a length, made once and cached.
 *
 * @param size N ≥ 1. One sample: weight 1, as in SciPy.
 * @throws RangeError when `size` is not a positive integer.
 *
 * Source: F. J. Harris, Proc. IEEE 66 (1978) 51–83; equal to `scipy.signal.get_window(name, size)`.
 */
export function windowOf(name: WindowName, size: number): Window {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`a window of ${size} samples: a whole number from 1 up is needed`);
  return cache(`${name}:${size}`);
}
