import type { Alarm } from "@raceway/model/alarm";
import { isCovered } from "@raceway/model/alarm";
import type { NewsKind } from "@raceway/model/notify-plan";
import { isActive } from "../book/life-cycle.ts";
import { type AlarmMemory, calls, stateOf } from "../book/memory.ts";
import { rank } from "../book/priority.ts";

/** What a step means to people who are told of alarms; undefined: nothing. At most one: the weightiest. */
export function newsOf(before: AlarmMemory, after: AlarmMemory): NewsKind | undefined {
  if (isGiven(before, after)) return isHidden(after) ? undefined : "assigned";
  if (calls(after)) {
    if (calls(before))
      return isHigher(before.alarm, after.alarm) ? "escalated" : named(before, after);
    // An acknowledged alarm calls again only when it got worse.
    return stateOf(before) === "acknowledged" && !isHidden(before) ? "escalated" : "raised";
  }
  if (isHidden(before) || before.seen === undefined) return undefined;
  const over = isActive(stateOf(before)) && !isActive(stateOf(after));
  return over ? "returned" : isHidden(after) ? undefined : named(before, after);
}

/** Whose it is changed, and another said so: whoever takes an alarm knows it. */
function isGiven(before: AlarmMemory, after: AlarmMemory): boolean {
  const [was, is] = [before.alarm?.assigned, after.alarm?.assigned];
  return is !== undefined && is.to !== was?.to && is.to !== is.who;
}

function isHidden({ alarm }: AlarmMemory): boolean {
  return alarm !== undefined && isCovered(alarm);
}

function isHigher(before: Alarm | undefined, after: Alarm | undefined): boolean {
  return (
    rank(after?.priority) > rank(before?.priority) ||
    (after?.escalation ?? 0) > (before?.escalation ?? 0)
  );
}

/** A diagnosis gave a machine's trouble its name, or another one. */
function named(before: AlarmMemory, after: AlarmMemory): NewsKind | undefined {
  const was = before.alarm;
  const now = after.alarm;
  const news =
    was !== undefined &&
    now?.occurrence === was.occurrence &&
    now.condition === "machine" &&
    now.fault !== undefined &&
    now.fault !== "unnamed" &&
    now.fault !== was.fault;
  return news ? "named" : undefined;
}

/** Whether an alarm differs in what people see or act on: everything but newer numbers in the evidence. */
export function isVisibleChange(before: AlarmMemory, after: AlarmMemory): boolean {
  return before !== after && visible(before) !== visible(after);
}

function visible({ alarm, shelved, outOfService }: AlarmMemory): string {
  const { evidence: _1, advice: _2, translations: _3, ...rest } = alarm ?? {};
  return JSON.stringify({ ...rest, shelved, outOfService });
}
