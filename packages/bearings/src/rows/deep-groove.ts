import type { BearingRow } from "./row.ts";

export const DEEP_GROOVE_ROWS: readonly BearingRow[] = [
  {
    designation: "6205",
    maker: "any",
    family: "deep groove ball",
    bore: 25,
    outsideDiameter: 52,
    width: 15,
    geometry: { balls: 9, ballDiameter: 7.938, pitchDiameter: 38.5, contactAngleDeg: 0 },
    basis: "published",
    countCertain: true,
    tolerance: 0.015,
    source: "ISO 15 boundary dimensions",
  },
];
