import type { BearingGeometry } from "../kinematics.ts";
import { boreOf, type DiameterSeries, outsideOf } from "./boundary.ts";
import type { BearingFamily, BearingRow } from "./row.ts";

/** Usual proportions inside a bearing of which only the outside is known. */
export interface Proportions {
  /** Rolling element diameter as a share of (outside diameter − bore). */
  readonly element: number;
  /** Pitch diameter as a multiple of the mean of bore and outside diameter. */
  readonly pitch: number;
  /** Share of the circle that the rolling elements take up; the cage and, in deep groove bearings, assembly need the rest. */
  readonly filling: number;
  readonly contactAngleDeg: number;
}

/** Geometry by proportion; the count is the largest that the filling allows. Diameters rounded to 0.1 mm: no more is known. */
export function usualGeometry(bore: number, outside: number, usual: Proportions): BearingGeometry {
  const ballDiameter = tenths(usual.element * (outside - bore));
  const pitchDiameter = tenths((usual.pitch * (bore + outside)) / 2);
  const full = Math.PI / Math.asin(ballDiameter / pitchDiameter);
  const balls = Math.floor(usual.filling * full);
  return { balls, ballDiameter, pitchDiameter, contactAngleDeg: usual.contactAngleDeg };
}

function tenths(length: number): number {
  return Math.round(length * 10) / 10;
}

export interface SeriesOfRows {
  readonly family: BearingFamily;
  readonly series: DiameterSeries;
  /** Bore codes, blank-separated. */
  readonly codes: string;
  /** Designation of a bore code. */
  readonly name: (code: string) => string;
  readonly usual: Proportions;
}

/** Rows of which only the boundary dimensions are known. */
export function usualRows(of: SeriesOfRows): readonly BearingRow[] {
  return of.codes.split(" ").map((code) => {
    const bore = boreOf(code);
    const outsideDiameter = outsideOf(of.series, bore);
    return {
      designation: of.name(code),
      maker: "any",
      family: of.family,
      bore,
      outsideDiameter,
      geometry: usualGeometry(bore, outsideDiameter, of.usual),
      basis: "boundary dimensions",
      countCertain: false,
      source:
        `boundary dimensions of ${of.family === "taper roller" ? "ISO 355" : "ISO 15:2017"} only; ` +
        `inside by the usual proportions of a ${of.family} bearing`,
    };
  });
}
