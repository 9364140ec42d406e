import { boreOf, type DiameterSeries, outsideOf } from "./boundary.ts";
import type { BearingRow } from "./row.ts";
import { type Proportions, usualRows } from "./usual.ts";

/**
 * Balls go in beside each other over little more than half the circle (Conrad assembly), so that they fill about 63 % of it; a ball takes about
 * 0.3 of outside diameter less bore. The counts of all published rows follow except 6209 and 6307 (test beside).
 */
export const DEEP_GROOVE: Proportions = {
  element: 0.3,
  pitch: 1,
  filling: 0.63,
  contactAngleDeg: 0,
};

const TIMKEN =
  "Timken, Ball Bearing Housed Unit Catalog, table A-9 (frequency coefficients by outer ring size), reproduced by";
const ISO = "ISO 15:2017 boundary dimensions";

/** Series, bore code, balls, ball diameter (mm; a size of inch balls), whether the count is certain, remark. */
type Published = readonly [DiameterSeries, string, number, number, boolean, string?];

/**
 * Balls and ball diameter that, on the mean diameter as pitch circle, give the maker's published orders within 0.5 %. Counts are marked
 * certain where several public documents agree and none contradicts.
 */
const PUBLISHED: readonly Published[] = [
  [0, "04", 9, 6.35, true],
  [2, "02", 8, 5.556, false, "also with balls of 5.953 mm"],
  [2, "03", 8, 6.747, true, "the same in the CWRU and Paderborn rigs' documents"],
  [2, "04", 8, 7.938, true, "the same count in the XJTU-SY rig's UER204"],
  [
    2,
    "05",
    9,
    7.938,
    true,
    "the same in the MB ER-16K of Curtin University's data, CWRU: 39.04 mm",
  ],
  [2, "06", 9, 9.525, true],
  [2, "07", 9, 11.112, true],
  [2, "08", 9, 12.7, false, "a compressor maker's table has 8 balls"],
  [2, "09", 9, 12.7, false, "10 balls are built too"],
  [2, "10", 10, 12.7, true],
  [2, "11", 10, 14.288, true],
  [2, "12", 10, 15.875, true],
  [2, "13", 10, 16.669, false],
  [2, "14", 10, 17.462, false, "11 balls are built too"],
  [3, "03", 7, 8.731, false],
  [3, "04", 7, 9.525, true],
  [3, "07", 8, 14.288, false, "also with balls of 13.494 mm"],
  [3, "08", 8, 15.875, false, "also 8 of 15.081 mm; a compressor maker's table has 7 balls"],
  [3, "09", 8, 17.462, true],
  [3, "10", 8, 19.05, true],
  [3, "11", 8, 20.638, true],
  [3, "12", 8, 22.225, true],
  [3, "14", 8, 25.4, true],
  [3, "15", 8, 26.988, true],
  [3, "16", 8, 28.575, true],
  [3, "18", 8, 31.75, true],
];

const published: readonly BearingRow[] = PUBLISHED.map(
  ([series, code, balls, ballDiameter, countCertain, remark]) => {
    const bore = boreOf(code);
    const outsideDiameter = outsideOf(series, bore);
    const pitchDiameter = (bore + outsideDiameter) / 2;
    return {
      designation: `6${series}${code}`,
      maker: "any",
      family: "deep groove ball",
      bore,
      outsideDiameter,
      geometry: { balls, ballDiameter, pitchDiameter, contactAngleDeg: 0 },
      basis: "published",
      countCertain,
      source: [
        `${TIMKEN} ${balls} balls of ${ballDiameter} mm on ${pitchDiameter} mm; ${ISO}`,
        ...(remark === undefined ? [] : [remark]),
      ].join("; "),
    };
  },
);

/** Balls of 5/32 in between a bore of 8 and an outside of 22 mm, of which seven go in, are common in the 608; the other small ones are built alike. */
const MINIATURE: Proportions = { ...DEEP_GROOVE, element: 0.28 };

interface Usual {
  /** What stands before the bore code. */
  readonly prefix: string;
  readonly series: DiameterSeries;
  readonly codes: string;
  readonly usual?: Proportions;
}

function rowsOf({ prefix, series, codes, usual = DEEP_GROOVE }: Usual): readonly BearingRow[] {
  return usualRows({
    family: "deep groove ball",
    series,
    codes,
    name: (code) => `${prefix}${code}`,
    usual,
  });
}

/** A narrow bearing has smaller balls than its height would take. */
const NARROW: Proportions = { ...DEEP_GROOVE, element: 0.26 };

const USUAL: readonly Usual[] = [
  { prefix: "60", series: 0, codes: "00 01 02 03 05 06 07 08 09 10 11 12 13 14 15 16 17 18 20 22" },
  { prefix: "62", series: 2, codes: "00 01 15 16 17 18 20 22" },
  { prefix: "63", series: 3, codes: "00 01 02 05 06 13 17 19 20 22" },
  { prefix: "64", series: 4, codes: "03 04 05 06 07 08 09 10 11 12 13 14" },
  { prefix: "618", series: 8, codes: "00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 18 20" },
  { prefix: "619", series: 9, codes: "00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 18 20" },
  { prefix: "160", series: 0, codes: "02 03 04 05 06 07 08 09 10 11 12 13 14", usual: NARROW },
  { prefix: "60", series: 0, codes: "4 5 6 7 8 9", usual: MINIATURE },
  { prefix: "62", series: 2, codes: "3 4 5 6 7 8 9", usual: MINIATURE },
  { prefix: "63", series: 3, codes: "4 5", usual: MINIATURE },
  { prefix: "68", series: 8, codes: "4 5 6 7 8 9", usual: MINIATURE },
  { prefix: "69", series: 9, codes: "4 5 6 7 8 9", usual: MINIATURE },
];

/** 60xx, 62xx, 63xx and 64xx, thin 618xx, 619xx and 160xx, and the small ones that are named by their bore. */
export const DEEP_GROOVE_ROWS: readonly BearingRow[] = [...published, ...USUAL.flatMap(rowsOf)];
