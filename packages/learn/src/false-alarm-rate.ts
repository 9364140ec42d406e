const SECONDS_PER_DAY = 86_400;

/**
 * How many standard deviations a Gaussian value must exceed so that one observation alone does so by chance once in so many days.
 *
 * Upper-tail quantile by Abramowitz & Stegun (1964), 26.2.23, absolute error below 4.5 · 10⁻⁴.
 *
 * @param days mean time between false exceedances of one indicator, days
 * @param cadence seconds between observations; 0 counts as one second
 * @returns at least 2: shorter than that no limit is worth its name
 */
export function sigmasFor(days: number, cadence: number): number {
  const probability = Math.max(cadence, 1) / (days * SECONDS_PER_DAY);
  return Math.max(2, upperQuantile(Math.min(probability, 0.5)));
}

function upperQuantile(probability: number): number {
  const t = Math.sqrt(-2 * Math.log(probability));
  const above = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const below = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t;
  return t - above / below;
}
