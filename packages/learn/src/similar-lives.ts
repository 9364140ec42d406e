import type { Moment } from "./moment.ts";
import {
  normalised,
  REMAINING_RATIOS,
  type RemainingDensity,
  UNKNOWN_SCALE,
} from "./remaining-density.ts";
import { median } from "./robust.ts";

/** Shares of the time from rise to end at which a finished life's level is kept: evenly, and finer where lives end and begin. */
export const CURVE_SHARES: readonly number[] = [
  0, 0.01, 0.03, 0.06, 0.12, 0.18, 0.24, 0.3, 0.36, 0.42, 0.48, 0.54, 0.6, 0.66, 0.72, 0.78, 0.84,
  0.89, 0.93, 0.955, 0.97, 0.98, 0.99, 1,
];

/** A finished life without its scale of time: ln of the level over the baseline at each of {@link CURVE_SHARES}. */
export type LifeCurve = readonly number[];

/** How a life weighs among others. */
export interface KnownLife {
  readonly curve: LifeCurve;
  readonly weight: number;
}

/** Looks for finished lives like the one that is running. */
export interface Similarity {
  /**
   * @param moments since the level began to rise, oldest first, at least two of different age
   * @returns how much longer lives lasted that looked like this
   */
  remaining(moments: readonly Moment[]): RemainingDensity;
  /** Levels that those lives would have had at later ages; undefined where all of them would have ended. */
  foretell(moments: readonly Moment[], ages: readonly number[]): readonly (number | undefined)[];
}

/** Where in the past the levels are compared, as shares of the time since the rise: finer towards now, because damage accelerates. */
const LAGS = [0, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 1];
/** Hypotheses that weigh less than this share of the best foretell nothing. */
const NEGLIGIBLE = 1e-3;
/** Root-mean-square difference of ln-levels at which a life has lost 40 % of its say: 1.3 dB, the noise of a block and of a baseline together. */
const TOLERANCE = 0.15;

/**
 * Trajectory similarity (Wang et al., PHM 2008) without a scale of time: for each known life and each share of it that may have passed, the levels from
 * the rise to that share are laid over the levels seen from the rise to now. What fits counts; of what fits equally, {@link UNKNOWN_SCALE} says how likely it is.
 */
export function createSimilarity(lives: readonly KnownLife[]): Similarity {
  const hypotheses = lives.flatMap(({ curve, weight }) =>
    REMAINING_RATIOS.map((ratio, index) => ({
      curve,
      passed: 1 / (1 + ratio),
      index,
      prior: weight * (UNKNOWN_SCALE[index] ?? 0),
    })),
  );
  /** Levels of each hypothesis at each lag, one after another. */
  const expected = Float64Array.from(
    hypotheses.flatMap(({ curve, passed }) =>
      LAGS.map((lag) => levelAt(curve, passed * (1 - lag))),
    ),
  );

  function weigh(moments: readonly Moment[]): Float64Array {
    const seen = seenLevels(moments);
    const sharpness = -1 / (2 * LAGS.length * TOLERANCE ** 2);
    const weights = new Float64Array(hypotheses.length);
    for (let h = 0, at = 0; h < weights.length; h++) {
      let sum = 0;
      for (let k = 0; k < seen.length; k++, at++)
        sum += ((expected[at] ?? 0) - (seen[k] ?? 0)) ** 2;
      weights[h] = (hypotheses[h]?.prior ?? 0) * Math.exp(sharpness * sum);
    }
    return weights;
  }

  return {
    remaining(moments) {
      const density = REMAINING_RATIOS.map(() => 0);
      const weights = weigh(moments);
      for (let h = 0; h < weights.length; h++) {
        const index = hypotheses[h]?.index ?? 0;
        density[index] = (density[index] ?? 0) + (weights[h] ?? 0);
      }
      // A level like none that is known underflows: then only the past duration speaks.
      return normalised(density.some((weight) => weight > 1e-12) ? density : UNKNOWN_SCALE);
    },
    foretell(moments, ages) {
      const weights = weigh(moments);
      const least = NEGLIGIBLE * Math.max(...weights);
      const first = moments[0]?.age ?? 0;
      const since = (moments.at(-1)?.age ?? 0) - first;
      const sums = ages.map(() => 0);
      const totals = ages.map(() => 0);
      for (const [h, { curve, passed }] of hypotheses.entries()) {
        const weight = weights[h] ?? 0;
        if (weight <= least) continue;
        for (const [k, age] of ages.entries()) {
          const share = (passed * (age - first)) / since;
          if (share > 1) continue;
          sums[k] = (sums[k] ?? 0) + weight * levelAt(curve, share);
          totals[k] = (totals[k] ?? 0) + weight;
        }
      }
      return ages.map((_, k) => {
        const total = totals[k] ?? 0;
        return total > 0 ? (sums[k] ?? 0) / total : undefined;
      });
    },
  };
}

function seenLevels(moments: readonly Moment[]): readonly number[] {
  const first = moments[0]?.age ?? 0;
  const last = moments.at(-1)?.age ?? 0;
  return LAGS.map((lag) => interpolated(moments, last - lag * (last - first)));
}

/** ln-level from which on a level counts as risen: a fifth over what is expected. */
export const RISEN = 0.2;
/** Moments in the median that takes a single block's noise away. */
const NEIGHBOURS = 5;

/** A running median of the levels, from the last moment that was as expected on; at least two moments if there are. */
export function sinceRise(moments: readonly Moment[]): readonly Moment[] {
  const half = NEIGHBOURS >> 1;
  const levels = moments.map(({ age }, i) => ({
    age,
    value: median(moments.slice(Math.max(0, i - half), i + half + 1).map(({ value }) => value)),
  }));
  const last = levels.findLastIndex(({ value }) => value < RISEN);
  return levels.slice(Math.max(0, Math.min(last, levels.length - 2)));
}

/** A life's curve from its moments, the first at its rise, the last at its end. */
export function curveOf(moments: readonly Moment[]): LifeCurve {
  const first = moments[0]?.age ?? 0;
  const last = moments.at(-1)?.age ?? 0;
  return CURVE_SHARES.map(
    (share) => Math.round(100 * interpolated(moments, first + share * (last - first))) / 100,
  );
}

/** Level of a life at a share, linear in between. */
function levelAt(curve: LifeCurve, share: number): number {
  const next = CURVE_SHARES.findIndex((known) => known >= share);
  const high = CURVE_SHARES[next] ?? 1;
  const low = CURVE_SHARES[next - 1] ?? 0;
  const after = curve[next] ?? 0;
  if (next <= 0 || high === low) return after;
  const before = curve[next - 1] ?? after;
  return before + ((after - before) * (share - low)) / (high - low);
}

/** Value at an age, linear between moments, constant beyond them. */
function interpolated(moments: readonly Moment[], age: number): number {
  const next = moments.findIndex((moment) => moment.age >= age);
  const after = moments[next] ?? moments.at(-1);
  const before = moments[next - 1] ?? after;
  if (after === undefined || before === undefined) return Number.NaN;
  if (after.age === before.age) return after.value;
  return (
    before.value + ((after.value - before.value) * (age - before.age)) / (after.age - before.age)
  );
}
