import { fastKurtogram } from "@raceway/dsp/envelope/kurtogram";
import type { TransformEngine } from "@raceway/dsp/transform/transform";

/** The kurtogram looks at no more of a block than this many samples: it then costs less than a millisecond. */
const MOST_SAMPLES = 8192;
const DEEPEST = 4;

/**
 * The band in which a block is most impulsive, by the fast kurtogram over its first 8192 samples; undefined when there is no room for a choice.
 *
 * @param narrowest width that still holds the modulation sought, Hz. @param lowest Hz; below it shafts and gears speak.
 */
export function impulsiveBand(
  samples: Float64Array,
  sampleRate: number,
  { narrowest, lowest }: { readonly narrowest: number; readonly lowest: number },
  engine: TransformEngine,
): readonly [low: number, high: number] | undefined {
  const top = sampleRate / 2;
  const part = samples.subarray(0, MOST_SAMPLES);
  const levels = Math.min(
    DEEPEST,
    Math.floor(Math.log2(top / narrowest)),
    Math.floor(Math.log2(part.length / 128)),
  );
  if (levels < 1) return undefined;
  const within = [lowest, top] as const;
  return fastKurtogram(part, sampleRate, { levels, within, engine }).best?.band;
}
