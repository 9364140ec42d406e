import type { LineView } from "./line-view.ts";

/** Nothing is sought below this order of the shaft: windows and slow drifts live there. */
export const FIRST_ORDER = 0.25;

/** The first bin in which anything is sought. */
export function firstBin(step: number): number {
  return Math.ceil(FIRST_ORDER / step);
}

/**
 * Bins of the peaks, lowest first, that nothing else takes.
 *
 * @param clear least power over the noise floor.
 */
export function peaksOf(
  { power, ratio, step }: LineView,
  taken: Uint8Array,
  clear: number,
): readonly number[] {
  const found: number[] = [];
  for (let k = firstBin(step); k < power.length - 1; k++) {
    const own = power[k] ?? 0;
    if (taken[k] === 1 || (ratio[k] ?? 0) < clear) continue;
    if (own >= (power[k - 1] ?? 0) && own > (power[k + 1] ?? 0)) found.push(k);
  }
  return found;
}
