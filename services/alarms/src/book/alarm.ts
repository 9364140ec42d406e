import type { Alarm, AlarmAct } from "@raceway/model/alarm";
import { carryOut } from "./acts.ts";
import { applyVerdict, type Cause, severityOf } from "./causes.ts";
import { cover } from "./cover.ts";
import { isActive, nextState } from "./life-cycle.ts";
import {
  type AlarmIdentity,
  type AlarmMemory,
  type Circumstances,
  closed,
  publishedState,
  stateOf,
} from "./memory.ts";
import { prioritise } from "./priority.ts";
import { summarise } from "./summary.ts";

/** What can happen to an alarm; `time`: nothing but that time has passed. */
export type AlarmEvent =
  | { readonly type: "verdict"; readonly verdict: Cause }
  | { readonly type: "act"; readonly act: AlarmAct }
  | { readonly type: "time" };

/** What came of an event: the same memory when nothing did. */
export interface Outcome {
  readonly memory: AlarmMemory;
  /** Why an act was not carried out. */
  readonly refused?: string;
}

/**
 * One step of the alarm of one (point, condition). Pure: the same events in the same circumstances give the same alarm, and since the memory
 * is one value there can never be two open alarms for the same trouble.
 */
export function step(
  memory: AlarmMemory,
  identity: AlarmIdentity,
  event: AlarmEvent,
  circumstances: Circumstances,
): Outcome {
  const outcome = happen(memory, identity, event, circumstances);
  return { ...outcome, memory: prioritise(cover(outcome.memory, circumstances), circumstances) };
}

function happen(
  memory: AlarmMemory,
  identity: AlarmIdentity,
  event: AlarmEvent,
  { now, rules, channelNames }: Circumstances,
): Outcome {
  switch (event.type) {
    case "verdict":
      return { memory: onVerdict(memory, identity, event.verdict, { ...rules, channelNames }) };
    case "act":
      return carryOut(memory, event.act, now);
    case "time":
      return { memory };
  }
}

interface Names {
  readonly channelNames?: Readonly<Record<string, string>> | undefined;
}

function onVerdict(
  memory: AlarmMemory,
  identity: AlarmIdentity,
  verdict: Cause,
  { latch, channelNames = {} }: { readonly latch: boolean } & Names,
): AlarmMemory {
  const causes = applyVerdict(memory.causes, verdict);
  if (causes === memory.causes) return memory;
  const severity = severityOf(causes);
  const active = isActive(stateOf(memory));
  if (severity !== undefined && !active)
    return raise({ ...memory, causes }, identity, verdict.time, channelNames);
  if (severity !== undefined) return update({ ...memory, causes }, severity, channelNames);
  return active ? giveBack({ ...memory, causes }, verdict.time, latch) : { ...memory, causes };
}

/** Opens an alarm, or takes up again one that returned but nobody has seen. */
function raise(
  memory: AlarmMemory,
  identity: AlarmIdentity,
  time: string,
  names: Readonly<Record<string, string>>,
): AlarmMemory {
  const { alarm: before, causes, seen } = memory;
  const occurrence = before === undefined ? memory.occurrence + 1 : memory.occurrence;
  const alarm: Alarm = {
    ...identity,
    occurrence,
    state: "unacknowledged",
    severity: severityOf(causes) ?? "warning",
    ...summarise(causes, names),
    since: before?.since ?? time,
    comments: before?.comments ?? [],
    ...(before?.assigned !== undefined && { assigned: before.assigned }),
    ...(before?.priority !== undefined && { priority: before.priority }),
  };
  const severe = alarm.severity === "alarm" || (before !== undefined && memory.severe);
  return {
    ...closed(memory),
    occurrence,
    alarm,
    ...(severe && { severe }),
    ...(before !== undefined && seen !== undefined && { seen }),
  };
}

/** Carries over what the causes now say; a trouble worse than accepted asks for a person again. */
function update(
  memory: AlarmMemory,
  severity: Alarm["severity"],
  names: Readonly<Record<string, string>>,
): AlarmMemory {
  const { alarm: before, accepted } = memory;
  if (before === undefined) return memory;
  const worse = severity === "alarm" && accepted === "warning";
  const state = worse ? nextState(before.state, "worsen") : before.state;
  const { fault: _fault, acknowledged, ...rest } = before;
  const alarm: Alarm = {
    ...rest,
    ...(acknowledged !== undefined && state === "acknowledged" && { acknowledged }),
    state: state === "acknowledged" ? "acknowledged" : "unacknowledged",
    severity,
    ...summarise(memory.causes, names),
  };
  return { ...memory, alarm, ...(severity === "alarm" && { severe: true }) };
}

/** The trouble is over: closes an acknowledged alarm, keeps an unseen one for somebody to see and a latched one for somebody to reset. */
function giveBack(memory: AlarmMemory, time: string, latch: boolean): AlarmMemory {
  const { alarm } = memory;
  if (alarm === undefined) return memory;
  const latches = latch && alarm.condition === "machine" && memory.severe === true;
  const state = nextState(alarm.state, latches ? "latch" : "return");
  if (state === "normal") return closed(memory);
  return { ...memory, alarm: { ...alarm, ...publishedState(state), returned: time } };
}
