import type { PartFinding, PartMeasurement } from "@raceway/model/part";
import type { Anderon, BearingType, Gate } from "@raceway/model/test-stand";
import { remembered } from "../learn/population.ts";
import type { Column, TypeModel } from "../learn/type-model.ts";
import type { Complaint, FitBlock } from "./complaint.ts";
import { gateOf } from "./gate-of.ts";
import { gradeBy } from "./grade.ts";
import { nameFaults } from "./name-faults.ts";

/** What a judged part is found to be. */
export interface Judgement {
  readonly gate: Gate;
  readonly grades: Readonly<Record<string, string | null>>;
  readonly findings: readonly PartFinding[];
  readonly unusual?: number;
  readonly comparedWith: number;
}

/** A part's features in the order of its type's columns, as they are remembered. */
export function rowOf(columns: readonly Column[], blocks: readonly FitBlock[]): readonly number[] {
  const places = new Map(blocks.map((block) => [`${block.test.rpm}/${block.side}`, block]));
  return columns.map(({ feature, rpm, side }) =>
    remembered(places.get(`${rpm}/${side}`)?.features[feature.name] ?? 0),
  );
}

/**
 * Judges a part whose blocks are as prescribed: by its type's grade tables, and against what is usual for its type. With neither there is nothing to judge by.
 *
 * @param model absent while the type is learnt.
 */
export function judgePart(
  blocks: readonly FitBlock[],
  row: readonly number[],
  type: BearingType,
  anderon: Anderon,
  model: TypeModel | undefined,
): Judgement | Complaint {
  if (type.grading.length === 0 && model === undefined)
    return {
      code: "nothing-to-judge-by",
      reason: `${type.name} has no grade table, and what is usual for it is still being learnt`,
    };
  const measured = blocks.map(({ side, test, features }) => ({ side, rpm: test.rpm, features }));
  const gradings = type.grading.map((rule) => gradeBy(rule, measured, anderon));
  const unlike = model === undefined ? [] : unlikeOthers(blocks, row, model);
  const findings = [...unlike, ...gradings.flatMap((grading) => grading.findings)];
  return {
    gate: gateOf(findings, type),
    grades: Object.fromEntries(gradings.map(({ table, grade }) => [table, grade])),
    findings,
    ...(model !== undefined && { unusual: unusualness(row, model) }),
    comparedWith: model?.parts ?? 0,
  };
}

function unlikeOthers(
  blocks: readonly FitBlock[],
  row: readonly number[],
  model: TypeModel,
): readonly PartFinding[] {
  const named = nameFaults(model, row, (rpm, side) => {
    const block = blocks.find((each) => each.test.rpm === rpm && each.side === side);
    return block?.repeats;
  });
  if (named.length > 0) return named;
  const place = { side: blocks[0]?.side ?? "", rpm: blocks[0]?.test.rpm ?? 0 };
  const like = model.likeBad(row);
  if (like !== undefined)
    return [
      {
        fault: "unnamed",
        ...place,
        feature: "likeness",
        value: 1,
        limit: 1,
        unit: "1",
        text: `It differs from good parts as ${like.serial} does, which was found bad.`,
      },
    ];
  const distance = model.distance(row);
  if (distance <= 1) return [];
  return [
    {
      fault: "unnamed",
      ...place,
      feature: "distance",
      value: distance,
      limit: 1,
      unit: "1",
      text: `No single feature is beyond its limit; all together lie ${distance.toFixed(2)} times as far from good parts as is usual.`,
    },
  ];
}

/** 1 at the limit: the farthest feature, or all together. */
function unusualness(row: readonly number[], model: TypeModel): number {
  const farthest = model.columns.map(({ usual, limit }, k) => {
    const value = (row[k] ?? 0) / 1000;
    return (value - usual.median) / (limit - usual.median);
  });
  return Number(Math.max(0, model.distance(row), ...farthest).toFixed(3));
}

/** What was measured, for the result. */
export function measurementsOf(
  blocks: readonly FitBlock[],
  anderon: Anderon,
): readonly PartMeasurement[] {
  return blocks.map(({ side, test, load, features }) => {
    const of = (name: string) => Number((features[name] ?? 0).toPrecision(5));
    const bands = { low: of("low"), medium: of("medium"), high: of("high") };
    const inAnderon = (band: keyof Anderon) => Number((bands[band] / anderon[band]).toPrecision(4));
    return {
      side,
      rpm: test.rpm,
      ...(load !== undefined && { load }),
      ...bands,
      lowPeak: of("low_peak"),
      mediumPeak: of("medium_peak"),
      highPeak: of("high_peak"),
      acceleration: of("acceleration"),
      anderon: { low: inAnderon("low"), medium: inAnderon("medium"), high: inAnderon("high") },
    };
  });
}
