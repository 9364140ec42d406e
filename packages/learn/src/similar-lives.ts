import type { Moment } from "./fading-history.ts";
import {
  normalised,
  REMAINING_RATIOS,
  type RemainingDensity,
  UNKNOWN_SCALE,
} from "./remaining-density.ts";

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
/** Root-mean-square difference of ln-levels at which a life has lost 40 % of its say: 1.3 dB, the noise of a block and of a baseline together. */
const TOLERANCE = 0.15;

/**
 * Trajectory similarity (Wang et al., PHM 2008) without a scale of time: for each known life and each share of it that may have passed, the levels from
 * the rise to that share are laid over the levels seen from the rise to now. What fits counts; of what fits equally, {@link UNKNOWN_SCALE} says how likely it is.
 */
export function createSimilarity(lives: readonly KnownLife[]): Similarity {
  const hypotheses = lives.flatMap(({ curve, weight }) =>
    REMAINING_RATIOS.map((ratio, index) => {
      const passed = 1 / (1 + ratio);
      const levels = LAGS.map((lag) => levelAt(curve, passed * (1 - lag)));
      return { curve, passed, index, levels, prior: weight * (UNKNOWN_SCALE[index] ?? 0) };
    }),
  );

  function weigh(moments: readonly Moment[]): number[] {
    const seen = seenLevels(moments);
    return hypotheses.map(({ levels, prior }) => {
      let sum = 0;
      for (const [k, level] of levels.entries()) sum += (level - (seen[k] ?? level)) ** 2;
      return prior * Math.exp(-sum / LAGS.length / (2 * TOLERANCE ** 2));
    });
  }

  return {
    remaining(moments) {
      const density = REMAINING_RATIOS.map(() => 0);
      for (const [h, weight] of weigh(moments).entries()) {
        const index = hypotheses[h]?.index ?? 0;
        density[index] = (density[index] ?? 0) + weight;
      }
      // A level like none that is known underflows: then only the past duration speaks.
      return normalised(density.some((weight) => weight > 1e-12) ? density : UNKNOWN_SCALE);
    },
    foretell(moments, ages) {
      const weights = weigh(moments);
      const first = moments[0]?.age ?? 0;
      const since = (moments.at(-1)?.age ?? 0) - first;
      return ages.map((age) => {
        let [sum, total] = [0, 0];
        for (const [h, { curve, passed }] of hypotheses.entries()) {
          const share = (passed * (age - first)) / since;
          const weight = weights[h] ?? 0;
          if (share > 1 || weight === 0) continue;
          sum += weight * levelAt(curve, share);
          total += weight;
        }
        return total > 1e-12 ? sum / total : undefined;
      });
    },
  };
}

function seenLevels(moments: readonly Moment[]): number[] {
  const first = moments[0]?.age ?? 0;
  const last = moments.at(-1)?.age ?? 0;
  return LAGS.map((lag) => interpolated(moments, last - lag * (last - first)));
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
