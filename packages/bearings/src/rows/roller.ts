import { boreOf, outsideOf } from "./boundary.ts";
import type { BearingRow } from "./row.ts";
import { type Proportions, usualRows } from "./usual.ts";

/** Like the NU 205 E and NU 206 E below. */
const CYLINDRICAL: Proportions = { element: 0.28, pitch: 1.012, filling: 0.81, contactAngleDeg: 0 };
/** Spindle bearings: slender rollers, full rows. */
const SPINDLE: Proportions = { element: 0.24, pitch: 1.01, filling: 0.84, contactAngleDeg: 0 };
/** Like the SKF 22228 below; the wide series hold fewer and thicker rollers. */
const SPHERICAL: Proportions = { element: 0.246, pitch: 1.01, filling: 0.84, contactAngleDeg: 10 };
const SPHERICAL_WIDE: Proportions = { ...SPHERICAL, contactAngleDeg: 13 };
/** Rollers stand almost shoulder to shoulder; ISO 355 contact angles of the 302, 322 and 320 series lie between 10° and 17°. */
const TAPER: Proportions = { element: 0.25, pitch: 1.01, filling: 0.94, contactAngleDeg: 14 };

const NU_SOURCE =
  "orders of NU 205 E and NU 206 E in a compressor maker's table (Kaeser, SK 20), reproduced by these rollers; ISO 15:2017 boundary dimensions";

type Published = Pick<BearingRow, "designation" | "maker" | "family" | "geometry" | "source"> & {
  readonly code: string;
};

const PUBLISHED: readonly Published[] = [
  {
    designation: "NU 205",
    code: "05",
    maker: "any",
    family: "cylindrical roller",
    geometry: { balls: 13, ballDiameter: 7.5, pitchDiameter: 39, contactAngleDeg: 0 },
    source: NU_SOURCE,
  },
  {
    designation: "NU 206",
    code: "06",
    maker: "any",
    family: "cylindrical roller",
    geometry: { balls: 13, ballDiameter: 9, pitchDiameter: 46.5, contactAngleDeg: 0 },
    source: NU_SOURCE,
  },
  {
    designation: "22228",
    code: "28",
    maker: "SKF",
    family: "spherical roller",
    geometry: { balls: 19, ballDiameter: 27, pitchDiameter: 196, contactAngleDeg: 10 },
    source:
      "frequencies at 1500 r/min of the SKF 22228 given by VibroGuard (BPFO 205.3, BSF 89.1, FTF 10.8 Hz), reproduced by these rollers",
  },
];

const published: readonly BearingRow[] = PUBLISHED.map(({ code, ...row }) => ({
  ...row,
  bore: boreOf(code),
  outsideDiameter: outsideOf(2, boreOf(code)),
  basis: "published",
  countCertain: false,
}));

/** Cylindrical (NU 2xx, NU 3xx, spindle N 10xx and NN 30xx), spherical (222xx, 223xx) and taper (302xx, 322xx, 320xx X) roller bearings. */
export const ROLLER_ROWS: readonly BearingRow[] = [
  ...published,
  ...usualRows({
    family: "cylindrical roller",
    series: 2,
    codes: "04 07 08 09 10 11 12 14 16",
    name: (code) => `NU 2${code}`,
    usual: CYLINDRICAL,
  }),
  ...usualRows({
    family: "cylindrical roller",
    series: 3,
    codes: "05 06 08 10 12 14 16",
    name: (code) => `NU 3${code}`,
    usual: CYLINDRICAL,
  }),
  ...["N 10", "NN 30"].flatMap((prefix) =>
    usualRows({
      family: "cylindrical roller",
      series: 0,
      codes: "08 10 11 12 13 14 15 16 18 20",
      name: (code) => `${prefix}${code}`,
      usual: SPINDLE,
    }),
  ),
  ...usualRows({
    family: "spherical roller",
    series: 2,
    codes: "08 09 10 11 12 13 14 15 16 17 18 20 22 24",
    name: (code) => `222${code}`,
    usual: SPHERICAL,
  }),
  ...usualRows({
    family: "spherical roller",
    series: 3,
    codes: "08 09 10 11 12 13 14 15 16 17 18 20",
    name: (code) => `223${code}`,
    usual: SPHERICAL_WIDE,
  }),
  ...["302", "322"].flatMap((prefix) =>
    usualRows({
      family: "taper roller",
      series: 2,
      codes: "05 06 07 08 09 10 11 12",
      name: (code) => `${prefix}${code}`,
      usual: TAPER,
    }),
  ),
  ...usualRows({
    family: "taper roller",
    series: 0,
    codes: "05 06 07 08 09 10 11 12",
    name: (code) => `320${code}`,
    usual: TAPER,
  }),
];
