import type { Fault, Hypothesis } from "@raceway/model/verdict";
import { type DiagnosisModel, PRODUCT_MODEL } from "./model.ts";
import type { PartEvidence } from "./part-evidence.ts";
import type { Part, Signature } from "./part-lines.ts";
import { toldApart } from "./told-apart.ts";

const RACES: ReadonlySet<Signature> = new Set(["outer-race", "inner-race"]);
const CAGE: ReadonlySet<Signature> = new Set(["cage", "ball-through-cage"]);

/** What the bearing's lines amount to. */
export interface Naming {
  readonly fault: Fault;
  /** The evidence of the name, or of the best candidate for none. */
  readonly evidence: PartEvidence | undefined;
  readonly confidence: number;
  readonly hypotheses: readonly Hypothesis[];
  readonly reason: string;
}

/** The size of some signatures' lines together that is as often a sound bearing's as a damaged one's. */
type HalfwaySize = (part: Signature, ...beside: readonly Signature[]) => number;
/** The same from the point's own past; undefined while that is not learnt. */
type OwnHalfway = (...signatures: readonly Signature[]) => number | undefined;

/** What chances rest on. */
type Weighed = Pick<
  PartEvidence,
  "part" | "evidence" | "whitened" | "size" | "higher" | "lead" | "shared"
>;

interface Candidate<E extends Weighed> {
  readonly fault: Part;
  readonly evidence: E;
  /** Nepers. */
  readonly weight: number;
  readonly size: number;
  /** Chance that the lines are there, that their size is damage, that blows make them, and that nothing taller is unexplained. */
  readonly present: number;
  readonly large: number;
  readonly struck: number;
  readonly leading: number;
}

/** A part that may be damaged, with the chance that it is told from others on the same lines, and its own before that is calibrated. */
type Probable<E extends Weighed> = Candidate<E> & {
  readonly apart: number;
  readonly chance: number;
};

const WORDS: Readonly<Record<Part, string>> = {
  "outer-race": "outer race",
  "inner-race": "inner race",
  "rolling-element": "rolling element",
  cage: "cage",
};

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const fourDecimals = (value: number) => Math.round(value * 10_000) / 10_000;

/** Chance of damage by a size, half at `halfway`. */
const halfwayTo = (halfway: number, size: number, { sizeSlope }: DiagnosisModel) =>
  logistic(sizeSlope * Math.log(Math.max(size, 1e-6) / halfway));

function candidate<E extends Weighed>(
  fault: Part,
  evidence: E,
  halfway: number,
  model: DiagnosisModel,
  { weight, size } = { weight: evidence.evidence, size: evidence.size },
): Candidate<E> {
  return {
    fault,
    evidence,
    weight,
    size,
    present: logistic(weight - model.seldom),
    large: halfwayTo(halfway, size, model),
    // A ball that rolls on its flat is not struck so shortly.
    struck: RACES.has(evidence.part) ? halfwayTo(model.halfwayStruck, evidence.higher, model) : 1,
    leading: logistic(model.leadSlope * evidence.lead),
  };
}

/** A ball shows by its own lines, which the cage's then support as far as there are any, or through the cage alone. */
function candidatesOf<E extends Weighed>(
  weighed: readonly E[],
  halfway: HalfwaySize,
  model: DiagnosisModel,
): readonly Candidate<E>[] {
  const of = (signature: Signature) => weighed.find(({ part }) => part === signature);
  const alone = (fault: Part, evidence: E) =>
    candidate(fault, evidence, halfway(evidence.part), model);
  const races = (["outer-race", "inner-race"] as const).flatMap((race) => {
    const each = of(race);
    return each === undefined ? [] : [alone(race, each)];
  });
  const [ball, cage, through] = [of("rolling-element"), of("cage"), of("ball-through-cage")];
  if (ball === undefined || cage === undefined || through === undefined) return races;
  // A ball passes the load zone once a turn of the cage: where neither that nor half of it shows, its lines are less likely the ball's.
  const hidden = Math.min(0, Math.max(cage.evidence, through.evidence));
  // The cage of many a sound bearing shows: it adds to what the ball's own lines say no more than they say themselves.
  const own =
    Math.min(ball.evidence, cage.evidence) > 0
      ? candidate("rolling-element", ball, halfway("rolling-element", "cage"), model, {
          weight: ball.evidence + Math.min(ball.evidence, cage.evidence),
          size: Math.hypot(ball.size, cage.size),
        })
      : candidate("rolling-element", ball, halfway("rolling-element"), model, {
          weight: ball.evidence + hidden,
          size: ball.size,
        });
  // A ball that has lost its roundness shows at one and at two turns of the cage; a cage, like a belt or a gear of such a speed, need not show at two. A gear's wheel of such a speed does, but swells the
  // tones of its teeth, which pre-whitening takes away; a ball swells the noise.
  const both = [cage, through].flatMap(({ evidence, whitened = evidence }) => [evidence, whitened]);
  const throughCage = { weight: Math.min(...both), size: cage.size };
  return [
    ...races,
    own,
    ball.evidence < model.noBall
      ? alone("cage", cage)
      : candidate("rolling-element", cage, halfway("ball-through-cage"), model, throughCage),
  ];
}

