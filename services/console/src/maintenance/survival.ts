import { kaplanMeier } from "@raceway/learn/remaining/kaplan-meier";
import { createLifePopulation } from "@raceway/learn/remaining/life-population";
import type { LivesMessage } from "@raceway/wire/lives-message";
import type { SurvivalView } from "../http/api-types.ts";

/** Shares that have ended at which the fitted curve is told. */
const SHARES = Array.from({ length: 41 }, (_, i) => Math.min(0.99, Math.max(0.005, i / 40)));

/**
 * How long bearings of each kind last: the estimate without a law (Kaplan and Meier) beside the Weibull distribution that forecasts begin with, both with those that still
 * run. Kinds of which none has ended have neither.
 */
export function survivalOf(kinds: LivesMessage["kinds"]): readonly SurvivalView[] {
  return kinds.map(({ kind, ended, running }) => {
    const counts = { kind, ended: ended.length, running: running.length };
    const population = createLifePopulation({ ended, running });
    if (ended.length === 0 || population === undefined) return counts;
    return {
      ...counts,
      steps: kaplanMeier(ended, running),
      weibull: SHARES.map((share) => ({
        seconds: population.quantile(share),
        surviving: 1 - share,
      })),
      longestSeconds: Math.max(...ended, ...running),
    };
  });
}
