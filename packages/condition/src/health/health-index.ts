import type { Severity } from "../advisory/level.ts";

/** Anomaly score at which a point's life counts as used up: about four limits, on vibration's logarithmic scale some five times the baseline. */
export const SPENT_SCORE = 5;

/** Scores at which a point warns, and alarms. */
const LIMIT_SCORE: Readonly<Record<Severity, number>> = { normal: 0, warning: 1, alarm: 2 };

/** Health that a point of a severity has at most: what is shown is never better than what is said. */
export function healthAtMost(severity: Severity): number {
  return healthIndex(LIMIT_SCORE[severity]);
}

/**
 * Health of a point, 0 to 100: 100 = as expected of it, 0 = at the limit of its life. A straight line over the score, so that damage that only
 * grows only lowers it: 80 at the first limit (score 1), 60 at the alarm (score 2).
 *
 * @param score anomaly score, ≥ 0
 */
export function healthIndex(score: number): number {
  return Math.round(1000 * (1 - Math.min(Math.max(score, 0) / SPENT_SCORE, 1))) / 10;
}
