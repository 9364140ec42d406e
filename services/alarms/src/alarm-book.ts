import {
  ALARM_CONDITIONS,
  type Alarm,
  type AlarmAct,
  type AlarmCondition,
} from "@raceway/model/alarm";
import { type PointPath, parsePointPath } from "@raceway/model/identity";
import { type Plant, pointsOf } from "@raceway/model/plant";
import { isoOf, NANOS_PER_SECOND, type Nanos } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import type { Clock } from "@raceway/ports/clock";
import {
  type AlarmEvent,
  type AlarmIdentity,
  type AlarmMemory,
  NORMAL,
  stateOf,
  step,
} from "./alarm.ts";
import type { AlarmJournal, JournalEntry } from "./alarm-journal.ts";
import { conditionOf } from "./causes.ts";

/** Told of every change of what is published: the alarm as it is now, or undefined when it is closed. */
export type OnAlarm = (identity: AlarmIdentity, alarm: Alarm | undefined) => void;

/** A point that is going bad has new evidence with every record; people need it no faster. */
const EVIDENCE_INTERVAL = 5n * NANOS_PER_SECOND;

export type AlarmBook = ReturnType<typeof createAlarmBook>;

/**
 * All alarms of a plant, each step of which is in the journal before anybody hears of it. Synchronous, so that two verdicts can never both find
 * an alarm closed and open it twice.
 */
export function createAlarmBook(
  plant: Plant,
  journal: AlarmJournal,
  clock: Clock,
  onAlarm: OnAlarm,
) {
  const identities = identitiesOf(plant);
  const memories = journal.memories();
  /** When each alarm was last stored and published. */
  const told = new Map<string, Nanos>();
  const now = () => isoOf(clock.now());

  return {
    /** @returns false when the plant has no such point. @throws when the journal cannot store it; then nothing has changed. */
    verdict(verdict: Verdict): boolean {
      const identity = identities.get(alarmId(verdict.point, conditionOf(verdict)));
      if (identity === undefined) return false;
      advance(identity, { type: "verdict", verdict });
      return true;
    },
    /** @returns why it was not carried out. @throws when the journal cannot store it; then nothing has changed. */
    act(point: PointPath, condition: string, act: AlarmAct): string | undefined {
      const known = ALARM_CONDITIONS.find((name) => name === condition);
      const identity = known && identities.get(alarmId(point, known));
      if (identity === undefined) return `the plant has no ${point} with an alarm "${condition}"`;
      return advance(identity, { type: "act", act, at: now() });
    },
    /** Every alarm that is open, with its identity. */
    open(): readonly { readonly identity: AlarmIdentity; readonly alarm: Alarm }[] {
      return [...identities.values()].flatMap((identity) => {
        const alarm = memories.get(identity.id)?.alarm;
        return alarm === undefined ? [] : [{ identity, alarm }];
      });
    },
    isOpen(point: PointPath, condition: string): boolean {
      return ALARM_CONDITIONS.some(
        (name) => name === condition && memories.get(alarmId(point, name))?.alarm !== undefined,
      );
    },
  };

  function advance(identity: AlarmIdentity, event: AlarmEvent): string | undefined {
    const before = memories.get(identity.id) ?? NORMAL;
    const { memory, refused } = step(before, identity, event);
    if (memory === before) return refused;
    if (event.type === "act" || isNews(before.alarm, memory.alarm) || isDue(identity, memory)) {
      journal.save(identity.id, memory, entryOf(identity, before, memory, event, now()));
      told.set(identity.id, clock.now());
      memories.set(identity.id, memory);
      onAlarm(identity, memory.alarm);
    } else memories.set(identity.id, memory);
    return refused;
  }

  /** Whether newer evidence of an open alarm has waited long enough. Until then a crash loses it, and the retained verdicts bring it again. */
  function isDue({ id }: AlarmIdentity, { alarm }: AlarmMemory): boolean {
    const last = told.get(id);
    if (alarm === undefined) return false;
    const waited = last === undefined ? EVIDENCE_INTERVAL : clock.now() - last;
    // A clock that was set back must not hold news back.
    return waited >= EVIDENCE_INTERVAL || waited < 0n;
  }
}

/** Whether an alarm differs in what people act on: everything but newer numbers in the evidence. */
function isNews(before: Alarm | undefined, after: Alarm | undefined): boolean {
  return (
    before?.state !== after?.state ||
    before?.severity !== after?.severity ||
    before?.title !== after?.title ||
    before?.occurrence !== after?.occurrence
  );
}

/** The id of the alarm of a point and condition: `line.machine.point.condition`. */
export function alarmId(path: PointPath, condition: AlarmCondition): string {
  const { line, machine, point } = parsePointPath(path);
  return `${line}.${machine}.${point}.${condition}`;
}

function identitiesOf(plant: Plant): ReadonlyMap<string, AlarmIdentity> {
  const identities = new Map<string, AlarmIdentity>();
  for (const [path, { line, machine, point }] of pointsOf(plant))
    for (const condition of ALARM_CONDITIONS) {
      const where = { line: line.name, machine: machine.name, point: point.name };
      const id = alarmId(path, condition);
      identities.set(id, { id, point: path, condition, where });
    }
  return identities;
}

/** A line for the journal; none for a verdict that leaves the state, of which there may be thousands. */
function entryOf(
  identity: AlarmIdentity,
  before: AlarmMemory,
  after: AlarmMemory,
  event: AlarmEvent,
  at: string,
): JournalEntry | undefined {
  const states = { before: stateOf(before), after: stateOf(after) };
  const base = { at, alarm: identity.id, occurrence: after.occurrence, ...states };
  if (event.type === "act")
    return { ...base, who: event.act.who, act: event.act.act, detail: { ...event.act } };
  if (states.before === states.after) return undefined;
  const detail = JSON.parse(JSON.stringify(event.verdict));
  return { ...base, who: "raceway", act: event.verdict.kind, detail };
}
