import { realSpectrum } from "@raceway/dsp/spectra/spectrum";
import type { NotJudged } from "@raceway/model/part";
import { bandAt, bandMeasures } from "./bands.ts";
import type { Block, MeasureOptions } from "./block.ts";
import type { Features } from "./features.ts";
import { impactMeasures, type Repeats } from "./impacts.ts";
import { formLines } from "./lines.ts";
import { asAcceleration, asVelocity } from "./quantities.ts";

/** What one block of a finished bearing yields. Plain data: it travels from a worker thread. */
export interface MeasuredBlock {
  readonly ok: true;
  readonly features: Features;
  readonly repeats: Repeats;
}

export type BlockMeasure =
  | MeasuredBlock
  | { readonly ok: false; readonly code: NotJudged; readonly reason: string };

/** A block must hold so many turns of the shaft: cage and shaft lines cannot be told from each other in fewer. */
const LEAST_TURNS = 10;
/** Shares of a block's samples at its largest magnitude, from which on it is cut off. */
const CLIPPED = 0.002;

/**
 * Measures one block: band velocities with peaks, acceleration, the lines that form makes, and impacts.
 *
 * @returns the features, or why there are none.
 */
export function measureBlock(block: Block, { engine }: MeasureOptions): BlockMeasure {
  const fault = blockFault(block);
  if (fault !== undefined) return { ok: false, ...fault };
  const spectrum = realSpectrum(fastBeginning(block.samples, engine.goodLength), engine);
  const velocity = asVelocity(spectrum, block);
  const { bands, acceleration } = bandMeasures(block, spectrum, velocity, engine);
  const impacts = impactMeasures(block, asAcceleration(spectrum, block), engine);
  const [, top] = bandAt("high", block.rpm);
  return {
    ok: true,
    features: {
      low: bands.low.rms,
      medium: bands.medium.rms,
      high: bands.high.rms,
      low_peak: bands.low.peak,
      medium_peak: bands.medium.peak,
      high_peak: bands.high.peak,
      acceleration,
      ...impacts.features,
      ...formLines(block, velocity, top),
    },
    repeats: impacts.repeats,
  };
}

/** The longest beginning of a block that a transform takes fast: at least nine tenths of it. */
function fastBeginning(samples: Float64Array, goodLength: (least: number) => number): Float64Array {
  let best = 0;
  for (let length = goodLength(Math.ceil(samples.length * 0.9)); length <= samples.length; ) {
    best = length;
    length = goodLength(length + 1);
  }
  return best === 0 ? samples : samples.subarray(0, best);
}

function blockFault({ samples, sampleRate, rpm }: Block) {
  const [low] = bandAt("low", rpm);
  const [, high] = bandAt("high", rpm);
  const seconds = samples.length / sampleRate;
  if (sampleRate < 2 * high)
    return {
      code: "too-short",
      reason: `at ${sampleRate} Hz the bands of ${rpm} r/min, up to ${high.toFixed(0)} Hz, are not held: ${(2 * high).toFixed(0)} Hz or more are right`,
    } as const;
  const least = Math.max((LEAST_TURNS * 60) / rpm, 4 / low);
  if (seconds < least)
    return {
      code: "too-short",
      reason: `a block of ${seconds.toFixed(3)} s; ${LEAST_TURNS} turns, ${least.toFixed(3)} s or more, are right`,
    } as const;
  return signalFault(samples);
}

/** A cable that is off gives nothing, or hum at full scale: neither is a quiet bearing. */
function signalFault(samples: Float64Array) {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of samples) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const unusable = (reason: string) => ({ code: "unusable-signal", reason }) as const;
  if (most - least <= 1e-12 * Math.max(Math.abs(most), Math.abs(least)))
    return unusable(`all samples are ${most}: the sensor is off or not connected`);
  let atEnds = 0;
  for (const value of samples) if (value === least || value === most) atEnds += 1;
  if (atEnds > Math.max(4, CLIPPED * samples.length))
    return unusable(`${atEnds} samples are cut off at ${least} or ${most}: the range is too small`);
  return undefined;
}
