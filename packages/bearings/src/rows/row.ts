import type { BearingGeometry } from "../kinematics.ts";

export type BearingFamily =
  | "deep groove ball"
  | "angular contact ball"
  | "self-aligning ball"
  | "cylindrical roller"
  | "spherical roller"
  | "taper roller";

/**
 * What a row's internal geometry rests on: `documented`, the papers of a maker or test rig for this very bearing; `published`, a maker's public
 * figures for the same rolling elements in the same outside dimensions; `boundary dimensions`, nothing but bore and outside diameter (ISO 15,
 * ISO 355) with the usual proportions inside.
 */
export type GeometryBasis = "documented" | "published" | "boundary dimensions";

/** Slip of 1–2 % (R.B. Randall, J. Antoni, MSSP 25 (2011) 485–520): part of every tolerance. */
const SLIP = 0.02;
/** Makers put balls one size apart into the same outside: ±1 % between the public figures for the 6307 or 6308. */
const BETWEEN_MAKERS = 0.01;
/** Rolling elements may differ by so much from the usual proportion; the published deep groove rows do by up to 7 %. */
const PROPORTION = 0.12;

/**
 * Half width within which the pass orders lie: slip, and what the basis leaves open. From the outside alone, d/D is known to ±12 %, and
 * BPFO = n/2·(1 − r) moves by r/(1 − r) times that; rounded up to half a per cent.
 */
export function toleranceOf(basis: GeometryBasis, geometry: BearingGeometry): number {
  if (basis === "documented") return SLIP;
  if (basis === "published") return SLIP + BETWEEN_MAKERS;
  const { ballDiameter, pitchDiameter, contactAngleDeg } = geometry;
  const ratio = (ballDiameter / pitchDiameter) * Math.cos((contactAngleDeg * Math.PI) / 180);
  return Math.ceil(200 * (SLIP + (PROPORTION * ratio) / (1 - ratio))) / 200;
}

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
  readonly source: string;
}
