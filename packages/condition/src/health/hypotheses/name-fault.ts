import type { Fault, Hypothesis } from "@raceway/model/verdict";
import type { PartEvidence } from "./part-evidence.ts";
import type { Part, Signature } from "./part-lines.ts";

/** Nepers that outweigh how seldom a given part is damaged on a machine that is asked about: one in twelve. */
const SELDOM = Math.log(12);
/** Modulation, in parts of the mean, that is as often a sound bearing's as a damaged one's, by what is asked for. The cage modulates every loaded bearing a little. */
const HALFWAY: Readonly<Record<Signature, number>> = {
  "outer-race": 0.45,
  "inner-race": 0.45,
  "rolling-element": 0.3,
  cage: 0.9,
  "ball-through-cage": 0.9,
};
const CAGE: ReadonlySet<Signature> = new Set(["cage", "ball-through-cage"]);
/** How fast that turns: over ±40 % from a fifth to four fifths. */
const SIZE_SLOPE = 4;
/** The same for a comb that stands as high as another that nobody explains. */
const LEAD_SLOPE = 3;
/** Evidence of a ball's own lines below which cage lines are the cage's: the ball's could have been seen and were not. */
const NO_BALL = -2;
/** Names whose three conditions together are less probable than this are not given. */
const LEAST_CHANCE = 0.5;
/**
 * The three are not as independent as their product takes them: logistic regression of "right" on the logit of the chance, over recorded rigs and made-up machines, what is
 * not named included. Each recorded rig left out in turn: 2.3 to 2.8 and 0.8 to 0.9.
 */
const [CALIBRATED_AT, CALIBRATED_SLOPE] = [2.5, 0.9];

/** What the bearing's lines amount to. */
export interface Naming {
  readonly fault: Fault;
  /** The evidence of the name, or of the best candidate for none. */
  readonly evidence: PartEvidence | undefined;
  readonly confidence: number;
  readonly hypotheses: readonly Hypothesis[];
  readonly reason: string;
}

/** The size that is as often a sound bearing's as a damaged one's. */
type HalfwaySize = (signature: Signature) => number;

interface Candidate {
  readonly fault: Part;
  readonly evidence: PartEvidence;
  /** Nepers. */
  readonly weight: number;
  readonly size: number;
  /** Chance that the lines are there, that their size is damage, and that nothing taller is unexplained. */
  readonly present: number;
  readonly large: number;
  readonly leading: number;
}

const WORDS: Readonly<Record<Part, string>> = {
  "outer-race": "outer race",
  "inner-race": "inner race",
  "rolling-element": "rolling element",
  cage: "cage",
};

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const fourDecimals = (value: number) => Math.round(value * 10_000) / 10_000;

function candidate(
  fault: Part,
  evidence: PartEvidence,
  halfway: number,
  { weight, size } = { weight: evidence.evidence, size: evidence.size },
): Candidate {
  return {
    fault,
    evidence,
    weight,
    size,
    present: logistic(weight - SELDOM),
    large: logistic(SIZE_SLOPE * Math.log(Math.max(size, 1e-6) / halfway)),
    leading: logistic(LEAD_SLOPE * evidence.lead),
  };
}

/** A ball shows by its own lines, which the cage's then support, or through the cage alone. */
function candidatesOf(
  weighed: readonly PartEvidence[],
  halfway: HalfwaySize,
): readonly Candidate[] {
  const of = (signature: Signature) => weighed.find(({ part }) => part === signature);
  const alone = (fault: Part, evidence: PartEvidence) =>
    candidate(fault, evidence, halfway(evidence.part));
  const races = (["outer-race", "inner-race"] as const).flatMap((race) => {
    const each = of(race);
    return each === undefined ? [] : [alone(race, each)];
  });
  const [ball, cage, through] = [of("rolling-element"), of("cage"), of("ball-through-cage")];
  if (ball === undefined || cage === undefined || through === undefined) return races;
  const supported =
    cage.evidence > 0
      ? { weight: ball.evidence + cage.evidence, size: Math.hypot(ball.size, cage.size) }
      : undefined;
  return [
    ...races,
    candidate("rolling-element", ball, halfway("rolling-element"), supported),
    alone(ball.evidence < NO_BALL ? "cage" : "rolling-element", cage),
    alone("rolling-element", through),
  ];
}

