import { median, quantile } from "@raceway/dsp/statistics/robust";

/** What is usual of one feature among good parts of a type, as natural logarithms. */
export interface Usual {
  readonly median: number;
  /** How far it reaches upwards for each standard deviation of a normal distribution: what is heavy-tailed has a larger one. */
  readonly upward: number;
}

/** Upper quantiles of a normal distribution at which the upward reach is measured. */
const REACHES = [
  [0.8413, 1],
  [0.9332, 1.5],
  [0.9772, 2],
] as const;
/** A spread below this is the rounding of a sensor. */
const LEAST_REACH = 0.005;

/**
 * Robust centre and upward spread. The spread is the largest of those at one, one and a half and two standard deviations, so that a long tail counts, and one bad part in
 * a hundred does not.
 *
 * @param values at least one, natural logarithms.
 */
export function usualOf(values: ArrayLike<number>): Usual {
  const centre = median(values);
  const reaches = REACHES.map(([p, z]) => (quantile(values, p) - centre) / z);
  return { median: centre, upward: Math.max(LEAST_REACH, ...reaches) };
}
