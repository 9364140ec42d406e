import type { Evidence } from "@raceway/model/verdict";

/** What one model says about one indicator: a score and the sentence that explains it. */
export interface Finding {
  /** 0 = as expected, 1 = at the limit, 2 = at the alarm limit. */
  readonly score: number;
  readonly evidence: Evidence;
}

/** Six significant digits: what a verdict states, so that its text does not depend on the last bits of an addition. */
export function stated(value: number): number {
  return Number(value.toPrecision(6));
}
