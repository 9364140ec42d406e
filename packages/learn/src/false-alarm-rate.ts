import { upperQuantile } from "./normal.ts";

const SECONDS_PER_DAY = 86_400;

/**
 * How many standard deviations a Gaussian value must exceed so that one observation alone does so by chance once in so many days.
 *
 * @param days mean time between false exceedances of one indicator, days
 * @param cadence seconds between observations; 0 counts as one second
 * @returns at least 2: shorter than that no limit is worth its name
 */
export function sigmasFor(days: number, cadence: number): number {
  const probability = Math.max(cadence, 1) / (days * SECONDS_PER_DAY);
  return Math.max(2, upperQuantile(Math.min(probability, 0.5)));
}
