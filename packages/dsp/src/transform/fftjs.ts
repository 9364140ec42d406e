import FFT from "fft.js";
import { bluestein } from "./bluestein.ts";
import { boundedCache } from "./bounded-cache.ts";
import { packedReal, unpackedReal } from "./packed-real.ts";
import type { ComplexTransform, RealTransform, TransformEngine } from "./transform.ts";
import { checkSize, isPowerOfTwo, nextPowerOfTwo } from "./transform.ts";

/** What we use of fft.js; its own types leave everything open. */
interface Radix4 {
  transform(output: Float64Array, input: Float64Array): void;
  inverseTransform(output: Float64Array, input: Float64Array): void;
}

const PLANS = 48;

/** fft.js itself divides the inverse by the size; ours leaves that to the caller, and swapping re and im costs less than multiplying back. */
function radix4(size: number): ComplexTransform {
  const plan: Radix4 = new FFT(size);
  const swapped = new Float64Array(2 * size);
  return {
    size,
    forward: (input, output) => plan.transform(output, input),
    inverse(input, output) {
      for (let k = 0; k < 2 * size; k += 2) {
        swapped[k] = input[k + 1]!;
        swapped[k + 1] = input[k]!;
      }
      plan.transform(output, swapped);
      for (let k = 0; k < 2 * size; k += 2) {
        const real = output[k + 1]!;
        output[k + 1] = output[k]!;
        output[k] = real;
      }
    },
  };
}

const complexPlan = boundedCache(PLANS, (size: number): ComplexTransform => {
  checkSize(size);
  return size > 1 && isPowerOfTwo(size) ? radix4(size) : bluestein(size, complexPlan);
});

const realPlan = boundedCache(PLANS, (size: number): RealTransform => {
  checkSize(size);
  return size % 2 === 0 ? packedReal(complexPlan(size / 2)) : unpackedReal(complexPlan(size));
});

/**
 * The reference engine: fft.js (radix 4, double precision). Powers of two directly, every other length by Bluestein's algorithm.
 */
export const fftjs: TransformEngine = {
  name: "fft.js",
  accuracy: 2e-15,
  real: realPlan,
  complex: complexPlan,
  goodLength: (minimum) => Math.max(4, nextPowerOfTwo(minimum)),
};
