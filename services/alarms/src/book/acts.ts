import {
  type Alarm,
  type AlarmAct,
  type AlarmAssignment,
  type AlarmMark,
  LONGEST_SHELF_MINUTES,
  needsOpenAlarm,
} from "@raceway/model/alarm";
import { isoOf, nanosOfIso } from "@raceway/model/time";
import { nextState } from "./life-cycle.ts";
import { type AlarmMemory, closed, publishedState, stateOf } from "./memory.ts";

/** What came of an act: the same memory when it was not carried out, and why. */
export interface ActOutcome {
  readonly memory: AlarmMemory;
  readonly refused?: string;
}

/** Comments that travel with the alarm; older ones are in the journal. */
const COMMENTS_KEPT = 20;

/** Carries out what a person did. @param now the service's clock, ISO 8601. */
export function carryOut(memory: AlarmMemory, act: AlarmAct, now: string): ActOutcome {
  const refuse = (refused: string): ActOutcome => ({ memory, refused });
  const { alarm } = memory;
  const missed = missedReason(alarm, act);
  if (missed !== undefined) return refuse(missed);
  const mark: AlarmMark = { who: act.who, at: now };
  switch (act.act) {
    case "shelve":
      return shelve(memory, act, mark);
    case "unshelve":
      return memory.shelved === undefined
        ? refuse("the alarm is not shelved")
        : { memory: withComment(without(memory, "shelved"), act, mark) };
    case "take-out-of-service":
      if (act.comment === undefined) return refuse("taking out of service needs a reason");
      return { memory: { ...memory, outOfService: { ...mark, reason: act.comment } } };
    case "return-to-service":
      return memory.outOfService === undefined
        ? refuse("the alarm is in service")
        : { memory: withComment(without(memory, "outOfService"), act, mark) };
    case "acknowledge":
      return { memory: acknowledge(withComment(memory, act, mark), mark) };
    case "assign":
      return act.to === undefined
        ? refuse("assigning needs a person")
        : { memory: assign(withComment(memory, act, mark), { ...mark, to: act.to }) };
    case "unassign":
      return alarm?.assigned === undefined
        ? refuse("the alarm is nobody's")
        : { memory: assign(withComment(memory, act, mark), undefined) };
    case "reset":
      return alarm?.latched === undefined
        ? refuse("the alarm is not latched: it ends by itself when the trouble is over")
        : { memory: reset(withComment(memory, act, mark)) };
    case "comment":
      return act.comment === undefined
        ? refuse("a comment needs a text")
        : { memory: withComment(memory, act, mark) };
  }
}

/** Why an act does not apply to what is open now. */
function missedReason(alarm: Alarm | undefined, act: AlarmAct): string | undefined {
  const needsAlarm = needsOpenAlarm(act.act);
  if (alarm === undefined)
    return needsAlarm || act.occurrence !== undefined
      ? "the alarm is not open any more"
      : undefined;
  return act.occurrence !== undefined && act.occurrence !== alarm.occurrence
    ? `occurrence ${act.occurrence} was meant, but ${alarm.occurrence} is open`
    : undefined;
}

function shelve(memory: AlarmMemory, act: AlarmAct, mark: AlarmMark): ActOutcome {
  const { minutes, comment: reason } = act;
  if (reason === undefined) return { memory, refused: "shelving needs a reason" };
  if (minutes === undefined || !(minutes > 0 && minutes <= LONGEST_SHELF_MINUTES))
    return { memory, refused: `shelving needs minutes, from 1 to ${LONGEST_SHELF_MINUTES}` };
  const until = isoOf(
    (nanosOfIso(mark.at) ?? 0n) + BigInt(Math.round(minutes * 60e3)) * 1_000_000n,
  );
  return { memory: { ...memory, shelved: { ...mark, until, reason } } };
}

function without(memory: AlarmMemory, cover: "shelved" | "outOfService"): AlarmMemory {
  const { [cover]: _, ...rest } = memory;
  return rest;
}

function withComment(memory: AlarmMemory, { comment }: AlarmAct, mark: AlarmMark): AlarmMemory {
  const { alarm } = memory;
  if (alarm === undefined || comment === undefined) return memory;
  const comments = [...alarm.comments, { ...mark, text: comment }].slice(-COMMENTS_KEPT);
  return { ...memory, alarm: { ...alarm, comments } };
}

function acknowledge(memory: AlarmMemory, mark: AlarmMark): AlarmMemory {
  const { alarm } = memory;
  const before = stateOf(memory);
  const state = nextState(before, "acknowledge");
  if (state === "normal") return closed(memory);
  if (alarm === undefined || state === before) return memory;
  return {
    ...memory,
    alarm: { ...alarm, ...publishedState(state), acknowledged: mark },
    accepted: alarm.severity,
  };
}

function assign(memory: AlarmMemory, to: AlarmAssignment | undefined): AlarmMemory {
  if (memory.alarm === undefined) return memory;
  const { assigned: _, ...alarm } = memory.alarm;
  return { ...memory, alarm: { ...alarm, ...(to !== undefined && { assigned: to }) } };
}

function reset(memory: AlarmMemory): AlarmMemory {
  const { alarm } = memory;
  const state = nextState(stateOf(memory), "reset");
  if (state === "normal") return closed(memory);
  if (alarm === undefined) return memory;
  const { latched: _, ...rest } = alarm;
  return { ...memory, alarm: { ...rest, ...publishedState(state) } };
}
