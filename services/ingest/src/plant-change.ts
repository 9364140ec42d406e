import {
  movedState,
  stateWithoutChannels,
  stateWithRenamedChannel,
} from "@raceway/condition/changed-state";
import { limitEditFault } from "@raceway/condition/limit-edit-fault";
import { indicatorFacts } from "@raceway/condition/manipulation/indicators";
import { createPlantAnalysis, type PlantAnalysis } from "@raceway/condition/plant-analysis";
import type { Journal } from "@raceway/journal/journal";
import type { ModelState } from "@raceway/journal/model-state";
import { type PointPath, parsePointPath } from "@raceway/model/identity";
import type { Json } from "@raceway/model/json";
import type { EditedLimit } from "@raceway/model/limit-edit";
import type { Plant } from "@raceway/model/plant";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import type { Nanos } from "@raceway/model/time";
import { factsOf, type PlantFacts, type PointFacts } from "@raceway/plant/changes/facts";
import { type PointChange, plantChanges } from "@raceway/plant/changes/plant-changes";
import { formatTopic } from "@raceway/wire/topic";
import { emptyBatch, resultsOf } from "./analysis/batch.ts";
import { addChange, addEnd, addSensorEnd } from "./door/maintenance.ts";
import { topicsOfChannel, topicsOfPoint } from "./out/retained-topics.ts";

/** Under which the journal remembers the plant file of the last run. */
export const PLANT_NOTE = "plant";
/** Before the path of a point that is no more stands this, in the key under which its state is kept. */
const RETIRED = "@retired/";

type Retired = { readonly facts: PointFacts; readonly state: SnapshotValue };

/**
 * Brings what is remembered in line with a plant file that differs from the one of the last run: states of renamed points and channels move, points whose numbers mean
 * something else learn anew, removed points are retired. Limits that people set survive; where they mean nothing any more they are set aside, and that is said. All of
 * it in one transaction, so that it happens once; analysis must not run meanwhile, and must be restored afterwards.
 *
 * @returns what was different, by point; empty at the first start.
 * @throws SQLite's error when it cannot be stored; then nothing has changed.
 */
export function applyPlantChange(
  journal: Journal,
  plant: Plant,
  now: Nanos,
): readonly PointChange[] {
  const remembered = journal.notes.get(PLANT_NOTE) as PlantFacts | undefined;
  const facts = factsOf(plant);
  if (remembered === undefined) {
    journal.notes.set(PLANT_NOTE, facts as unknown as Json);
    return [];
  }
  const returned = returnedPoints(journal, plant, remembered);
  const before = { points: { ...remembered.points, ...mapped(returned, ({ facts: own }) => own) } };
  const changes = withReturned(plantChanges(before, plant), returned);
  if (changes.length === 0) return [];
  const work = { journal, plant, now, analysis: createPlantAnalysis(plant), returned };
  const batch = emptyBatch();
  const states: ModelState[] = [];
  const applied = changes.map((change): PointChange => {
    const said =
      change.kind === "removed"
        ? retire(work, change, batch.out, states, remembered)
        : keep(work, change, batch.out, states);
    return { ...change, said };
  });
  const moved = changes.filter(({ from }) => from !== undefined);
  const forgotten = changes.flatMap(({ point, from, kind }) =>
    kind === "removed" ? [point] : from === undefined ? [] : [from],
  );
  journal.commitChange({
    rearrangement: {
      points: moved.map(({ point, from = point }) => ({ from, to: point })),
      channels: changes.flatMap(({ point, renamedChannels }) =>
        renamedChannels.map((renamed) => ({ point, ...renamed })),
      ),
      formats: changes.flatMap(({ point, fresh }) => fresh.map((channel) => ({ point, channel }))),
    },
    forgotten: [...forgotten, ...[...returned.keys()].map((point) => `${RETIRED}${point}`)],
    notes: { [PLANT_NOTE]: facts as unknown as Json },
    results: { ...resultsOf(batch, () => null), modelState: states },
  });
  return applied;
}

