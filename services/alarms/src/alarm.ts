import type { Alarm, AlarmAct, AlarmState } from "@raceway/model/alarm";
import type { Verdict } from "@raceway/model/verdict";
import { applyVerdict, type Causes, NO_CAUSES, severityOf } from "./causes.ts";
import { isActive, nextState } from "./life-cycle.ts";
import { summarise } from "./summary.ts";

/** All that is remembered of one (point, condition). Plain JSON. */
export interface AlarmMemory {
  readonly causes: Causes;
  /** Openings so far. */
  readonly occurrence: number;
  /** Absent: normal. */
  readonly alarm?: Alarm;
  /** Worst severity that somebody has acknowledged in this occurrence. */
  readonly accepted?: Alarm["severity"];
}

export const NORMAL: AlarmMemory = { causes: NO_CAUSES, occurrence: 0 };

/** Which alarm it is, from the plant. */
export type AlarmIdentity = Pick<Alarm, "id" | "point" | "condition" | "where">;

export type AlarmEvent =
  | { readonly type: "verdict"; readonly verdict: Verdict }
  | { readonly type: "act"; readonly act: AlarmAct; readonly at: string };

/** What came of an event: the same memory when nothing did. */
export interface Outcome {
  readonly memory: AlarmMemory;
  /** Why an act was not carried out. */
  readonly refused?: string;
}

/** Comments that travel with the alarm; older ones are in the journal. */
const COMMENTS_KEPT = 20;

/** The state of an alarm, `normal` when there is none. */
export function stateOf(memory: AlarmMemory): AlarmState {
  return memory.alarm?.state ?? "normal";
}

/**
 * One step of the alarm of one (point, condition). Pure: the same events give the same alarm, and since the memory is one value there can
 * never be two open alarms for the same trouble.
 */
export function step(memory: AlarmMemory, identity: AlarmIdentity, event: AlarmEvent): Outcome {
  return event.type === "verdict"
    ? { memory: onVerdict(memory, identity, event.verdict) }
    : onAct(memory, event.act, event.at);
}

function onVerdict(memory: AlarmMemory, identity: AlarmIdentity, verdict: Verdict): AlarmMemory {
  const causes = applyVerdict(memory.causes, verdict);
  if (causes === memory.causes) return memory;
  const severity = severityOf(causes);
  const active = isActive(stateOf(memory));
  if (severity !== undefined && !active)
    return raise({ ...memory, causes }, identity, verdict.time);
  if (severity !== undefined) return update({ ...memory, causes }, severity);
  return active ? giveBack({ ...memory, causes }, verdict.time) : { ...memory, causes };
}

/** Opens an alarm, or takes up again one that returned but nobody has seen. */
function raise(memory: AlarmMemory, identity: AlarmIdentity, time: string): AlarmMemory {
  const { alarm: before, causes } = memory;
  const occurrence = before === undefined ? memory.occurrence + 1 : memory.occurrence;
  const alarm: Alarm = {
    ...identity,
    occurrence,
    state: "unacknowledged",
    severity: severityOf(causes) ?? "warning",
    ...summarise(causes),
    since: before?.since ?? time,
    comments: before?.comments ?? [],
  };
  return { causes, occurrence, alarm };
}

/** Carries over what the causes now say; a trouble worse than accepted asks for a person again. */
function update(memory: AlarmMemory, severity: Alarm["severity"]): AlarmMemory {
  const { alarm: before, accepted } = memory;
  if (before === undefined) return memory;
  const worse = severity === "alarm" && accepted === "warning";
  const state = worse ? nextState(before.state, "worsen") : before.state;
  const { fault: _fault, acknowledged, ...rest } = before;
  const alarm: Alarm = {
    ...rest,
    ...(acknowledged !== undefined && state === "acknowledged" && { acknowledged }),
    state: state === "normal" ? before.state : state,
    severity,
    ...summarise(memory.causes),
  };
  return { ...memory, alarm };
}

/** The trouble is over: closes an acknowledged alarm, keeps an unseen one for somebody to see. */
function giveBack(memory: AlarmMemory, time: string): AlarmMemory {
  const { alarm, causes, occurrence } = memory;
  if (alarm === undefined) return memory;
  const state = nextState(alarm.state, "return");
  if (state === "normal") return { causes, occurrence };
  return { ...memory, alarm: { ...alarm, state, returned: time } };
}

function onAct(memory: AlarmMemory, act: AlarmAct, at: string): Outcome {
  const { alarm } = memory;
  if (alarm === undefined) return { memory, refused: "the alarm is not open any more" };
  if (act.occurrence !== undefined && act.occurrence !== alarm.occurrence)
    return {
      memory,
      refused: `occurrence ${act.occurrence} was meant, but ${alarm.occurrence} is open`,
    };
  const commented = act.comment === undefined ? alarm : withComment(alarm, act, act.comment, at);
  if (act.act === "acknowledge") return { memory: acknowledge(memory, commented, act.who, at) };
  if (act.comment === undefined) return { memory, refused: "a comment needs a text" };
  return { memory: { ...memory, alarm: commented } };
}

function withComment(alarm: Alarm, act: AlarmAct, text: string, at: string): Alarm {
  const comments = [...alarm.comments, { who: act.who, at, text }].slice(-COMMENTS_KEPT);
  return { ...alarm, comments };
}

function acknowledge(memory: AlarmMemory, alarm: Alarm, who: string, at: string): AlarmMemory {
  const state = nextState(alarm.state, "acknowledge");
  if (state === "normal") return { causes: memory.causes, occurrence: memory.occurrence };
  if (state === alarm.state) return { ...memory, alarm };
  return {
    ...memory,
    alarm: { ...alarm, state, acknowledged: { who, at } },
    accepted: alarm.severity,
  };
}
