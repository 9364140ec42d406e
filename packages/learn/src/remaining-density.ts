/**
 * A probability over the remaining time, on a logarithmic grid of ratios: remaining time over the time since the level began to rise. One number for each of
 * {@link REMAINING_RATIOS}; the sum is 1.
 */
export type RemainingDensity = readonly number[];

const FEWEST_RATIO = 0.003;
const MOST_RATIO = 30;
const RATIOS = 64;
const STEP = Math.log(MOST_RATIO / FEWEST_RATIO) / (RATIOS - 1);

export const REMAINING_RATIOS: readonly number[] = Array.from(
  { length: RATIOS },
  (_, i) => FEWEST_RATIO * Math.exp(i * STEP),
);

/** A belief in one ratio with an error of `sigma` on the logarithmic axis. */
export function around(ratio: number, sigma: number): RemainingDensity {
  const centre = Math.log(Math.min(Math.max(ratio, FEWEST_RATIO), MOST_RATIO));
  return normalised(
    REMAINING_RATIOS.map((r) => Math.exp(-(((Math.log(r) - centre) / sigma) ** 2) / 2)),
  );
}

/** Scales weights, not all of them zero, to a sum of 1. */
export function normalised(weights: readonly number[]): RemainingDensity {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * What is known of a process of which nothing but its past duration is known (Gott 1993): P(remaining > r × past) = 1 / (1 + r).
 */
export const UNKNOWN_SCALE: RemainingDensity = normalised(
  REMAINING_RATIOS.map((r) => r / (1 + r) ** 2),
);

/** Weighted mean of densities. */
export function mixed(
  parts: readonly { readonly density: RemainingDensity; readonly weight: number }[],
): RemainingDensity {
  return normalised(
    REMAINING_RATIOS.map((_, i) =>
      parts.reduce((sum, { density, weight }) => sum + weight * (density[i] ?? 0), 0),
    ),
  );
}

/** The density without what lies beyond a ratio; of what lies wholly beyond, its lowest cell remains. */
export function atMost(density: RemainingDensity, ratio: number): RemainingDensity {
  const kept = density.map((weight, i) => ((REMAINING_RATIOS[i] ?? 0) <= ratio ? weight : 0));
  return kept.some((weight) => weight > 0) ? normalised(kept) : around(ratio, STEP);
}

/** Ratio below which a share `p` of the density lies; linear between the grid's cells on the logarithmic axis. */
export function quantileRatio(density: RemainingDensity, p: number): number {
  let below = 0;
  for (const [i, weight] of density.entries()) {
    if (below + weight >= p && weight > 0)
      return FEWEST_RATIO * Math.exp((i - 0.5 + (p - below) / weight) * STEP);
    below += weight;
  }
  return MOST_RATIO;
}
