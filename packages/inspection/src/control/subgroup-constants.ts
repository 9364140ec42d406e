/** Subgroups of one size: what their ranges say of the spread. */
export interface SubgroupConstants {
  /** Mean of the range of a normal subgroup, in standard deviations. */
  readonly d2: number;
  /** Standard deviation of that range. */
  readonly d3: number;
}

/** By size, from 2 on: ISO 7870-2:2013, Table 2; Montgomery, Introduction to Statistical Quality Control, appendix VI. */
const BY_SIZE: readonly (readonly [d2: number, d3: number])[] = [
  [1.128, 0.853],
  [1.693, 0.888],
  [2.059, 0.88],
  [2.326, 0.864],
  [2.534, 0.848],
  [2.704, 0.833],
  [2.847, 0.82],
  [2.97, 0.808],
  [3.078, 0.797],
];

/** Largest subgroup whose range is a fair measure of its spread. */
export const LARGEST_SUBGROUP = BY_SIZE.length + 1;

/** @param size of a subgroup, 2 to 10. @throws RangeError for any other: of larger ones the standard deviation says more than the range. */
export function subgroupConstants(size: number): SubgroupConstants {
  const found = BY_SIZE[size - 2];
  if (found === undefined)
    throw new RangeError(
      `subgroups of ${size}: 2 to ${LARGEST_SUBGROUP} are right for a range chart`,
    );
  const [d2, d3] = found;
  return { d2, d3 };
}
