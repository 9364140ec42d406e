/** Factor that makes the median absolute deviation estimate the standard deviation of Gaussian data: 1 / Φ⁻¹(3/4). */
export const MAD_TO_SIGMA = 1.482602218505602;

/**
 * Quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7).
 *
 * @param values any order, finite; left unchanged
 * @param p 0 to 1
 * @returns NaN for no values
 */
export function quantile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  const last = sorted.length - 1;
  if (last < 0) return Number.NaN;
  const at = Math.min(Math.max(p, 0), 1) * last;
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, last)] ?? low;
  return low + (at - below) * (high - low);
}

/** Middle value, mean of the two middle ones for an even count; NaN for no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Robust standard deviation: {@link MAD_TO_SIGMA} times the median distance from the centre; NaN for no values. */
export function robustSigma(values: readonly number[], centre = median(values)): number {
  return MAD_TO_SIGMA * median(values.map((value) => Math.abs(value - centre)));
}
