import type { BearingRow } from "./row.ts";
import { type Proportions, usualRows } from "./usual.ts";

/** One shoulder is cut away for assembly, so more balls go in than into a deep groove bearing; spindle bearings have thicker cages. */
export function angularContact(contactAngleDeg: number): Proportions {
  return { element: 0.3, pitch: 1, filling: contactAngleDeg < 30 ? 0.87 : 0.9, contactAngleDeg };
}

const COMPRESSOR_TABLE =
  "orders in a compressor maker's table (Kaeser, SK 20), which these balls on the mean diameter reproduce within 0.5 %; ISO 15:2017 boundary dimensions";

/** 40° bearings of which a machine maker published the orders. */
const PUBLISHED: readonly BearingRow[] = [
  {
    designation: "7205 B",
    maker: "any",
    family: "angular contact ball",
    bore: 25,
    outsideDiameter: 52,
    geometry: { balls: 13, ballDiameter: 7.938, pitchDiameter: 38.5, contactAngleDeg: 40 },
    basis: "published",
    countCertain: false,
    source: COMPRESSOR_TABLE,
  },
  {
    designation: "7305 B",
    maker: "any",
    family: "angular contact ball",
    bore: 25,
    outsideDiameter: 62,
    geometry: { balls: 10, ballDiameter: 11.906, pitchDiameter: 43.5, contactAngleDeg: 40 },
    basis: "published",
    countCertain: false,
    source: COMPRESSOR_TABLE,
  },
];

const SPINDLE_CODES = "04 05 06 07 08 09 10 11 12 13 14";

/** Two rows, each at 25° to 30°: 32xx and 33xx are as high as 62xx and 63xx. */
const DOUBLE_ROW: Proportions = { element: 0.29, pitch: 1, filling: 0.75, contactAngleDeg: 28 };
const MACHINES = "04 05 06 07 08 09 10 11 12 13 14 15 16";

/** Angles of the letters that follow a number: C 15°, A 30° (as NSK and NTN write it), AC 25°, B 40°. */
const LETTERS = [
  ["C", 15],
  ["AC", 25],
  ["A", 30],
] as const;

/**
 * Spindle bearings 70xx and 719xx at 15° (C) and 25° (AC), 72xx and 73xx at 15° to 40° (B), four-point QJ 2xx and QJ 3xx at 35°, and the double rows 32xx
 * and 33xx.
 */
export const ANGULAR_CONTACT_ROWS: readonly BearingRow[] = [
  ...PUBLISHED,
  ...([0, 9] as const).flatMap((series) =>
    ([15, 25] as const).flatMap((angle) =>
      usualRows({
        family: "angular contact ball",
        series,
        codes: series === 0 ? `${SPINDLE_CODES} 15 16 18 20` : SPINDLE_CODES,
        name: (code) => `7${series === 9 ? "19" : "0"}${code} ${angle === 15 ? "C" : "AC"}`,
        usual: angularContact(angle),
      }),
    ),
  ),
  ...([2, 3] as const).flatMap((series) =>
    usualRows({
      family: "angular contact ball",
      series,
      codes:
        series === 2
          ? "00 01 02 03 04 06 07 08 09 10 11 12 13 14 15 16 18 20"
          : "04 06 07 08 09 10 11 12 13 14 15 16 18 20",
      name: (code) => `7${series}${code} B`,
      usual: angularContact(40),
    }),
  ),
  ...([2, 3] as const).flatMap((series) =>
    LETTERS.flatMap(([letter, angle]) =>
      usualRows({
        family: "angular contact ball",
        series,
        codes: MACHINES,
        name: (code) => `7${series}${code} ${letter}`,
        usual: angularContact(angle),
      }),
    ),
  ),
  ...([2, 3] as const).flatMap((series) => [
    ...usualRows({
      family: "angular contact ball",
      series,
      codes: MACHINES,
      name: (code) => `QJ ${series}${code}`,
      usual: angularContact(35),
    }),
    ...usualRows({
      family: "angular contact ball",
      series,
      codes: MACHINES,
      name: (code) => `3${series}${code}`,
      usual: DOUBLE_ROW,
    }),
  ]),
];