interface Work {
  readonly journal: Journal;
  readonly plant: Plant;
  readonly now: Nanos;
  readonly analysis: PlantAnalysis;
  readonly returned: ReadonlyMap<PointPath, Retired>;
}

type Out = Parameters<typeof addChange>[0];

/** Points that the last plant file lacked, and one before it had. */
function returnedPoints(
  journal: Journal,
  plant: Plant,
  { points }: PlantFacts,
): ReadonlyMap<PointPath, Retired> {
  const missing = Object.keys(factsOf(plant).points).filter((path) => points[path] === undefined);
  return new Map(
    missing.flatMap((path) => {
      const kept = journal.modelState.get(`${RETIRED}${path}`) as unknown as Retired | undefined;
      return kept === undefined ? [] : [[path, kept] as const];
    }),
  );
}

const BACK = "It is back: what it had learnt counts on.";

function withReturned(
  changes: readonly PointChange[],
  returned: ReadonlyMap<PointPath, Retired>,
): readonly PointChange[] {
  const nothing = { fresh: [], renamedChannels: [], removedChannels: [], otherQuantity: [] };
  const others = new Set(changes.map(({ point }) => point));
  const same = [...returned.keys()].filter((point) => !others.has(point));
  return [
    ...changes.map((change) =>
      returned.has(change.point) ? { ...change, said: [BACK, ...change.said] } : change,
    ),
    ...same.map(
      (point): PointChange => ({ ...nothing, point, kind: "added", relearns: false, said: [BACK] }),
    ),
  ];
}

/** A point that stays, under whatever name. */
function keep(
  { journal, analysis, returned, now }: Work,
  change: PointChange,
  out: Out,
  states: ModelState[],
): readonly string[] {
  const { point, from = point, relearns } = change;
  const own = returned.get(point)?.state ?? journal.modelState.get(from);
  if (from === point) clearChannels(out, point, now, lostChannels(change));
  else {
    moveRetained(journal, out, change);
    clear(out, from, now, [...channelsOf(analysis, change), ...lostChannels(change)]);
  }
  if (own === undefined) {
    addChange(out, point, change.said.join(" "), {
      latestTime: undefined,
      receivedAt: now,
      relearns,
    });
    return change.said;
  }
  const edited = editedIn(own);
  const state = changedState(own, change);
  let lost: readonly string[] = [];
  try {
    analysis.restore(point, state);
    if (relearns) analysis.chain(point).relearn();
    lost = setLimitsAside(analysis, change, edited, out);
    states.push({ key: point, state: analysis.snapshot(point) });
  } catch {
    // Of another version: whoever restores it says so.
    states.push({ key: point, state });
  }
  const said = [...change.said, ...lost];
  const latestTime = analysis.latestTime(point);
  addChange(out, point, said.join(" "), { latestTime, receivedAt: now, relearns });
  return said;
}

/** Ids of channels that a point has no more. */
function lostChannels({ renamedChannels, removedChannels }: PointChange): readonly string[] {
  return [...renamedChannels.map(({ from }) => from), ...removedChannels];
}

function channelsOf({ points }: PlantAnalysis, { point }: PointChange): readonly string[] {
  return points.get(point)?.point.channels.map(({ id }) => id) ?? [];
}

function changedState(state: SnapshotValue, change: PointChange): SnapshotValue {
  const { point, from = point, renamedChannels, fresh } = change;
  const moved = from === point ? state : movedState(state, from, point);
  const renamed = renamedChannels.reduce(
    (own, channel) => stateWithRenamedChannel(own, point, channel),
    moved,
  );
  return fresh.length === 0 ? renamed : stateWithoutChannels(renamed, fresh);
}

function editedIn(state: SnapshotValue): readonly EditedLimit[] {
  return (state as { chain?: { limits?: readonly EditedLimit[] } }).chain?.limits ?? [];
}

