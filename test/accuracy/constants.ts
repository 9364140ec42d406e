import { type DiagnosisModel, PRODUCT_MODEL } from "@raceway/condition/health/hypotheses/model";
import { fixed, table } from "./markdown.ts";
import {
  chanceBy,
  chosenModel,
  outcomeBy,
  TRIED,
  type WeighedRecord,
} from "./rigs/chosen-model.ts";
import { constantsTable } from "./rigs/constants-table.ts";
import { choosingRecords } from "./rigs/made-up/made-up-rig.ts";
import {
  type Recalibration,
  recalibrated,
  recalibrationOf,
  type Stated,
} from "./rigs/recalibration.ts";
import { adiRecords, cwruRecords, gearboxRecords, hitRecords } from "./rigs/recorded-rigs.ts";
import { reliabilityTable } from "./rigs/reliability.ts";
import type { RigRecord } from "./rigs/rig-record.ts";
import { weighedRecord } from "./rigs/weighed-record.ts";

const NONE = "none";

/** Each record once: neither seconds of one that is there whole, nor the same under another plant file. */
function recordsOnce(): readonly RigRecord[] {
  const all = [
    ...cwruRecords(),
    ...hitRecords(),
    ...adiRecords(),
    ...gearboxRecords(),
    ...choosingRecords(),
  ];
  const once = new Map<string, RigRecord>();
  for (const record of all)
    if (!record.category.endsWith("seconds of it") && !once.has(`${record.rig}/${record.name}`))
      once.set(`${record.rig}/${record.name}`, record);
  return [...once.values()];
}

/** Chances of names and whether they were right: of what is not named no confidence is stated, and it must not bend what is. */
function statedBy(model: DiagnosisModel, records: readonly WeighedRecord[]): Stated[] {
  return records.flatMap((record) => {
    const { chance, right } = chanceBy(model, record);
    return chance < model.leastChance ? [] : [{ rig: record.rig, confidence: chance, right }];
  });
}

interface Fold {
  readonly out: string;
  readonly model: DiagnosisModel;
  readonly calibration: Recalibration;
}

function foldWithout(out: string, records: readonly WeighedRecord[]): Fold {
  const others = records.filter(({ rig }) => rig !== out);
  const model = chosenModel(others);
  return { out, model, calibration: recalibrationOf(statedBy(model, others)) };
}

function valuesTable(folds: readonly Fold[]): string {
  const row = (who: string, model: DiagnosisModel, { offset, slope }: Recalibration) => [
    who,
    ...TRIED.map((each) => String(Number(each.of(model).toPrecision(3)))),
    fixed(offset),
    fixed(slope),
  ];
  return table(
    ["without", ...TRIED.map(({ name }) => name), "calibration: offset", "slope"],
    [
      ...folds.map(({ out, model, calibration }) => row(out, model, calibration)),
      row("**the product**", PRODUCT_MODEL, PRODUCT_MODEL.calibration),
    ],
  );
}

function outcomesTable(folds: readonly Fold[], records: readonly WeighedRecord[]): string {
  const cells = (model: DiagnosisModel, of: readonly WeighedRecord[]) => {
    const outcomes = of.map((record) => outcomeBy(model, record));
    return (["right", "wrong", "unnamed"] as const)
      .map((what) => outcomes.filter((outcome) => outcome === what).length)
      .join(" / ");
  };
  return table(
    ["rig", "records", "constants chosen without it", "the product's"],
    folds
      .filter(({ out }) => out !== NONE)
      .map(({ out, model }) => {
        const of = records.filter(({ rig }) => rig === out);
        return [out, `${of.length}`, cells(model, of), cells(PRODUCT_MODEL, of)];
      }),
  );
}

/** Names by constants and a calibration that knew nothing of the rig, and what became of them. */
function leftOutNames(folds: readonly Fold[], records: readonly WeighedRecord[]) {
  return folds
    .filter(({ out }) => out !== NONE)
    .flatMap(({ out, model, calibration }) =>
      records
        .filter(({ rig }) => rig === out)
        .flatMap((record) => {
          const outcome = outcomeBy(model, record);
          const confidence = recalibrated(calibration, chanceBy(model, record).chance);
          return outcome === "unnamed" ? [] : [{ said: { confidence }, outcome }];
        }),
    );
}

/** The page from what was weighed. */
export function constantsPage(records: readonly WeighedRecord[]): string {
  const rigs = [...new Set(records.map(({ rig }) => rig))];
  const folds = [...rigs, NONE].map((out) => foldWithout(out, records));
  return `# What a name depends on, and whether it travels

Made by \`npm run accuracy constants\`; every number below comes out of that run.

## Every constant chosen without the rig that it judges

Each rig is left out in turn. On the others every constant of the naming is chosen from a few values, one after the other and twice over, starting from the middle of what is tried and not from the
product's; every rig weighs alike. What counts is the logarithm of the chance given to what is true, less a price for wrong names, each of which undoes ten right ones; among values that do as well the most cautious is taken. Records
count once, by what the last weighing of each found ("choosing" are made-up machines that judge nothing else). Below, a row a rig left out; "none" is chosen by all.

${valuesTable(folds)}

A column whose values lie apart is a constant that does not travel: it rests on the rig without which it changes. Where the product is not what all choose, it is the more cautious or between; balls seen through
the cage are MEMS records alone. The calibration is not what all choose either: without the made-up machines the rest would state less, and with them more than machines not looked at have kept.

What these constants make of the rig that they did not know, right / wrong / unnamed, beside the product's, whose constants were set by people who had seen the recorded rigs:

${outcomesTable(folds, records)}

## Confidence of a rig left out

Names by the constants and the calibration of the others. "Possible" is where the share of right names may lie by so many of them (Wilson, 95 %): a bin of a few names shows next to nothing, and the names of one
rig hang together, so that a line is worth less than its count. The calibration is a logistic curve of the names alone; fitted to all that
came near a name, as it was before, it was too modest by up to a quarter where few names are; steps (isotonic regression) promised more than a new rig kept.

${reliabilityTable(leftOutNames(folds, records))}

## All constants

Every documented number that a name depends on, from the code.

${constantsTable()}
`;
}

/** The study behind docs/accuracy/constants.md. */
export async function constantsStudy(): Promise<string> {
  const weighed: WeighedRecord[] = [];
  for (const record of recordsOnce()) weighed.push(...(await weighedRecord(record)));
  return constantsPage(weighed);
}
