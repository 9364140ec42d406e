import type { ComplexSpectrum } from "@raceway/dsp/spectra/spectrum";
import { realSpectrum } from "@raceway/dsp/spectra/spectrum";
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

/** The transform that all analysis of a block starts from. */
export function blockSpectrum(samples: Float64Array, engine: TransformEngine): ComplexSpectrum {
  return realSpectrum(samples.subarray(0, trimmedLength(samples.length, engine)), engine);
}
