/**
 * Discrete Fourier transform of `size` real samples.
 *
 * Convention of NumPy's `rfft`: `X[k] = Σ x[n] e^(−2πi kn/size)`, k = 0 … ⌊size/2⌋, unscaled forward, 1/size backward. Plans keep scratch space:
 * they are synchronous and not for sharing between threads.
 */
export interface RealTransform {
  /** Number of real samples, N. */
  readonly size: number;
  /** ⌊N/2⌋ + 1. */
  readonly bins: number;
  /**
   * @param input N samples, not changed.
   * @param re real parts, at least `bins` long, overwritten.
   * @param im imaginary parts, likewise; `im[0]` (and `im[N/2]` for even N) come out as 0.
   */
  forward(input: Float64Array, re: Float64Array, im: Float64Array): void;
  /**
   * The inverse: `output[n] = (1/N) Σ X[k] e^(2πi kn/N)` over the Hermitian completion. `im[0]`, and `im[N/2]` for even N, are ignored.
   */
  inverse(re: Float64Array, im: Float64Array, output: Float64Array): void;
}

/** Discrete Fourier transform of complex samples held as re, im, re, im … */
export interface ComplexTransform {
  /** Number of complex samples. */
  readonly size: number;
  /** `output[k] = Σ input[n] e^(−2πi kn/size)`. Both 2 × size long; they must be different arrays. */
  forward(input: Float64Array, output: Float64Array): void;
  /** `output[n] = Σ input[k] e^(2πi kn/size)`: **not** divided by the size. */
  inverse(input: Float64Array, output: Float64Array): void;
}

/**
 * A maker of transforms. Every length from 1 up works in every engine; lengths that `goodLength` returns are the fast ones, others take the
 * detour of Bluestein's algorithm in double precision (about 5–8 times the time, same result).
 */
export interface TransformEngine {
  readonly name: "fft.js" | "pffft";
  /** Bound on the relative error (L2) of one transform, held by the tests; typical are 3e-16 for fft.js and 2e-7 for pffft. */
  readonly accuracy: number;
  /** The plan for a number of real samples, cached. @throws RangeError when not a positive integer. */
  real(size: number): RealTransform;
  /** The plan for a number of complex samples, cached. @throws RangeError when not a positive integer. */
  complex(size: number): ComplexTransform;
  /** The smallest fast length ≥ `minimum`, for real and complex transforms alike. */
  goodLength(minimum: number): number;
}

/** Refuses what can never be a transform length. */
export function checkSize(size: number): void {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`a transform of ${size} samples: a whole number from 1 up is needed`);
}

/** Whether a length is a power of two. */
export function isPowerOfTwo(size: number): boolean {
  return size > 0 && Number.isInteger(Math.log2(size));
}

/** The smallest power of two ≥ `minimum`. */
export function nextPowerOfTwo(minimum: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, minimum)));
}
