import type { PointPath } from "@raceway/model/identity";
import { type MeasurementPoint, type Plant, pointsOf } from "@raceway/model/plant";
import { isUnit, unitFacts } from "@raceway/model/unit";
import {
  CHANNEL_FACTS,
  type ChannelFact,
  type ChannelFacts,
  factsOf,
  type PlantFacts,
  type PointFacts,
} from "./facts.ts";

/** What a plant file makes of a measurement point that the one before had, or had not. */
export interface PointChange {
  readonly point: PointPath;
  readonly kind: "added" | "removed" | "renamed" | "changed";
  /** Of a renamed point: its path before. */
  readonly from?: PointPath;
  /** What it has learnt does not count any more. */
  readonly relearns: boolean;
  /** Channels by their new ids, of which nothing that was remembered counts: what they measure is another. */
  readonly fresh: readonly string[];
  readonly renamedChannels: readonly { readonly from: string; readonly to: string }[];
  readonly removedChannels: readonly string[];
  /** Channels whose unit is one of another quantity, or whose kind is another: limits in their own unit mean nothing now. */
  readonly otherQuantity: readonly string[];
  /** What is different and what comes of it, one sentence each. */
  readonly said: readonly string[];
}

/** The difference between the plant file of the last run and this one, by point, in the order of this one; what it lacks comes last. */
export function plantChanges(before: PlantFacts, plant: Plant): readonly PointChange[] {
  const after = factsOf(plant);
  const points = pointsOf(plant);
  const claimed = new Set<PointPath>();
  const changes = [...points].flatMap(([path, { point }]): readonly PointChange[] => {
    const facts = after.points[path];
    const from = formerPath(point, before, points);
    const former = before.points[from];
    if (facts === undefined) return [];
    if (former === undefined || claimed.has(from)) return [added(path)];
    claimed.add(from);
    return changeOf(path, from, compare(former, facts, point));
  });
  const gone = Object.keys(before.points).filter((path) => !claimed.has(path));
  return [...changes, ...gone.map(removed)];
}

/** A point that had its path before keeps it, whatever `was` says: that may stand in the file for ever. */
function formerPath(
  { path, was }: MeasurementPoint,
  before: PlantFacts,
  points: ReadonlyMap<PointPath, unknown>,
): PointPath {
  const moved = was !== undefined && before.points[path] === undefined && !points.has(was);
  return moved ? was : path;
}

interface Comparison
  extends Pick<
    PointChange,
    "relearns" | "fresh" | "renamedChannels" | "removedChannels" | "otherQuantity" | "said"
  > {}

const NOTHING: Comparison = {
  relearns: false,
  fresh: [],
  renamedChannels: [],
  removedChannels: [],
  otherQuantity: [],
  said: [],
};

function added(point: PointPath): PointChange {
  return { ...NOTHING, point, kind: "added", said: ["New: it learns."] };
}

function removed(point: PointPath): PointChange {
  const said = [
    "Removed: its verdicts are ended and cleared; what it has learnt is kept in case it comes back, its history stays in the store.",
  ];
  return { ...NOTHING, point, kind: "removed", said };
}

function changeOf(point: PointPath, from: PointPath, compared: Comparison): readonly PointChange[] {
  if (from === point)
    return compared.said.length === 0 ? [] : [{ ...compared, point, kind: "changed" }];
  const moved = `Renamed from ${from}: what it has learnt and the limits set for it go with it; its history stays in the store under the old name.`;
  return [{ ...compared, point, from, kind: "renamed", said: [moved, ...compared.said] }];
}

function compare(before: PointFacts, after: PointFacts, point: MeasurementPoint): Comparison {
  const all = [
    bearingChange(before, after),
    ...point.channels.map((channel) =>
      channelChange(channel.id, formerChannel(channel, before, after), before, after),
    ),
    ...lostChannels(before, point),
  ];
  return {
    relearns: all.some(({ relearns }) => relearns),
    fresh: all.flatMap(({ fresh }) => fresh),
    renamedChannels: all.flatMap(({ renamedChannels }) => renamedChannels),
    removedChannels: all.flatMap(({ removedChannels }) => removedChannels),
    otherQuantity: all.flatMap(({ otherQuantity }) => otherQuantity),
    said: all.flatMap(({ said }) => said),
  };
}

function bearingChange({ bearing: a }: PointFacts, { bearing: b }: PointFacts): Comparison {
  if (a.orders === b.orders && a.rotating === b.rotating) return NOTHING;
  const said = `Bearing ${a.designation} → ${b.designation}: it learns anew, and faults are sought at the new bearing's frequencies.`;
  return { ...NOTHING, relearns: true, said: [said] };
}

function formerChannel(
  { id, was }: MeasurementPoint["channels"][number],
  before: PointFacts,
  after: PointFacts,
): string {
  const moved =
    was !== undefined && before.channels[id] === undefined && after.channels[was] === undefined;
  return moved ? was : id;
}

function channelChange(
  id: string,
  from: string,
  before: PointFacts,
  after: PointFacts,
): Comparison {
  const [was, is] = [before.channels[from], after.channels[id]];
  if (was === undefined || is === undefined)
    return { ...NOTHING, said: [`Channel ${id} is new: it learns.`] };
  const renamed = from === id ? [] : [{ from, to: id }];
  const changed = CHANNEL_FACTS.filter((fact) => was[fact] !== is[fact]);
  const grave = changed.filter((fact) => fact !== "unit" || !sameQuantity(was.unit, is.unit));
  const other = grave.some((fact) => fact === "kind" || fact === "unit" || fact === "values");
  return {
    relearns: grave.length > 0,
    fresh: grave.length > 0 ? [id] : [],
    renamedChannels: renamed,
    removedChannels: [],
    otherQuantity: other ? [id] : [],
    said: [
      ...renamed.map(() => `Channel ${id} was ${from}: what is known of it goes with it.`),
      ...changed.map((fact) => sentence(id, fact, was, is)),
    ],
  };
}

/** A unit that was not declared before, or is not any more, may be any. */
function sameQuantity(a: string, b: string): boolean {
  if (!isUnit(a) || !isUnit(b)) return true;
  return unitFacts(a).quantity === unitFacts(b).quantity;
}

const FACT_WORDS: Readonly<Record<ChannelFact, string>> = {
  kind: "kind",
  unit: "unit",
  sampleRate: "sample rate",
  calibration: "factor",
  values: "computed values",
  envelopeBand: "envelope band",
  testStand: "test stand",
};

function sentence(id: string, fact: ChannelFact, was: ChannelFacts, is: ChannelFacts): string {
  const change = `Channel ${id}: ${FACT_WORDS[fact]} ${was[fact]} → ${is[fact]}`;
  if (fact === "unit" && sameQuantity(was.unit, is.unit))
    return `${change}: the same quantity, so what is known counts on.`;
  const anew = `${change}: the point learns anew`;
  return fact === "sampleRate" ? `${anew}, the new rate is taken at once.` : `${anew}.`;
}

function lostChannels(before: PointFacts, point: MeasurementPoint): readonly Comparison[] {
  const kept = point.channels.flatMap(({ id, was }) => (was === undefined ? [id] : [id, was]));
  return Object.keys(before.channels)
    .filter((id) => !kept.includes(id))
    .map((id) => ({
      ...NOTHING,
      fresh: [id],
      removedChannels: [id],
      said: [`Channel ${id} is removed: what was known of it is forgotten.`],
    }));
}