/**
 * Names the fault that the lines speak for, or says why none: they must be there (rather than chance), be large enough for damage, and not be overtopped by others that
 * nobody explains.
 *
 * @param own the size that is as often damage as not from the point's own past, where that is learnt.
 */
export function nameFault(
  weighed: readonly PartEvidence[],
  own: (signature: Signature) => number | undefined = () => undefined,
): Naming {
  const candidates = candidatesOf(weighed, (signature) => {
    const learnt = own(signature) ?? HALFWAY[signature];
    // How much the cage modulates follows the load, too: growth alone makes no damage of it.
    return CAGE.has(signature) ? Math.max(learnt, HALFWAY[signature]) : learnt;
  });
  // Of several signatures of one part the clearest speaks for it.
  const weights = new Map<Part, number>();
  for (const { fault, weight } of candidates)
    weights.set(fault, Math.max(weight, weights.get(fault) ?? weight));
  const total = [...weights.values()].reduce((sum, weight) => sum + Math.exp(weight), 1);
  const chances = candidates
    .map((each) => ({
      ...each,
      chance:
        (each.present * each.large * each.leading * Math.exp(weights.get(each.fault) ?? 0)) / total,
    }))
    .sort((a, b) => b.chance - a.chance);
  const [first] = chances;
  if (first === undefined) return noEvidence();
  if (first.chance >= LEAST_CHANCE) return named(first, hypothesesOf(chances));
  const likeliest = chances.reduce((a, b) => (b.weight > a.weight ? b : a));
  return {
    fault: "unnamed",
    evidence: likeliest.weight > 0 ? likeliest.evidence : undefined,
    confidence: fourDecimals(1 - first.chance),
    hypotheses: hypothesesOf(chances),
    reason: reasonAgainst(likeliest),
  };
}

/** Chance that a name is right. */
function confidenceOf(chance: number): number {
  const logit = Math.log(chance / Math.max(1e-6, 1 - chance));
  return fourDecimals(logistic(CALIBRATED_AT + CALIBRATED_SLOPE * logit));
}

function named(
  first: Candidate & { readonly chance: number },
  hypotheses: readonly Hypothesis[],
): Naming {
  const confidence = confidenceOf(first.chance);
  const left = fourDecimals(1 - confidence);
  return {
    fault: first.fault,
    evidence: first.evidence,
    confidence,
    // What the name leaves over is all that another can have.
    hypotheses: hypotheses.map((other) => ({
      fault: other.fault,
      confidence: other.fault === first.fault ? confidence : Math.min(other.confidence, left),
    })),
    reason: reasonFor(first),
  };
}

function hypothesesOf(
  chances: readonly { readonly fault: Part; readonly chance: number }[],
): readonly Hypothesis[] {
  const best = new Map<Part, number>();
  for (const { fault, chance } of chances)
    if (chance >= 0.01) best.set(fault, Math.max(best.get(fault) ?? 0, chance));
  return [...best].map(([fault, chance]) => ({ fault, confidence: fourDecimals(chance) }));
}

function noEvidence(): Naming {
  return {
    fault: "unnamed",
    evidence: undefined,
    confidence: 1,
    hypotheses: [],
    reason: "no fault evidence",
  };
}

const percent = (value: number) => `${Math.round(100 * value)} %`;

function reasonFor({ fault, evidence, size, weight }: Candidate): string {
  const { slip, part } = evidence;
  const through = part !== fault ? ", seen through the cage's" : "";
  return `lines of the ${WORDS[fault]}${through}, ${(100 * slip).toFixed(1)} % off the kinematic order, modulating by ${percent(size)}, ${weight.toFixed(1)} nepers over chance`;
}

/** Which of the three things that a name needs is missing most. */
function reasonAgainst({ fault, present, large, leading, size }: Candidate): string {
  const least = Math.min(present, large, leading);
  if (present < 0.3) return "no fault evidence";
  const lines = `lines where the ${WORDS[fault]}'s would be`;
  if (least === large)
    return `${lines} modulate by ${percent(size)} only: sound bearings have such lines too`;
  if (least === leading) return `${lines}, but taller ones fit no declared part`;
  return `${lines} are hardly clearer than chance`;
}
