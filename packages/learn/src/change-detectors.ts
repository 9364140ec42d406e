import type { Json } from "@raceway/model/json";

/**
 * Watches a residual that is zero-mean with unit standard deviation while nothing changes, for a lasting rise. Its answer is 1 at the detector's own limit.
 */
export interface ChangeDetector {
  /** Takes the next residual in standard deviations; returns the statistic over its limit, ≥ 0. */
  update(residual: number): number;
  reset(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

/**
 * Exponentially weighted moving average (Roberts 1959): z ← (1 − λ) z + λ x; its standard deviation is √(λ / (2 − λ)).
 *
 * @param lambda weight of the newest, 0 < λ ≤ 1
 * @param limit in standard deviations of the average
 */
export function createEwma(lambda: number, limit: number): ChangeDetector {
  const sigma = Math.sqrt(lambda / (2 - lambda));
  return statistic(
    (z, x) => (1 - lambda) * z + lambda * x,
    (z) => Math.max(0, z) / (limit * sigma),
  );
}

/**
 * One-sided cumulative sum (Page 1954): S ← max(0, S + x − k).
 *
 * @param allowance k, half the shift worth finding, standard deviations
 * @param limit h, standard deviations
 */
export function createCusum(allowance: number, limit: number): ChangeDetector {
  return statistic(
    (s, x) => Math.max(0, s + x - allowance),
    (s) => s / limit,
  );
}

/**
 * The limit h that gives a CUSUM of Gaussian residuals a mean run length between false alarms, by Siegmund's approximation
 * ARL = (e^(2kb) − 2kb − 1) / (2k²), b = h + 1.166 (Siegmund 1985, eq. 2.56).
 *
 * @param allowance k > 0
 * @param runLength observations between false alarms, > 1
 */
export function cusumLimit(allowance: number, runLength: number): number {
  const wanted = 2 * allowance * allowance * runLength;
  let low = 0;
  let high = Math.log(wanted + 2) + 2;
  for (let i = 0; i < 60; i++) {
    const x = (low + high) / 2;
    if (Math.expm1(x) - x < wanted) low = x;
    else high = x;
  }
  return Math.max(0.1, low / (2 * allowance) - 1.166);
}

/**
 * Page–Hinkley (Hinkley 1971): the distance of the cumulative deviation from the running mean, less a tolerance, to its own minimum.
 *
 * @param tolerance drift per observation that is forgiven, standard deviations
 * @param limit λ, standard deviations
 */
export function createPageHinkley(tolerance: number, limit: number): ChangeDetector {
  let state = { count: 0, mean: 0, sum: 0, least: 0 };
  return {
    update(residual) {
      const count = state.count + 1;
      const mean = state.mean + (residual - state.mean) / count;
      const sum = state.sum + residual - mean - tolerance;
      state = { count, mean, sum, least: Math.min(state.least, sum) };
      return (sum - state.least) / limit;
    },
    reset() {
      state = { count: 0, mean: 0, sum: 0, least: 0 };
    },
    snapshot: () => ({ ...state }),
    restore(saved) {
      state = { ...(saved as unknown as typeof state) };
    },
  };
}

function statistic(
  next: (value: number, residual: number) => number,
  overLimit: (value: number) => number,
): ChangeDetector {
  let value = 0;
  return {
    update(residual) {
      value = next(value, residual);
      return overLimit(value);
    },
    reset() {
      value = 0;
    },
    snapshot: () => value,
    restore(saved) {
      value = saved as number;
    },
  };
}