/** Limits that people set and that mean nothing under the new plant file give way to its own, said with their numbers. */
function setLimitsAside(
  analysis: PlantAnalysis,
  { point, otherQuantity, renamedChannels }: PointChange,
  edited: readonly EditedLimit[],
  out: Out,
): readonly string[] {
  const context = analysis.points.get(point);
  if (context === undefined || edited.length === 0) return [];
  const said = edited.flatMap((limit) => {
    const channel = renamedChannels.find(({ from }) => from === limit.channel)?.to ?? limit.channel;
    const { indicator, warning, alarm, edited: origin } = limit;
    const numbers = {
      ...(warning !== undefined && { warning }),
      ...(alarm !== undefined && { alarm }),
    };
    const ownUnit = indicatorFacts(indicator)?.unit === "signal";
    const reason =
      limitEditFault(context.point, { channel, indicator, limit: numbers }) ??
      (ownUnit && otherQuantity.includes(channel) ? "its unit is another now" : undefined);
    if (reason === undefined) return [];
    const why = "the plant file changed";
    analysis
      .chain(point)
      .editLimit({ channel, indicator, limit: null, who: "raceway", why }, origin.at);
    return `The limit of ${channel}/${indicator} set by ${origin.who} (${JSON.stringify(numbers)}) is set aside: ${reason}.`;
  });
  const rest = analysis.chain(point).edited();
  const topic = formatTopic({ class: "limits", ...parsePointPath(point) });
  out.publications.push({ topic, payload: JSON.stringify({ edited: rest }), retain: true });
  return said;
}

/** A point that is no more: what stands is ended and cleared, what it learnt is kept. */
function retire(
  { journal, now }: Work,
  { point, said }: PointChange,
  out: Out,
  states: ModelState[],
  { points }: PlantFacts,
): readonly string[] {
  const state = journal.modelState.get(point);
  const facts = points[point];
  if (state !== undefined && facts !== undefined)
    states.push({ key: `${RETIRED}${point}`, state: { facts, state } as unknown as SnapshotValue });
  addChange(out, point, said.join(" "), {
    latestTime: undefined,
    receivedAt: now,
    relearns: false,
  });
  clear(out, point, now, Object.keys(facts?.channels ?? {}));
  return said;
}

/** Ends what was said of a path, for whoever listens, then clears everything that was retained of it. */
function clear(out: Out, point: PointPath, now: Nanos, channels: readonly string[]): void {
  addEnd(out, point, now);
  clearTopics(out, topicsOfPoint(point));
  clearChannels(out, point, now, channels);
}

function clearChannels(out: Out, point: PointPath, now: Nanos, channels: readonly string[]): void {
  for (const channel of channels) {
    addSensorEnd(out, point, channel, now);
    clearTopics(out, topicsOfChannel(point, channel));
  }
}

function clearTopics(out: Out, topics: readonly string[]): void {
  for (const topic of topics) out.publications.push({ topic, payload: "", retain: true });
}

/** Verdicts that stand are said again under the new name; those on sensors of other names come with their next record. */
function moveRetained(journal: Journal, out: Out, change: PointChange): void {
  const { point: to, from = to } = change;
  const lost = lostChannels(change);
  for (const { topic, payload } of journal.retained.list()) {
    if (!`${topic}/`.includes(`/${from}/`) || lost.some((id) => topic.endsWith(`/sensor/${id}`)))
      continue;
    const text = Buffer.from(payload).toString();
    const moved = JSON.stringify(movedState(JSON.parse(text) as Json, from, to));
    const topicTo = `${topic}/`.replace(`/${from}/`, `/${to}/`).slice(0, -1);
    out.publications.push({ topic: topicTo, payload: moved, retain: true });
  }
}

function mapped<T, U>(map: ReadonlyMap<string, T>, of: (value: T) => U): Record<string, U> {
  return Object.fromEntries([...map].map(([key, value]) => [key, of(value)]));
}
