import type { PffftModule } from "@echogarden/pffft-wasm/simd";
import init from "@echogarden/pffft-wasm/simd";
import { boundedCache } from "./bounded-cache.ts";
import { fftjs } from "./fftjs.ts";
import type { ComplexTransform, RealTransform, TransformEngine } from "./transform.ts";
import { checkSize } from "./transform.ts";

const PLANS = 48;
const FORWARD = 0;
const BACKWARD = 1;

/** Whether pffft takes so many real samples: 2^a·3^b·5^c with a ≥ 5 (complex: a ≥ 4). */
function isPffftLength(size: number, step: 16 | 32): boolean {
  if (size % step !== 0) return false;
  let rest = size;
  for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
  return rest === 1;
}

/** Smallest multiple of 32 with factors 2, 3 and 5 only, ≥ minimum: fast for real and complex transforms. */
function pffftLength(minimum: number): number {
  let size = 32 * Math.max(1, Math.ceil(minimum / 32));
  while (!isPffftLength(size, 32)) size += 32;
  return size;
}

/** Input, output and work areas shared by all plans of a module, grown to the largest transform seen. */
function arena(module: PffftModule) {
  let capacity = 0;
  let base = 0;
  return (floats: number) => {
    if (floats > capacity) {
      if (base !== 0) module._pffft_aligned_free(base);
      base = module._pffft_aligned_malloc(3 * 4 * floats);
      if (base === 0) throw new RangeError(`no memory for a transform of ${floats} numbers`);
      capacity = floats;
    }
    return base;
  };
}

function engineOf(module: PffftModule): TransformEngine {
  const reserve = arena(module);
  const destroy = (setup: number) => module._pffft_destroy_setup(setup);
  // Plans look their setup up at each call instead of holding it: a setup may fall out of the cache and be freed at any time.
  const realSetup = boundedCache(
    PLANS,
    (size: number) => module._pffft_new_setup(size, 0),
    destroy,
  );
  const complexSetup = boundedCache(
    PLANS,
    (size: number) => module._pffft_new_setup(size, 1),
    destroy,
  );

  function realPlan(size: number): RealTransform {
    const bins = size / 2 + 1;
    return {
      size,
      bins,
      forward(input, re, im) {
        const setup = realSetup(size);
        const base = reserve(size);
        const heap = module.HEAPF32;
        const at = base >> 2;
        for (let n = 0; n < size; n++) heap[at + n] = input[n]!;
        const output = base + 4 * size;
        module._pffft_transform_ordered(setup, base, output, base + 8 * size, FORWARD);
        const from = output >> 2;
        for (let k = 1, i = from + 2; k < bins - 1; k++, i += 2) {
          re[k] = heap[i]!;
          im[k] = heap[i + 1]!;
        }
        re[0] = heap[from]!;
        re[bins - 1] = heap[from + 1]!;
        im[0] = 0;
        im[bins - 1] = 0;
      },
      inverse(re, im, output) {
        const setup = realSetup(size);
        const base = reserve(size);
        const heap = module.HEAPF32;
        const at = base >> 2;
        heap[at] = re[0]!;
        heap[at + 1] = re[bins - 1]!;
        for (let k = 1, i = at + 2; k < bins - 1; k++, i += 2) {
          heap[i] = re[k]!;
          heap[i + 1] = im[k]!;
        }
        const result = base + 4 * size;
        module._pffft_transform_ordered(setup, base, result, base + 8 * size, BACKWARD);
        const from = result >> 2;
        const scale = 1 / size;
        for (let n = 0; n < size; n++) output[n] = heap[from + n]! * scale;
      },
    };
  }

  function complexPlan(size: number): ComplexTransform {
    const floats = 2 * size;
    const run = (input: Float64Array, output: Float64Array, direction: 0 | 1) => {
      const setup = complexSetup(size);
      const base = reserve(floats);
      const heap = module.HEAPF32;
      const at = base >> 2;
      for (let n = 0; n < floats; n++) heap[at + n] = input[n]!;
      const result = base + 4 * floats;
      module._pffft_transform_ordered(setup, base, result, base + 8 * floats, direction);
      const from = result >> 2;
      for (let n = 0; n < floats; n++) output[n] = heap[from + n]!;
    };
    return {
      size,
      forward: (input, output) => run(input, output, FORWARD),
      inverse: (input, output) => run(input, output, BACKWARD),
    };
  }

  return {
    name: "pffft",
    accuracy: 1e-6,
    real: boundedCache(PLANS, (size: number) => {
      checkSize(size);
      return isPffftLength(size, 32) ? realPlan(size) : fftjs.real(size);
    }),
    complex: boundedCache(PLANS, (size: number) => {
      checkSize(size);
      return isPffftLength(size, 16) ? complexPlan(size) : fftjs.complex(size);
    }),
    goodLength: pffftLength,
  };
}

let loaded: Promise<TransformEngine> | undefined;

/**
 * The fast engine: pffft compiled to WebAssembly SIMD, single precision inside, doubles outside. Loaded once per thread; a few milliseconds.
 *
 * Real lengths 2^a·3^b·5^c with a ≥ 5 (32, 64, 96, 160 …), complex ones with a ≥ 4, run in pffft; every other length falls back to {@link fftjs}.
 * Results are the same bytes on every machine: WebAssembly SIMD rounds as IEEE 754 says.
 */
export function loadPffft(): Promise<TransformEngine> {
  loaded ??= init().then(engineOf);
  return loaded;
}
