/** Upper-tail quantile of the standard normal distribution by Abramowitz & Stegun (1964), 26.2.23, absolute error below 4.5 · 10⁻⁴. @param probability 0 < p ≤ 0.5 */
export function upperQuantile(probability: number): number {
  const t = Math.sqrt(-2 * Math.log(probability));
  const above = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const below = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t;
  return t - above / below;
}

/** Distribution function of the standard normal distribution by Abramowitz & Stegun (1964), 26.2.17, absolute error below 7.5 · 10⁻⁸. */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z > 0 ? 1 - tail : tail;
}
