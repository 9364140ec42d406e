/** Shares of a whole life at which its course is kept: evenly, and finer where lives end. */
export const COURSE_SHARES: readonly number[] = [
  ...Array.from({ length: 19 }, (_, i) => i / 20),
  0.92,
  0.94,
  0.955,
  0.965,
  0.975,
  0.985,
  0.993,
  1,
].sort((a, b) => a - b);

/** A finished life from new to its end: how long it ran, and its levels on the way. */
export interface WholeLife {
  readonly seconds: number;
  /** For each of {@link COURSE_SHARES} the ln-levels over the baseline, one a feature; null where unknown. */
  readonly course: readonly (readonly (number | null)[])[];
}
