import { subgroupConstants } from "./subgroup-constants.ts";

/** What a process does by itself: values about a centre, with a spread that is its own. */
export interface InControl {
  readonly centre: number;
  /** Short-term standard deviation of single values. */
  readonly sigma: number;
}

/** A plotted value with the limits that hold for it. */
export interface ChartPoint {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** How many standard errors the limits lie from the centre: Shewhart's three. */
const THREE = 3;
/** Mean of the range of two normal values, in standard deviations: {@link subgroupConstants} of 2. */
const MOVING = subgroupConstants(2);

/**
 * Centre and short-term spread of single values by their moving ranges.
 *
 * Source: ISO 7870-2:2013, § 7 (individual values and moving ranges); Montgomery, § 6.4: σ̂ = mean moving range / d₂(2).
 *
 * @param values in the order in which they were made, at least two. @throws RangeError for fewer.
 */
export function individualsInControl(values: readonly number[]): InControl {
  if (values.length < 2) throw new RangeError(`${values.length} values: a moving range needs two`);
  return { centre: mean(values), sigma: mean(movingRanges(values)) / MOVING.d2 };
}

/** The moving range of each value after the first: how far it lies from the one before. */
export function movingRanges(values: readonly number[]): readonly number[] {
  return values.slice(1).map((value, k) => Math.abs(value - (values[k] ?? value)));
}

/** Limits of single values: centre ± 3 σ. */
export function individualsChart(
  values: readonly number[],
  { centre, sigma }: InControl,
): readonly ChartPoint[] {
  const [lower, upper] = [centre - THREE * sigma, centre + THREE * sigma];
  return values.map((value) => ({ value, lower, upper }));
}

/** Means and ranges of subgroups, each with its limits. */
export interface MeansAndRanges {
  /** Of single values, by the mean range: what the limits follow from. */
  readonly inControl: InControl;
  readonly meanRange: number;
  readonly means: readonly ChartPoint[];
  readonly ranges: readonly ChartPoint[];
}

/**
 * X̄ and R charts of subgroups of successive values; values after the last whole subgroup wait for theirs.
 *
 * Source: ISO 7870-2:2013, § 6; Montgomery, eqs 6.4 and 6.5: X̿ ± A₂R̄ with A₂ = 3/(d₂√n), D₃R̄ and D₄R̄ with D = 1 ∓ 3 d₃/d₂, none below 0.
 *
 * @param size of a subgroup, 2 to 10. @param known where what is in control is known from before. @throws RangeError for another size, or without a whole subgroup.
 */
export function meansAndRanges(
  values: readonly number[],
  size: number,
  known?: InControl,
): MeansAndRanges {
  const { d2, d3 } = subgroupConstants(size);
  const groups = Array.from({ length: Math.floor(values.length / size) }, (_, k) =>
    values.slice(k * size, (k + 1) * size),
  );
  if (groups.length === 0)
    throw new RangeError(`${values.length} values: one subgroup alone needs ${size}`);
  const means = groups.map(mean);
  const ranges = groups.map((group) => Math.max(...group) - Math.min(...group));
  const inControl = known ?? { centre: mean(means), sigma: mean(ranges) / d2 };
  const { centre, sigma } = inControl;
  const reach = (THREE * sigma) / Math.sqrt(size);
  const meanRange = d2 * sigma;
  const [least, most] = [
    Math.max(0, meanRange - THREE * d3 * sigma),
    meanRange + THREE * d3 * sigma,
  ];
  return {
    inControl,
    meanRange,
    means: means.map((value) => ({ value, lower: centre - reach, upper: centre + reach })),
    ranges: ranges.map((value) => ({ value, lower: least, upper: most })),
  };
}

/** How an exponentially weighted mean follows its values. */
export interface EwmaSettings {
  /** Weight of the newest value, λ: 0 < λ ≤ 1. The smaller, the smaller the shift that it finds. */
  readonly weight: number;
  /** Limits, in standard deviations of the weighted mean, L. */
  readonly limit: number;
}

/**
 * Exponentially weighted moving mean z_i = λ x_i + (1 − λ) z_{i−1} from the centre on, limits centre ± L σ √(λ/(2 − λ) (1 − (1 − λ)^{2i})).
 *
 * Source: S. W. Roberts, Technometrics 1 (1959) 239–250; Montgomery, eqs 9.22, 9.25 and 9.26; ISO 7870-6:2016.
 */
export function ewmaChart(
  values: readonly number[],
  { centre, sigma }: InControl,
  { weight, limit }: EwmaSettings,
): readonly ChartPoint[] {
  let at = centre;
  return values.map((value, k) => {
    at += weight * (value - at);
    const reach = limit * sigma * ewmaSpread(weight, k + 1);
    return { value: at, lower: centre - reach, upper: centre + reach };
  });
}

/** Standard deviation of the weighted mean of so many values, in theirs. */
export function ewmaSpread(weight: number, count: number): number {
  return Math.sqrt((weight / (2 - weight)) * (1 - (1 - weight) ** (2 * count)));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
