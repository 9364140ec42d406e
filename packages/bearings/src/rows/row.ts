import type { BearingGeometry } from "../kinematics.ts";

export type BearingFamily =
  | "deep groove ball"
  | "angular contact ball"
  | "cylindrical roller"
  | "spherical roller"
  | "taper roller";

/**
 * What a row's internal geometry rests on: the maker's or the test rig's own documents, geometry that several public sources agree on, or nothing
 * but the outside (ISO 15 / ISO 355) with the usual proportions inside.
 */
export type GeometryBasis = "documented" | "published" | "boundary dimensions";

/** One bearing as written down; orders are derived, never typed in. Lengths in mm. */
export interface BearingRow {
  readonly designation: string;
  readonly maker: string;
  readonly family: BearingFamily;
  readonly bore: number;
  readonly outsideDiameter: number;
  readonly width: number;
  readonly geometry: BearingGeometry;
  readonly basis: GeometryBasis;
  /** False: other makers or years build it with another number of rolling elements. A wrong count moves every line by 5–15 %. */
  readonly countCertain: boolean;
  /** Relative uncertainty of the pass orders from the geometry alone, one-sided; slip comes on top. */
  readonly tolerance: number;
  readonly source: string;
}
