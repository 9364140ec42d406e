import { ALARM_PRIORITIES, type AlarmPriority } from "@raceway/model/alarm";
import { nanosOfIso } from "@raceway/model/time";
import { severityOf } from "./causes.ts";
import { isActive } from "./life-cycle.ts";
import { type AlarmMemory, type Circumstances, calls, stateOf } from "./memory.ts";

/** A bearing that is forecast to last less than a day does not wait for the next planned stop. */
const SHORT_LIFE_SECONDS = 86_400;

/** Times that waiting is told; the priority rises the first time only: time does not make a small trouble a large one. */
const MOST_ESCALATIONS = 2;

/**
 * Brings priority and escalation up to date. A worse trouble counts at once, a lesser one only after it has lasted for `deescalateMinutes`, so
 * that a value that swings about its limit does not move the alarm up and down the list.
 */
export function prioritise(memory: AlarmMemory, circumstances: Circumstances): AlarmMemory {
  return ease(wait(memory, circumstances), circumstances);
}

/** Counts how long nobody has come. */
function wait(memory: AlarmMemory, { now, rules }: Circumstances): AlarmMemory {
  const { alarm, waitingSince, ...rest } = memory;
  if (alarm === undefined) return memory;
  if (!calls(memory)) {
    if (waitingSince === undefined && alarm.escalation === undefined) return memory;
    const { escalation: _, ...calm } = alarm;
    return { ...rest, alarm: calm };
  }
  if (waitingSince === undefined) return { ...memory, waitingSince: now };
  if (rules.escalateMinutes === 0) return memory;
  const periods = Math.floor(minutesBetween(waitingSince, now) / rules.escalateMinutes);
  const escalation = Math.min(periods, MOST_ESCALATIONS);
  return escalation > (alarm.escalation ?? 0)
    ? { ...memory, alarm: { ...alarm, escalation } }
    : memory;
}

function ease(memory: AlarmMemory, { now, rules }: Circumstances): AlarmMemory {
  const { alarm, lesserSince, ...rest } = memory;
  if (alarm === undefined) return memory;
  const wanted = wantedPriority(memory);
  if (alarm.priority === undefined || rank(wanted) > rank(alarm.priority))
    return { ...rest, alarm: { ...alarm, priority: wanted } };
  if (wanted === alarm.priority) return lesserSince === undefined ? memory : { ...rest, alarm };
  if (lesserSince === undefined) return { ...memory, lesserSince: now };
  if (minutesBetween(lesserSince, now) < rules.deescalateMinutes) return memory;
  return { ...rest, alarm: { ...alarm, priority: wanted } };
}

/** Severity, remaining life, and once a step for waiting; a trouble that is over is low. */
function wantedPriority(memory: AlarmMemory): AlarmPriority {
  const { alarm, causes } = memory;
  if (alarm === undefined || !isActive(stateOf(memory))) return "low";
  const waited = alarm.escalation === undefined ? 0 : 1;
  if (alarm.condition === "system") return "high";
  if (alarm.condition === "sensor") return priorityAt(waited);
  const severe = severityOf(causes) === "alarm" ? 1 : 0;
  const short = Object.values(causes.active).some(
    (cause) =>
      cause.kind === "prognosis" &&
      cause.trend === "rising" &&
      cause.rulSeconds < SHORT_LIFE_SECONDS,
  );
  return priorityAt(severe + (short ? 1 : 0) + waited);
}

function priorityAt(steps: number): AlarmPriority {
  return ALARM_PRIORITIES[Math.min(steps, ALARM_PRIORITIES.length - 1)] ?? "high";
}

/** 0 for low. */
export function rank(priority: AlarmPriority | undefined): number {
  return priority === undefined ? 0 : ALARM_PRIORITIES.indexOf(priority);
}

function minutesBetween(from: string, to: string): number {
  return Number((nanosOfIso(to) ?? 0n) - (nanosOfIso(from) ?? 0n)) / 60e9;
}
