/** Anomaly score at which a point's life counts as used up: about four limits, on vibration's logarithmic scale some five times the baseline. */
export const SPENT_SCORE = 5;

/**
 * Health of a point, 0 to 100: 100 = as expected of it, 0 = at the limit of its life. A straight line over the score, so that damage that only
 * grows only lowers it: 80 at the first limit (score 1), 60 at the alarm (score 2).
 *
 * @param score anomaly score, ≥ 0
 */
export function healthIndex(score: number): number {
  return Math.round(1000 * (1 - Math.min(Math.max(score, 0) / SPENT_SCORE, 1))) / 10;
}

/**
 * Health of a machine, line or site from the healths below it: mostly the worst, a little of the mean, so that one dying bearing shows and a second one still counts.
 *
 * @param healths 0 to 100; at least one
 * @throws RangeError for none
 */
export function rolledUpHealth(healths: readonly number[]): number {
  if (healths.length === 0) throw new RangeError("no health to roll up: at least one is needed");
  const worst = Math.min(...healths);
  const mean = healths.reduce((sum, health) => sum + health, 0) / healths.length;
  return Math.round(10 * (0.8 * worst + 0.2 * mean)) / 10;
}
