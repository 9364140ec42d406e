/** What became true once, and how likely each forecaster had made it; undefined where it had said nothing. */
export interface StackingTrial {
  readonly weight: number;
  readonly likelihoods: readonly (number | undefined)[];
}

/** Trials of full weight that equal weights count as, a forecaster. */
const PRIOR = 0.5;
const ROUNDS = 50;

/**
 * Weights of forecasters in a linear pool that make what became true likeliest (stacking of predictive distributions: Yao et al., Bayesian Analysis 2018), by
 * expectation–maximisation, drawn towards equal weights while trials are few. Sum 1.
 */
export function stackingWeights(
  count: number,
  trials: readonly StackingTrial[],
): readonly number[] {
  let weights = Array.from({ length: count }, () => 1 / count);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = weights.map(() => PRIOR);
    for (const { weight, likelihoods } of trials) {
      const shares = likelihoods.map((likelihood, i) => (likelihood ?? 0) * (weights[i] ?? 0));
      const total = shares.reduce((sum, share) => sum + share, 0);
      const spoke = likelihoods.reduce<number>(
        (sum, likelihood, i) => (likelihood === undefined ? sum : sum + (weights[i] ?? 0)),
        0,
      );
      if (!(total > 0)) continue;
      // Who said nothing keeps its share: silence is neither right nor wrong.
      for (const [i, share] of shares.entries())
        sums[i] =
          (sums[i] ?? 0) +
          weight * (likelihoods[i] === undefined ? (weights[i] ?? 0) : (spoke * share) / total);
    }
    const total = sums.reduce((sum, one) => sum + one, 0);
    weights = sums.map((one) => one / total);
  }
  return weights;
}
