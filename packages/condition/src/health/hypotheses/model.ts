import type { Signature } from "./part-lines.ts";

/** The numbers that a name depends on beside the bearing's geometry, in one place, so that a study can choose each of them without a rig and see what becomes of that rig. */
export interface DiagnosisModel {
  /**
   * Exponent of the density κ p^(κ − 1) that a line's p-value has when the line is there: 1 would say "as if by chance", 0 "always the highest of all". A quarter is a
   * broad prior of heights: half of the lines that are there stand higher than 94 % of what is not.
   */
  readonly kappa: number;
  /** Relative width over which lines are smeared, beside being read sharp: slip that changes from turn to turn. */
  readonly smear: number;
  /** Weight of a sideband beside a harmonic's 1: at a quarter four of them say as much as a harmonic. */
  readonly sideband: number;
  /** Nepers that outweigh how seldom a given part is damaged on a machine that is asked about: the logarithm of one in so many. */
  readonly seldom: number;
  /** Modulation, in parts of the mean, that is as often a sound bearing's as a damaged one's, by what is asked for. The cage modulates every loaded bearing a little. */
  readonly halfway: Readonly<Record<Signature, number>>;
  /**
   * The same of a race's harmonics from the third on. A race that is damaged is struck, and what is struck goes on; load and waviness, which modulate a sound bearing's
   * vibration as much, swell smoothly and leave it at one line or two.
   */
  readonly halfwayStruck: number;
  /** How fast these turn with the logarithm of the size: at 4, over ±40 % from a fifth to four fifths. */
  readonly sizeSlope: number;
  /** The same for a comb that stands as high as another that nobody explains. */
  readonly leadSlope: number;
  /** Evidence of a ball's own lines, nepers, below which cage lines are the cage's: the ball's could have been seen and were not. */
  readonly noBall: number;
  /** Names whose conditions together are less probable than this are not given. */
  readonly leastChance: number;
  /**
   * Confidence from the chance: logistic(offset + slope × logit(chance)). The conditions are not as independent as their product takes them.
   */
  readonly calibration: { readonly offset: number; readonly slope: number };
}

/** What the product names by: what all recorded rigs and made-up machines together choose; docs/accuracy/constants.md says how, and how much it moves without each of them. */
export const PRODUCT_MODEL: DiagnosisModel = {
  kappa: 0.25,
  smear: 0.008,
  sideband: 0.25,
  seldom: Math.log(4),
  halfway: {
    "outer-race": 0.32,
    "inner-race": 0.32,
    "rolling-element": 0.5,
    cage: 2.5,
    "ball-through-cage": 0.85,
  },
  halfwayStruck: 0.16,
  sizeSlope: 4,
  leadSlope: 5,
  noBall: -3,
  leastChance: 0.4,
  calibration: { offset: 2.6, slope: 1.3 },
};