/** What the parts could be, with the chance of each before it is calibrated, the most probable first. */
export function chancesOf<E extends Weighed>(
  weighed: readonly E[],
  own: OwnHalfway = () => undefined,
  model: DiagnosisModel = PRODUCT_MODEL,
): readonly Probable<E>[] {
  const halfway: HalfwaySize = (part, ...beside) => {
    const learnt = own(part, ...beside) ?? model.halfway[part];
    // How much the cage modulates follows the load, too: growth alone makes no damage of it.
    return CAGE.has(part) ? Math.max(learnt, model.halfway[part]) : learnt;
  };
  const candidates = candidatesOf(weighed, halfway, model);
  // Of several signatures of one part the clearest speaks for it.
  const weights = new Map<Part, number>();
  for (const { fault, weight } of candidates)
    weights.set(fault, Math.max(weight, weights.get(fault) ?? weight));
  const total = [...weights.values()].reduce((sum, weight) => sum + Math.exp(weight), 1);
  return candidates
    .map((each) => {
      const { present, large, struck, leading, fault } = each;
      const share = Math.exp(weights.get(fault) ?? 0) / total;
      const others = candidates.filter((other) => other.fault !== fault);
      const apart = toldApart(each, others);
      return { ...each, apart, chance: present * large * struck * leading * apart * share };
    })
    .sort((a, b) => b.chance - a.chance);
}

/**
 * Names the fault that the lines speak for, or says why none: they must be there (rather than chance), be large enough for damage, be made by blows where it is a race's, be told from another
 * part's on the same places, and not be overtopped by others that nobody explains.
 *
 * @param own the size that is as often damage as not from the point's own past, where that is learnt.
 */
export function nameFault(
  weighed: readonly PartEvidence[],
  own: OwnHalfway = () => undefined,
  model: DiagnosisModel = PRODUCT_MODEL,
): Naming {
  const chances = chancesOf(weighed, own, model);
  const [first] = chances;
  if (first === undefined) return noEvidence();
  if (first.chance >= model.leastChance) return named(first, hypothesesOf(chances), model);
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
function confidenceOf(chance: number, { calibration }: DiagnosisModel): number {
  const logit = Math.log(chance / Math.max(1e-6, 1 - chance));
  return fourDecimals(logistic(calibration.offset + calibration.slope * logit));
}

function named(
  first: Probable<PartEvidence>,
  hypotheses: readonly Hypothesis[],
  model: DiagnosisModel,
): Naming {
  const confidence = confidenceOf(first.chance, model);
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

function reasonFor({ fault, evidence, size, weight }: Candidate<PartEvidence>): string {
  const { slip, part } = evidence;
  const through = part !== fault ? ", seen through the cage's," : "";
  return `lines of the ${WORDS[fault]}${through} stand out: the vibration swings by ${percent(size)} in their rhythm, ${pace(slip)}; ${likelier(weight)} than by chance`;
}

/** How far the lines are off the orders that the bearing's geometry gives. @param slip relative */
function pace(slip: number): string {
  const off = Math.abs(100 * slip).toFixed(1);
  if (off === "0.0") return "just as the bearing's dimensions say";
  return `${off} % ${slip < 0 ? "slower" : "faster"} than the bearing's dimensions say`;
}

/** @param weight log of a ratio of likelihoods, nepers */
function likelier(weight: number): string {
  const times = Math.exp(weight);
  return times > 1e6
    ? "more than a million times likelier"
    : `${Number(times.toPrecision(2))} times likelier`;
}

/** Which of the things that a name needs is missing most. */
function reasonAgainst(likeliest: Probable<Weighed>): string {
  const { fault, present, large, struck, leading, apart, size } = likeliest;
  const least = Math.min(present, large, struck, leading, apart);
  if (present < 0.3) return "no fault evidence";
  const lines = `lines where the ${WORDS[fault]}'s would be`;
  if (least === large)
    return `${lines} modulate by ${percent(size)} only: sound bearings have such lines too`;
  if (least === struck)
    return `${lines} have few harmonics: a sound bearing's swell as smoothly, blows would make more`;
  if (least === apart) return `${lines}, but another part's would stand on the same places`;
  if (least === leading) return `${lines}, but taller ones fit no declared part`;
  return `${lines} are hardly clearer than chance`;
}
