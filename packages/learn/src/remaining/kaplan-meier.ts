import { upperQuantile } from "../normal.ts";

/** How many of a population are still alive after a time at which some have ended. */
export interface SurvivalStep {
  /** Running time, seconds. */
  readonly seconds: number;
  /** Lives that had lasted so long, those that ended then among them. */
  readonly atRisk: number;
  /** Share that lasts longer, 0–1. */
  readonly surviving: number;
  /** 80 % interval of that share. */
  readonly low: number;
  readonly high: number;
}

/** Probability below the interval, and above it. */
const TAIL = 0.1;

/**
 * Product-limit estimate of survival (Kaplan & Meier, J. Am. Stat. Assoc. 1958), with Greenwood's variance on the scale of ln(−ln S), on which the interval stays within 0 and 1 (Kalbfleisch & Prentice 2002,
 * eq. 1.13).
 *
 * @param ended lives that have ended, seconds
 * @param running ages of those that run or were replaced before their end, seconds: they last longer than that
 * @returns a step for each time at which some ended, in order
 */
export function kaplanMeier(
  ended: readonly number[],
  running: readonly number[],
): readonly SurvivalStep[] {
  const all = [...ended, ...running];
  const width = upperQuantile(TAIL);
  let surviving = 1;
  let greenwood = 0;
  return [...new Set(ended)]
    .sort((a, b) => a - b)
    .map((seconds) => {
      const atRisk = all.filter((other) => other >= seconds).length;
      const deaths = ended.filter((other) => other === seconds).length;
      surviving *= 1 - deaths / atRisk;
      greenwood += deaths / (atRisk * (atRisk - deaths));
      // The last of all has no variance: nobody is left.
      const spread = surviving > 0 ? (width * Math.sqrt(greenwood)) / -Math.log(surviving) : 0;
      return {
        seconds,
        atRisk,
        surviving,
        low: surviving ** Math.exp(spread),
        high: surviving ** Math.exp(-spread),
      };
    });
}
