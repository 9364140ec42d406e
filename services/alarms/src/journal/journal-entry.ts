import type { Json } from "@raceway/model/json";
import type { AlarmEvent } from "../book/alarm.ts";
import { type AlarmMemory, stateWords } from "../book/memory.ts";
import type { JournalEntry } from "./alarm-journal.ts";

interface Happening {
  readonly before: AlarmMemory;
  readonly after: AlarmMemory;
  readonly event: AlarmEvent;
  readonly at: string;
}

/** A line for the journal; none for a verdict or passing time that changes nothing people act on, of which there may be thousands. */
export function entryOf(
  alarm: string,
  { before, after, event, at }: Happening,
): JournalEntry | undefined {
  const states = { before: stateWords(before), after: stateWords(after) };
  const base = { at, alarm, occurrence: after.occurrence, ...states };
  if (event.type === "act")
    return { ...base, who: event.act.who, act: event.act.act, detail: { ...event.act } };
  const changes = changesOf(before, after);
  if (states.before === states.after && changes.length === 0) return undefined;
  if (event.type === "time")
    return {
      ...base,
      who: "raceway",
      act: changes.join(", ") || "time",
      detail: { priority: after.alarm?.priority ?? null, was: before.alarm?.priority ?? null },
    };
  return { ...base, who: "raceway", act: event.verdict.kind, detail: plainJson(event.verdict) };
}

/** What time or a verdict did beside the state itself, in words. */
function changesOf(before: AlarmMemory, after: AlarmMemory): string[] {
  const was = before.alarm;
  const now = after.alarm;
  const changes: string[] = [];
  if (before.shelved !== undefined && after.shelved === undefined) changes.push("shelf ended");
  if (was === undefined || now === undefined) return changes;
  if (was.suppressed === undefined && now.suppressed !== undefined) changes.push("suppressed");
  if (was.suppressed !== undefined && now.suppressed === undefined)
    changes.push("suppression ended");
  if ((now.escalation ?? 0) > (was.escalation ?? 0)) changes.push("escalated");
  else if (was.priority !== undefined && was.priority !== now.priority)
    changes.push(`priority ${now.priority}`);
  return changes;
}

function plainJson(value: object): Json {
  return JSON.parse(JSON.stringify(value));
}
