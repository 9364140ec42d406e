/** Doubles from 0.5 s to a cap, each with up to a quarter of jitter, so that many clients do not come back at the same moment. */
export function backoffMs(
  attempt: number,
  capMs = 30_000,
  random: () => number = Math.random,
): number {
  const base = Math.min(capMs, 500 * 2 ** Math.min(attempt, 16));
  return base * (1 + random() / 4);
}
