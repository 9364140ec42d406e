/**
 * Accuracy of one answer by the IEEE PHM 2012 challenge: 1 for the truth, halved by every 5 % too late and every 20 % too early.
 *
 * @param estimate remaining seconds claimed
 * @param actual remaining seconds, > 0
 */
export function challengeAccuracy(estimate: number, actual: number): number {
  const error = (100 * (actual - estimate)) / actual;
  return error <= 0 ? 0.5 ** (-error / 5) : 0.5 ** (error / 20);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function quantileOf(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(p * (sorted.length - 1))] ?? Number.NaN;
}
