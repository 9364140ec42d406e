import type { BearingRow } from "./row.ts";
import { type Proportions, usualRows } from "./usual.ts";

/** One shoulder is cut away for assembly, so more balls go in than into a deep groove bearing; spindle bearings have thicker cages. */
function proportions(contactAngleDeg: number): Proportions {
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

/** Spindle bearings 70xx and 719xx at 15° (C) and 25° (AC), and 72xx B, 73xx B at 40°. */
export const ANGULAR_CONTACT_ROWS: readonly BearingRow[] = [
  ...PUBLISHED,
  ...([0, 9] as const).flatMap((series) =>
    ([15, 25] as const).flatMap((angle) =>
      usualRows({
        family: "angular contact ball",
        series,
        codes: series === 0 ? `${SPINDLE_CODES} 15 16 18 20` : SPINDLE_CODES,
        name: (code) => `7${series === 9 ? "19" : "0"}${code} ${angle === 15 ? "C" : "AC"}`,
        usual: proportions(angle),
      }),
    ),
  ),
  ...([2, 3] as const).flatMap((series) =>
    usualRows({
      family: "angular contact ball",
      series,
      codes: "04 06 07 08 09 10 11 12 14 16",
      name: (code) => `7${series}${code} B`,
      usual: proportions(40),
    }),
  ),
];
