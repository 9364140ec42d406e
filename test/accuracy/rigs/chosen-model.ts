import { type DiagnosisModel, PRODUCT_MODEL } from "@raceway/condition/health/hypotheses/model";
import { chancesOf } from "@raceway/condition/health/hypotheses/name-fault";
import type { PartEvidence } from "@raceway/condition/health/hypotheses/part-evidence";
import type { Fault } from "@raceway/model/verdict";
import { isBearingFault, type Outcome, outcomeOf, type Truth } from "./rig-record.ts";

/** What the last weighing of a record found, for choosing constants: the pictures that it rests on are left out. */
export interface WeighedRecord {
  readonly rig: string;
  readonly name: string;
  readonly truth: Truth;
  readonly weighed: readonly Pick<
    PartEvidence,
    "part" | "evidence" | "whitened" | "size" | "higher" | "lead" | "shared"
  >[];
}

/** One constant with the values tried, the most daring first. */
interface Tried {
  readonly name: string;
  readonly values: readonly number[];
  readonly of: (model: DiagnosisModel) => number;
  readonly put: (model: DiagnosisModel, value: number) => DiagnosisModel;
}

const halfway = (
  name: string,
  values: readonly number[],
  ...signatures: readonly (keyof DiagnosisModel["halfway"])[]
): Tried => ({
  name,
  values,
  of: (model) => model.halfway[signatures[0] ?? "cage"],
  put: (model, value) => ({
    ...model,
    halfway: {
      ...model.halfway,
      ...Object.fromEntries(signatures.map((signature) => [signature, value])),
    },
  }),
});

/** Every constant of the naming; steps of a quarter to a half, so that a choice says which order of size it is and no more. */
export const TRIED: readonly Tried[] = [
  {
    name: "a part is damaged on one machine in",
    values: [2, 3, 5, 8, 12],
    of: ({ seldom }) => Math.exp(seldom),
    put: (model, value) => ({ ...model, seldom: Math.log(value) }),
  },
  halfway("size of a race's lines", [0.25, 0.32, 0.4, 0.5, 0.65], "outer-race", "inner-race"),
  {
    name: "size of a race's harmonics from the third on",
    values: [0.1, 0.13, 0.16, 0.2, 0.25],
    of: ({ halfwayStruck }) => halfwayStruck,
    put: (model, halfwayStruck) => ({ ...model, halfwayStruck }),
  },
  halfway("size of a ball's lines", [0.2, 0.25, 0.3, 0.38, 0.5], "rolling-element"),
  halfway(
    "size of a ball's lines through the cage",
    [0.6, 0.7, 0.85, 1.1, 1.4],
    "ball-through-cage",
  ),
  halfway("size of a cage's lines", [0.9, 1.2, 1.5, 2, 2.5], "cage"),
  {
    name: "slope of the size",
    values: [6, 5, 4, 3, 2],
    of: ({ sizeSlope }) => sizeSlope,
    put: (model, sizeSlope) => ({ ...model, sizeSlope }),
  },
  {
    name: "slope of the lead",
    values: [6, 5, 4, 3, 2],
    of: ({ leadSlope }) => leadSlope,
    put: (model, leadSlope) => ({ ...model, leadSlope }),
  },
  {
    name: "evidence that rules a ball out",
    values: [-3, -2, -1],
    of: ({ noBall }) => noBall,
    put: (model, noBall) => ({ ...model, noBall }),
  },
  {
    name: "least chance of a name",
    values: [0.25, 0.32, 0.4, 0.5, 0.6],
    of: ({ leastChance }) => leastChance,
    put: (model, leastChance) => ({ ...model, leastChance }),
  },
];

/** A wrong name costs as much of the mean logarithmic score of a rig. */
const PRICE_OF_WRONG = 0.1;
/** A wrong name undoes so many right ones. */
const RIGHT_FOR_WRONG = 10;
/** Differences of the score smaller than this, a record in a hundred being twice as probable, choose nothing: the more cautious value is taken. */
const ALIKE = 0.008;
/** A chance is never taken for less: one record does not decide. */
const LEAST = 1e-3;

/** Chances of the parts, the best of each, and the name that would be given. */
function judgedBy(model: DiagnosisModel, { weighed, truth }: WeighedRecord) {
  const chances = chancesOf(weighed, undefined, model);
  const [first] = chances;
  const fault: Fault =
    first !== undefined && first.chance >= model.leastChance ? first.fault : "unnamed";
  const right = isBearingFault(truth)
    ? Math.max(0, ...chances.filter((each) => each.fault === truth).map(({ chance }) => chance))
    : 1 - (first?.chance ?? 0);
  return { fault, chance: first?.chance ?? 0, outcome: bearingOutcome(truth, fault), right };
}

/** A rotor that is not right has no bearing fault: any name is wrong. */
function bearingOutcome(truth: Truth, fault: Fault): Outcome {
  return outcomeOf(isBearingFault(truth) ? truth : "sound", fault);
}

/** Outcome of a record by its last weighing alone. */
export function outcomeBy(model: DiagnosisModel, record: WeighedRecord): Outcome {
  return judgedBy(model, record).outcome;
}

/** The likeliest part's chance, before it is calibrated, and whether it is the truth. */
export function chanceBy(model: DiagnosisModel, record: WeighedRecord) {
  const [first] = chancesOf(record.weighed, undefined, model);
  return { chance: first?.chance ?? 0, right: first?.fault === record.truth };
}

/** Mean over the rigs of the mean logarithmic score of what is true, and the price of wrong names less what right ones bring: each rig weighs alike, however many records it has. */
function worthOf(model: DiagnosisModel, rigs: readonly (readonly WeighedRecord[])[]): number {
  let [score, right, wrong] = [0, 0, 0];
  for (const records of rigs)
    for (const record of records) {
      const judged = judgedBy(model, record);
      score += Math.log(Math.max(LEAST, judged.right)) / records.length / rigs.length;
      if (judged.outcome === "wrong") wrong++;
      if (judged.outcome === "right") right++;
    }
  return score + PRICE_OF_WRONG * (right / RIGHT_FOR_WRONG - wrong);
}

/**
 * Chooses every constant by some records, one after the other and twice over, from the middle of what is tried: so nothing of what the product has goes into it. Where
 * several values do as well, the most cautious is taken.
 */
export function chosenModel(records: readonly WeighedRecord[]): DiagnosisModel {
  const rigs = [...Map.groupBy(records, ({ rig }) => rig).values()];
  const middle = ({ values }: Tried) => values[values.length >> 1] ?? 0;
  let model = TRIED.reduce((found, each) => each.put(found, middle(each)), PRODUCT_MODEL);
  for (const each of [...TRIED, ...TRIED]) {
    const tried = each.values.map((value) => each.put(model, value));
    const worths = tried.map((one) => worthOf(one, rigs));
    const best = Math.max(...worths);
    model = tried.findLast((_, i) => (worths[i] ?? best) >= best - ALIKE) ?? model;
  }
  return model;
}
