import type { ComplexSpectrum } from "@raceway/dsp/spectra/spectrum";
import { realSpectrum } from "@raceway/dsp/spectra/spectrum";
import { boundedCache } from "@raceway/dsp/transform/bounded-cache";
import type { TransformEngine } from "@raceway/dsp/transform/transform";

/** Share of a block that may be left out at its end to reach a fast transform length. */
const TRIM = 0.1;

/** The longest fast length that leaves out at most a tenth of the block; the block's own length when there is none. */
export function trimmedLength(samples: number, engine: TransformEngine): number {
  const least = Math.max(1, Math.ceil(samples * (1 - TRIM)));
  let best = samples;
  // goodLength goes upwards only: walk up from the least acceptable length.
  for (
    let length = engine.goodLength(least);
    length <= samples;
    length = engine.goodLength(length + 1)
  )
    best = length;
  return engine.goodLength(least) <= samples ? best : samples;
}

/** The transform that all analysis of a block starts from: scratch, used up before the next block. */
export function blockSpectrum(samples: Float64Array, engine: TransformEngine): ComplexSpectrum {
  const length = trimmedLength(samples.length, engine);
  return realSpectrum(samples.subarray(0, length), engine, transformScratch(length).spectrum);
}

/** Lengths of blocks whose scratch space is kept: 32 bytes a sample each. */
const LENGTHS = 8;

/**
 * Room for samples, shared by all points of a thread. New arrays for every block would fill no heap, but count as memory outside of it: the engine marks all
 * that it holds again after every 64 MB of them.
 */
export const sampleScratch = boundedCache(LENGTHS, (length: number) => new Float64Array(length));

/** The same for what is made of a block's transform of so many samples. */
export const transformScratch = boundedCache(LENGTHS, (length: number) => {
  const part = () => new Float64Array(Math.floor(length / 2) + 1);
  return {
    spectrum: { size: length, re: part(), im: part() },
    white: { size: length, re: part(), im: part() },
    density: part(),
    amplitude: part(),
  };
});
