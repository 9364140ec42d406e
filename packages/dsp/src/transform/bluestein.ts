import type { ComplexTransform } from "./transform.ts";
import { nextPowerOfTwo } from "./transform.ts";

/** Smallest inner length that makes the cyclic convolution of Bluestein's algorithm linear. */
function innerLength(size: number): number {
  return Math.max(4, nextPowerOfTwo(2 * size - 1));
}

/** Cosine and sine of πn²/size, interleaved; n² is reduced modulo 2·size first, or the angle would lose its digits. */
function chirpOf(size: number): Float64Array {
  const chirp = new Float64Array(2 * size);
  let square = 0;
  for (let n = 0; n < size; n++) {
    const angle = (Math.PI * square) / size;
    chirp[2 * n] = Math.cos(angle);
    chirp[2 * n + 1] = Math.sin(angle);
    square = (square + 2 * n + 1) % (2 * size);
  }
  return chirp;
}

/**
 * A complex transform of any length, as a convolution with a chirp done by transforms of a power of two: `kn = (k² + n² − (k−n)²)/2`.
 * Two inner transforms of about 2–4 times the length per call; relative error about 1e-15.
 *
 * Source: L. Bluestein, IEEE Trans. Audio Electroacoust. 18 (1970) 451–455.
 *
 * @param innerOf makes the transform of a power of two.
 */
export function bluestein(
  size: number,
  innerOf: (powerOfTwo: number) => ComplexTransform,
): ComplexTransform {
  const length = innerLength(size);
  const inner = innerOf(length);
  const chirp = chirpOf(size);
  const work = new Float64Array(2 * length);
  const spectrum = new Float64Array(2 * length);
  const kernel = kernelOf(chirp, inner);

  /** sign −1: forward; +1: inverse, by conjugating input and output. */
  function run(input: Float64Array, output: Float64Array, sign: 1 | -1): void {
    for (let n = 0; n < size; n++) {
      const xr = input[2 * n]!;
      const xi = -sign * input[2 * n + 1]!;
      const c = chirp[2 * n]!;
      const s = chirp[2 * n + 1]!;
      work[2 * n] = xr * c + xi * s;
      work[2 * n + 1] = xi * c - xr * s;
    }
    work.fill(0, 2 * size);
    inner.forward(work, spectrum);
    for (let k = 0; k < 2 * length; k += 2) {
      const ar = spectrum[k]!;
      const ai = spectrum[k + 1]!;
      spectrum[k] = ar * kernel[k]! - ai * kernel[k + 1]!;
      spectrum[k + 1] = ar * kernel[k + 1]! + ai * kernel[k]!;
    }
    inner.inverse(spectrum, work);
    for (let k = 0; k < size; k++) {
      const yr = work[2 * k]!;
      const yi = work[2 * k + 1]!;
      const c = chirp[2 * k]!;
      const s = chirp[2 * k + 1]!;
      output[2 * k] = yr * c + yi * s;
      output[2 * k + 1] = -sign * (yi * c - yr * s);
    }
  }
  return {
    size,
    forward: (input, output) => run(input, output, -1),
    inverse: (input, output) => run(input, output, 1),
  };
}

/** Transform of the chirp, wrapped round and divided by the inner length so that the inner inverse comes out scaled. */
function kernelOf(chirp: Float64Array, inner: ComplexTransform): Float64Array {
  const size = chirp.length / 2;
  const wrapped = new Float64Array(2 * inner.size);
  for (let n = 0; n < size; n++) {
    const at = n === 0 ? 0 : inner.size - n;
    wrapped[2 * n] = chirp[2 * n]!;
    wrapped[2 * n + 1] = chirp[2 * n + 1]!;
    wrapped[2 * at] = chirp[2 * n]!;
    wrapped[2 * at + 1] = chirp[2 * n + 1]!;
  }
  const kernel = new Float64Array(2 * inner.size);
  inner.forward(wrapped, kernel);
  for (let k = 0; k < kernel.length; k++) kernel[k]! /= inner.size;
  return kernel;
}
