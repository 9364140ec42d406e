import type { Fault, Hypothesis } from "@raceway/model/verdict";
import type { CombEvidence } from "./bearing-evidence.ts";
import { TWIN_SHARE } from "./bearing-evidence.ts";
import type { CombFault } from "./comb.ts";
import { lieTogether, raceAndBall } from "./twin-faults.ts";

/** Strength that carries a name. */
export const NAMING_STRENGTH = 4.5;
/** A named comb stands so many times over what one decoy in twenty reaches. */
const OVER_DECOYS = 1.6;
/** Another fault keeping this share of the strength after the first one's lines are taken away leaves the case open. */
const RIVAL_SHARE = 0.7;
/** A fault on whose lines the first's whole strength lies: without them so little of it is left. */
const SAME_LINES = 0.5;
/** Cage sidebands, of eight, from which on lines are a ball's, and up to which they are a race's. */
const SIDEBANDS_OF_A_BALL = 4;
const SIDEBANDS_BY_CHANCE = 1;
/** The cage shows in every bearing whose balls differ a little: its name asks for twice the strength. */
const CAGE_FACTOR = 2;

/** What the bearing's lines amount to. */
export interface Naming {
  readonly fault: Fault;
  /** The evidence of the name, or of the best candidate for none. */
  readonly evidence: CombEvidence | undefined;
  readonly confidence: number;
  readonly hypotheses: readonly Hypothesis[];
  readonly reason: string;
}

const WORDS: Readonly<Record<CombFault, string>> = {
  "outer-race": "outer race",
  "inner-race": "inner race",
  "rolling-element": "rolling element",
  cage: "cage",
};

/** Some hundred names were counted in the calibration: it carries no claim beyond one error in a thousand. */
const SUREST = 0.999;

/** Chance that a name of this strength is right: a logistic curve through the calibration of docs/accuracy/diagnosis.md, four decimals. */
export function confidenceOf(strength: number): number {
  return fourDecimals(Math.min(SUREST, 1 / (1 + Math.exp(-(strength - 3.2)))));
}

function fourDecimals(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function unnamed(
  reason: string,
  evidence?: CombEvidence,
  hypotheses: readonly Hypothesis[] = [],
): Naming {
  const confidence = evidence === undefined ? 1 : fourDecimals(1 - confidenceOf(evidence.strength));
  return { fault: "unnamed", evidence, confidence, hypotheses, reason };
}

/**
 * Names the fault that the combs speak for, or says why none: too weak, no stronger than chance on this record, or two faults that explain the lines alike.
 *
 * @param ranked from `weighCombs`.
 */
export function nameFault(ranked: readonly CombEvidence[]): Naming {
  const races = ranked.filter(({ fault }) => fault !== "cage");
  const cage = ranked.find(({ fault }) => fault === "cage");
  const [first, ...others] = races;
  if (first === undefined) return unnamed("no fault evidence");
  const hypotheses = ranked
    .filter(({ strength }) => strength > 1)
    .map(({ fault, strength, unexplained }) => ({
      fault,
      confidence: confidenceOf(fault === first.fault ? strength : unexplained),
    }));
  const needed = Math.max(NAMING_STRENGTH, OVER_DECOYS * first.decoyStrength);
  if (first.strength < needed) {
    if (
      cage !== undefined &&
      cage.strength >= CAGE_FACTOR * Math.max(NAMING_STRENGTH, OVER_DECOYS * cage.decoyStrength)
    )
      return named(cage, hypotheses);
    if (first.strength < 0.6 * needed) return unnamed("no fault evidence", first, hypotheses);
    const text = `lines of the ${WORDS[first.fault]} are no clearer than chance on this record`;
    return unnamed(text, first, hypotheses);
  }
  if (!first.row)
    return unnamed(
      `a line where the ${WORDS[first.fault]}'s would be, but no row of harmonics as impacts make`,
      first,
      hypotheses,
    );
  if (first.shaftAlias)
    return unnamed(
      `lines of the ${WORDS[first.fault]} are the shaft's harmonics if its speed is a little off`,
      first,
      hypotheses,
    );
  const twin = others.find(
    (other) =>
      other.strength > (lieTogether(first, other) ? TWIN_SHARE : RIVAL_SHARE) * first.strength &&
      other.leavesFirst < SAME_LINES * first.strength,
  );
  if (twin !== undefined) {
    const told = tellTwins(first, twin);
    if (told !== undefined) return named(told, hypotheses);
    return unnamed(
      `${WORDS[first.fault]} and ${WORDS[twin.fault]} of this bearing lie on the same lines`,
      first,
      hypotheses,
    );
  }
  const rival = others.find(({ unexplained }) => unexplained > RIVAL_SHARE * first.strength);
  if (rival !== undefined)
    return unnamed(
      `${WORDS[first.fault]} and ${WORDS[rival.fault]} explain the lines about equally`,
      first,
      hypotheses,
    );
  return named(first, hypotheses);
}

/** Of two that lie together, the one that the cage's sidebands speak for: a ball's lines have them, a race's have not. */
function tellTwins(a: CombEvidence, b: CombEvidence): CombEvidence | undefined {
  const two = raceAndBall(a, b);
  if (two === undefined || !lieTogether(a, b)) return undefined;
  const { ball, race } = two;
  if (ball.cageSidebands >= SIDEBANDS_OF_A_BALL) return ball;
  return ball.cageSidebands <= SIDEBANDS_BY_CHANCE ? race : undefined;
}

function named(evidence: CombEvidence, hypotheses: readonly Hypothesis[]): Naming {
  const { fault, strength, slip } = evidence;
  const confidence = confidenceOf(strength);
  const left = fourDecimals(1 - confidence);
  return {
    fault,
    evidence,
    confidence,
    // What the name leaves over is all that another can have.
    hypotheses: hypotheses.map((other) =>
      other.fault === fault ? other : { ...other, confidence: Math.min(other.confidence, left) },
    ),
    reason: `lines of the ${WORDS[fault]} with harmonics, ${(100 * slip).toFixed(1)} % off the kinematic order, ${strength.toFixed(1)} times the spread of chance`,
  };
}
