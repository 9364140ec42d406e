import type { BearingRow } from "./row.ts";
import { type Proportions, usualRows } from "./usual.ts";

/** Two rows of balls smaller than those of a deep groove bearing of the same outside, between rings without deep grooves. */
export const SELF_ALIGNING: Proportions = {
  element: 0.25,
  pitch: 1,
  filling: 0.72,
  contactAngleDeg: 10,
};
const CODES = "04 05 06 07 08 09 10 11 12 13 14 15 16";

/** 12xx and 22xx, 13xx and 23xx: the second of each pair is wider. */
export const SELF_ALIGNING_ROWS: readonly BearingRow[] = (
  [
    ["12", 2],
    ["22", 2],
    ["13", 3],
    ["23", 3],
  ] as const
).flatMap(([prefix, series]) =>
  usualRows({
    family: "self-aligning ball",
    series,
    codes: CODES,
    name: (code) => `${prefix}${code}`,
    usual: SELF_ALIGNING,
  }),
);
