import { type BearingGeometry, geometryComplaint } from "./kinematics.ts";
import { angularContact } from "./rows/angular-contact.ts";
import { DEEP_GROOVE } from "./rows/deep-groove.ts";
import { CYLINDRICAL, SPHERICAL, TAPER } from "./rows/roller.ts";
import { type BearingFamily, toleranceOf } from "./rows/row.ts";
import { SELF_ALIGNING } from "./rows/self-aligning.ts";
import { type Proportions, usualGeometry } from "./rows/usual.ts";

/** How bearings of a family are usually built inside. */
const USUAL: Readonly<Record<BearingFamily, Proportions>> = {
  "deep groove ball": DEEP_GROOVE,
  "angular contact ball": angularContact(40),
  "self-aligning ball": SELF_ALIGNING,
  "cylindrical roller": CYLINDRICAL,
  "spherical roller": SPHERICAL,
  "taper roller": TAPER,
};

/** What can be read off a bearing with a rule. Lengths in mm. */
export interface Dimensions {
  readonly family: BearingFamily;
  readonly bore: number;
  readonly outside: number;
  /** Counted; absent: nobody has looked. */
  readonly balls?: number | undefined;
  readonly contactAngleDeg?: number | undefined;
}

export interface Estimate {
  readonly geometry: BearingGeometry;
  /** Relative half width within which the lines lie if the count is right. */
  readonly tolerance: number;
  /** Says that it is an estimate, and how far it may be off. */
  readonly source: string;
}

/**
 * The inside of a bearing from its outside, by the usual proportions of its family: an estimate. The share that the rolling elements take of the
 * height is known to about ±12 % (`toleranceOf`); a count that nobody has counted may be off by one, which moves every line by one part in so many.
 *
 * @returns a text that says what is impossible, when it is.
 */
export function estimatedInside(of: Dimensions): Estimate | string {
  const { family, bore, outside, balls, contactAngleDeg } = of;
  if (!(outside > bore)) return `outside ${outside} mm: must be larger than the bore, ${bore} mm`;
  const usual = usualGeometry(bore, outside, {
    ...USUAL[family],
    ...(contactAngleDeg !== undefined && { contactAngleDeg }),
  });
  const geometry = { ...usual, balls: balls ?? usual.balls };
  const complaint = geometryComplaint(geometry);
  if (complaint !== undefined) return complaint;
  const tolerance = toleranceOf("boundary dimensions", geometry);
  const count =
    balls === undefined
      ? `their number, ${geometry.balls}, is a guess, and one more or less moves every line by ${Math.round(100 / geometry.balls)} %: count them, or ask the maker for the orders`
      : `${balls} of them, as stated`;
  return {
    geometry,
    tolerance,
    source: `estimated from ${bore} × ${outside} mm by the usual proportions of a ${family} bearing (elements of ${geometry.ballDiameter} mm on ${geometry.pitchDiameter} mm; lines within ±${Number((tolerance * 100).toFixed(1))} %); ${count}`,
  };
}
