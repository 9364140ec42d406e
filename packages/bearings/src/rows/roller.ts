import { boreOf, type DiameterSeries, outsideOf } from "./boundary.ts";
import type { BearingFamily, BearingRow } from "./row.ts";
import { type Proportions, usualRows } from "./usual.ts";

/** Like the NU 205 E and NU 206 E below. */
export const CYLINDRICAL: Proportions = {
  element: 0.28,
  pitch: 1.012,
  filling: 0.81,
  contactAngleDeg: 0,
};
/** Spindle bearings: slender rollers, full rows. */
const SPINDLE: Proportions = { element: 0.24, pitch: 1.01, filling: 0.84, contactAngleDeg: 0 };
/** Like the SKF 22228 below; the wide series hold fewer and thicker rollers. */
export const SPHERICAL: Proportions = {
  element: 0.246,
  pitch: 1.01,
  filling: 0.84,
  contactAngleDeg: 10,
};
const SPHERICAL_WIDE: Proportions = { ...SPHERICAL, contactAngleDeg: 13 };
/** Rollers stand almost shoulder to shoulder; ISO 355 contact angles of the 302, 322 and 320 series lie between 10° and 17°. */
export const TAPER: Proportions = {
  element: 0.25,
  pitch: 1.01,
  filling: 0.94,
  contactAngleDeg: 14,
};
/** 313xx: contact series 7 of ISO 355, 28° to 30°. */
const STEEP_TAPER: Proportions = { ...TAPER, contactAngleDeg: 28 };

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

const MEDIUM = "04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 20 22 24";
/** From 100 mm of bore on. */
const LARGE = "20 22 24 26 28 30 32";
const SPINDLES = "08 10 11 12 13 14 15 16 18 20";
const TAPERS = "03 04 05 06 07 08 09 10 11 12 13 14 15 16";

interface Series {
  readonly family: BearingFamily;
  /** What stands before the bore code. */
  readonly prefix: string;
  readonly series: DiameterSeries;
  readonly codes: string;
  readonly usual: Proportions;
}

type Given = readonly [prefix: string, series: DiameterSeries, codes: string, usual: Proportions];

const series =
  (family: BearingFamily) =>
  (...[prefix, diameters, codes, usual]: Given): Series => ({
    ...{ family, prefix, codes, usual },
    series: diameters,
  });

const cylindrical = series("cylindrical roller");
const spherical = series("spherical roller");
const taper = series("taper roller");

/** The wide ones (NU 22xx, NU 23xx, 222xx, …) have longer rollers in the same height. */
const SERIES: readonly Series[] = [
  cylindrical("NU 2", 2, MEDIUM, CYLINDRICAL),
  cylindrical("NU 22", 2, MEDIUM, CYLINDRICAL),
  cylindrical("NU 3", 3, MEDIUM, CYLINDRICAL),
  cylindrical("NU 23", 3, MEDIUM, CYLINDRICAL),
  cylindrical("NU 10", 0, "05 06 07 08 09 10 11 12 13 14 15 16 18 20 22 24", SPINDLE),
  cylindrical("N 10", 0, SPINDLES, SPINDLE),
  cylindrical("NN 30", 0, SPINDLES, SPINDLE),
  spherical("222", 2, "05 06 07 08 09 10 11 12 13 14 15 16 17 18 20 22 24 26 30", SPHERICAL),
  spherical("232", 2, "18 20 22 24 26 28 30", SPHERICAL),
  spherical("213", 3, "05 06 07 08 09 10 11 12 13 14 15 16 17 18 20", SPHERICAL),
  spherical("223", 3, "08 09 10 11 12 13 14 15 16 17 18 20 22 24 26 28", SPHERICAL_WIDE),
  spherical("230", 0, "22 24 26 28 30 32 34 36 38 40", SPHERICAL),
  spherical("240", 0, "24 26 28 30 32 34 36 38 40", SPHERICAL),
  spherical("231", 1, LARGE, SPHERICAL),
  spherical("241", 1, LARGE, SPHERICAL),
  taper("302", 2, TAPERS, TAPER),
  taper("322", 2, TAPERS, TAPER),
  taper("332", 2, "05 06 07 08 09 10 11 12", TAPER),
  taper("303", 3, TAPERS, TAPER),
  taper("323", 3, TAPERS, TAPER),
  taper("313", 3, "05 06 07 08 09 10 11 12", STEEP_TAPER),
  taper("320", 0, "04 05 06 07 08 09 10 11 12 13 14 15 16 18 20", TAPER),
  taper("330", 0, "05 06 07 08 09 10 11 12", TAPER),
];

const known = new Set(published.map(({ designation }) => designation));

/** Cylindrical (NU and N), spherical and taper roller bearings; the inside of most by the usual proportions. */
export const ROLLER_ROWS: readonly BearingRow[] = [
  ...published,
  ...SERIES.flatMap(({ prefix, ...rest }) =>
    usualRows({ ...rest, name: (code) => `${prefix}${code}` }),
  ).filter(({ designation }) => !known.has(designation)),
];
