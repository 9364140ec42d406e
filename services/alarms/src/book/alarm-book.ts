import { isStorageFault } from "@raceway/journal/database";
import {
  ALARM_CONDITIONS,
  type Alarm,
  type AlarmAct,
  type AlarmCondition,
  DEFAULT_ALARM_RULES,
} from "@raceway/model/alarm";
import { alarmId, alarmSubjects, systemPoint } from "@raceway/model/alarm-subject";
import { type PointPath, parsePointPath } from "@raceway/model/identity";
import type { NewsKind } from "@raceway/model/notify-plan";
import { channelNames, type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import { isoOf, NANOS_PER_SECOND, type Nanos } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import type { Clock } from "@raceway/ports/clock";
import type { Standing } from "../journal/alarm-history.ts";
import type { AlarmJournal, StoredStep } from "../journal/alarm-journal.ts";
import { entryOf } from "../journal/journal-entry.ts";
import { isVisibleChange, newsOf } from "../notify/news.ts";
import type { NewsBody, NewsRow } from "../notify/news-outbox.ts";
import { type AlarmEvent, step } from "./alarm.ts";
import { conditionOf } from "./causes.ts";
import { consequences } from "./groups.ts";
import {
  type AlarmIdentity,
  type AlarmMemory,
  type Circumstances,
  movedBy,
  NORMAL,
} from "./memory.ts";
import type { Stops } from "./stops.ts";
import type { SystemFinding } from "./system-watch.ts";

/** Told of every change of what is published: the alarm as it is now, or undefined when it is closed. */
export type OnAlarm = (identity: AlarmIdentity, alarm: Alarm | undefined) => void;

/** Which messages are owed for a piece of news. */
export type Address = (news: NewsBody, now: Nanos) => readonly NewsRow[];

export interface BookParts {
  readonly plant: Plant;
  readonly journal: AlarmJournal;
  readonly clock: Clock;
  readonly stops: Stops;
  /** Absent: nobody is told beside the console. */
  readonly address?: Address;
  readonly onAlarm: OnAlarm;
}

/** An alarm that is covered although nothing is wrong: it has no message of its own. */
export interface CoveredAlarm extends Pick<AlarmIdentity, "id" | "point" | "condition" | "where"> {
  readonly shelved?: NonNullable<Alarm["shelved"]>;
  readonly outOfService?: NonNullable<Alarm["outOfService"]>;
}

/** A point that is going bad has new evidence with every record; people need it no faster. */
const EVIDENCE_INTERVAL = 5n * NANOS_PER_SECOND;

interface Entity {
  readonly identity: AlarmIdentity;
  /** Absent: Raceway itself. */
  readonly place?: PointContext;
  /** Of the machine: `line/machine`. */
  readonly group: string;
}

interface Change {
  readonly entity: Entity;
  readonly before: AlarmMemory;
  readonly after: AlarmMemory;
  readonly event: AlarmEvent;
}

export type AlarmBook = ReturnType<typeof createAlarmBook>;

/**
 * All alarms of a plant, each step of which is in the journal before anybody hears of it. Synchronous, so that two verdicts can never both find
 * an alarm closed and open it twice.
 */
export function createAlarmBook({ plant, journal, clock, stops, address, onAlarm }: BookParts) {
  const rules = plant.alarms ?? DEFAULT_ALARM_RULES;
  const entities = entitiesOf(plant);
  const machines = Map.groupBy(entities.values(), ({ group }) => group);
  const memories = journal.memories();
  /** When each alarm was last stored and published. */
  const told = new Map<string, Nanos>();
  /** Steps of Raceway's own alarms that could not be stored: that the disk is full is told although the disk is full. */
  let unsaved: readonly StoredStep[] = [];
  const memoryOf = (id: string) => memories.get(id) ?? NORMAL;

  return {
    /** @returns false when the plant has no such point. @throws when the journal cannot store it; then nothing has changed. */
    verdict(verdict: Verdict): boolean {
      const entity = entities.get(alarmId(verdict.point, conditionOf(verdict)));
      if (entity === undefined) return false;
      advance(entity, { type: "verdict", verdict });
      return true;
    },
    /** What is so with Raceway itself; the same again changes nothing. Told also while the journal cannot store it, and stored once it can. */
    system(finding: SystemFinding): void {
      const entity = entities.get(alarmId(systemPoint(plant.site, finding.about), "system"));
      if (entity !== undefined) advance(entity, { type: "verdict", verdict: finding });
    },
    /** @returns why it was not carried out. @throws when the journal cannot store it; then nothing has changed. */
    act(point: PointPath, condition: string, act: AlarmAct): string | undefined {
      const known = ALARM_CONDITIONS.find((name) => name === condition);
      const entity = known && entities.get(alarmId(point, known));
      if (entity === undefined) return `the plant has no ${point} with an alarm "${condition}"`;
      return advance(entity, { type: "act", act });
    },
    /** To be called every second or so: shelves end, waiting counts, stops begin and end. @throws when the journal cannot store it. */
    tick(): void {
      if (unsaved.length > 0) save([]);
      for (const [id, memory] of memories) {
        const entity = entities.get(id);
        const idle = memory.alarm === undefined && memory.shelved === undefined;
        if (entity !== undefined && !idle) advance(entity, { type: "time" });
      }
    },
    /**
     * The clock was set: what was reckoned by it moves along, so that nobody waits longer or is forgotten.
     *
     * @throws when the journal cannot store it; then nothing has changed.
     */
    clockSet(by: Nanos): void {
      const moved = [...memories].flatMap(([id, memory]) => {
        const after = movedBy(memory, by);
        return after === memory ? [] : [{ id, memory: after }];
      });
      journal.moveClock(millis(by), millis(clock.now()), moved);
      told.clear();
      for (const { id, memory } of moved) {
        const shown = memoryOf(id).alarm;
        memories.set(id, memory);
        const identity = entities.get(id)?.identity;
        if (identity !== undefined && memory.alarm !== shown) onAlarm(identity, memory.alarm);
      }
    },
    /** Every alarm that is open, with its identity. */
    open(): readonly { readonly identity: AlarmIdentity; readonly alarm: Alarm }[] {
      return [...entities.values()].flatMap(({ identity }) => {
        const { alarm } = memoryOf(identity.id);
        return alarm === undefined ? [] : [{ identity, alarm }];
      });
    },
    /** What is shelved or out of service without being open. */
    covered(): readonly CoveredAlarm[] {
      return [...entities.values()].flatMap(({ identity }) => {
        const { alarm, shelved, outOfService } = memoryOf(identity.id);
        if (alarm !== undefined || (shelved === undefined && outOfService === undefined)) return [];
        return {
          ...identity,
          ...(shelved !== undefined && { shelved }),
          ...(outOfService !== undefined && { outOfService }),
        };
      });
    },
    /** What is remembered of an alarm. */
    memory: memoryOf,
    isOpen(point: PointPath, condition: string): boolean {
      const id = alarmId(point, condition as AlarmCondition);
      // What the plant file lacks by now is nobody's business any more, whatever is remembered of it.
      return entities.has(id) && memoryOf(id).alarm !== undefined;
    },
  };

  function advance(entity: Entity, event: AlarmEvent): string | undefined {
    const { id } = entity.identity;
    const before = memoryOf(id);
    const { memory: after, refused } = step(before, entity.identity, event, circumstances(entity));
    if (after === before) return refused;
    const visible = isVisibleChange(before, after);
    const change = { entity, before, after, event };
    if (event.type === "act" || visible || isDue(id, after)) commit(change, visible);
    else memories.set(id, after);
    return refused;
  }

  function circumstances({ identity, place }: Entity): Circumstances {
    const now = clock.now();
    const stop = place && stops.stopOf(place, identity.condition, now);
    return {
      ...{ now: isoOf(now), rules },
      ...(place && { channelNames: channelNames(place.point) }),
      ...(stop !== undefined && { stop }),
    };
  }

  /** Stores a step, and what it means for the alarms beside it on the machine, before it counts and before anybody hears of it. */
  function commit(change: Change, visible: boolean): void {
    const now = clock.now();
    const { entity, before, after } = change;
    const updates = new Map([[entity.identity.id, after]]);
    if (visible) regroup(entity, updates);
    const steps: StoredStep[] = [...updates].map(([id, memory]) => ({ id, memory }));
    const news = newsOf(before, after);
    const own = updates.get(entity.identity.id) ?? after;
    steps[0] = { ...storedStep({ ...change, after: own }, news, now), id: entity.identity.id };
    try {
      save(steps);
    } catch (error) {
      if (entity.place !== undefined || !isStorageFault(error)) throw error;
      unsaved = [...unsaved, ...steps];
    }
    for (const [id, memory] of updates) {
      told.set(id, now);
      memories.set(id, memory);
    }
    for (const [id, memory] of updates) {
      const identity = entities.get(id)?.identity;
      if (identity !== undefined) onAlarm(identity, memory.alarm);
    }
  }

  function save(steps: readonly StoredStep[]): void {
    journal.save([...unsaved, ...steps]);
    unsaved = [];
  }

  function storedStep(change: Change, news: NewsKind | undefined, now: Nanos): StoredStep {
    const { entity, before, after, event } = change;
    const { id } = entity.identity;
    const entry = entryOf(id, { before, after, event, at: isoOf(now) });
    // What closed takes its last look with it.
    const alarm = after.alarm ?? before.alarm;
    const standing = alarm && standingOf(change, alarm, isoOf(now));
    const base = { id, memory: after, ...(entry && { entry }), ...(standing && { standing }) };
    if (news === undefined || alarm === undefined) return base;
    const { priority = "low" } = alarm;
    return {
      ...base,
      announcement: { at: Number(now / 1_000_000n), alarm: id, news, priority },
      owed: address?.({ news, at: isoOf(now), alarm }, now) ?? [],
    };
  }

  /** Brings up to date which alarm of the machine explains which others. */
  function regroup({ group }: Entity, updates: Map<string, AlarmMemory>): void {
    const ids = (machines.get(group) ?? []).map(({ identity }) => identity.id);
    const current = (id: string) => updates.get(id) ?? memoryOf(id);
    const links = consequences(ids.flatMap((id) => current(id).alarm ?? []));
    for (const id of ids) {
      const memory = current(id);
      if (memory.alarm === undefined || memory.alarm.consequenceOf === links.get(id)) continue;
      const { consequenceOf: _, ...alarm } = memory.alarm;
      const root = links.get(id);
      const linked = root === undefined ? alarm : { ...alarm, consequenceOf: root };
      updates.set(id, { ...memory, alarm: linked });
    }
  }

  /** Whether newer evidence of an open alarm has waited long enough. Until then a crash loses it, and the retained verdicts bring it again. */
  function isDue(id: string, { alarm }: AlarmMemory): boolean {
    const last = told.get(id);
    if (alarm === undefined) return false;
    const waited = last === undefined ? EVIDENCE_INTERVAL : clock.now() - last;
    // A clock that was set back must not hold news back.
    return waited >= EVIDENCE_INTERVAL || waited < 0n;
  }
}

/** How the occurrence of `alarm` stands after a change; who acknowledged it last is known of the act alone. */
function standingOf({ after, event }: Change, alarm: Alarm, at: string): Standing {
  const isAcknowledged = event.type === "act" && event.act.act === "acknowledge";
  return {
    alarm,
    ...(isAcknowledged && { acknowledged: { who: event.act.who, at } }),
    ...(after.alarm === undefined && { closed: at }),
  };
}

function millis(nanos: Nanos): number {
  return Number(nanos / 1_000_000n);
}

function entitiesOf(plant: Plant): ReadonlyMap<string, Entity> {
  const points = pointsOf(plant);
  const entities = new Map<string, Entity>();
  for (const [id, identity] of alarmSubjects(plant)) {
    const place = points.get(identity.point);
    const { line, machine } = parsePointPath(identity.point);
    entities.set(id, { identity, group: `${line}/${machine}`, ...(place && { place }) });
  }
  return entities;
}
