import type { BearingGeometry } from "../kinematics.ts";

export type BearingFamily =
  | "deep groove ball"
  | "angular contact ball"
  | "cylindrical roller"
  | "spherical roller"
  | "taper roller";

/**
 * What a row's internal geometry rests on: `documented`, the papers of a maker or test rig for this very bearing; `published`, a maker's public
 * figures for the same rolling elements in the same outside dimensions; `boundary dimensions`, nothing but bore and outside diameter (ISO 15,
 * ISO 355) with the usual proportions inside.
 */
export type GeometryBasis = "documented" | "published" | "boundary dimensions";

/** Half width of the search for slip of 1–2 % (Randall & Antoni 2011) and each basis' own uncertainty of the pass orders together. */
export const TOLERANCE_OF: Readonly<Record<GeometryBasis, number>> = {
  documented: 0.02,
  // Makers put balls one size apart into the same outside: ±1.6 % between public figures for the 6308.
  published: 0.03,
  // Balls or rollers 12 % off the usual proportion move (1 − r) by 3 %; slip comes on top.
  "boundary dimensions": 0.05,
};

/** One bearing as written down; orders are derived, never typed in. Lengths in mm. */
export interface BearingRow {
  readonly designation: string;
  /** `any`: the row stands for every maker's bearing of this designation. */
  readonly maker: string;
  readonly family: BearingFamily;
  readonly bore: number;
  readonly outsideDiameter: number;
  readonly geometry: BearingGeometry;
  readonly basis: GeometryBasis;
  /**
   * False: the number of rolling elements is the usual one, but makers differ, and a wrong number moves every line by 5–15 %, far beyond the
   * tolerance. Ask the maker for the orders and state them in the plant file before relying on a diagnosis.
   */
  readonly countCertain: boolean;
  /** Relative half width within which the lines lie if the count is right: slip and geometry together. */
  readonly tolerance: number;
  readonly source: string;
}
