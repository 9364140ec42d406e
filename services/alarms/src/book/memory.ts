import {
  type Alarm,
  type AlarmOutage,
  type AlarmRules,
  type AlarmShelf,
  type AlarmSuppression,
  isCovered,
} from "@raceway/model/alarm";
import type { AlarmSubject } from "@raceway/model/alarm-subject";
import { isoOf, type Nanos, nanosOfIso } from "@raceway/model/time";
import { type Causes, NO_CAUSES } from "./causes.ts";
import type { LifeState } from "./life-cycle.ts";

/** All that is remembered of one (point, condition). Plain JSON. Times are by the service's clock, ISO 8601. */
export interface AlarmMemory {
  readonly causes: Causes;
  /** Openings so far. */
  readonly occurrence: number;
  /** Absent: normal. */
  readonly alarm?: Alarm;
  /** Worst severity that somebody has acknowledged in this occurrence. */
  readonly accepted?: Alarm["severity"];
  /** Present once this occurrence was of severity `alarm`. */
  readonly severe?: true;
  /** Present once people could see this occurrence: from then on it closes by their acknowledgement only. */
  readonly seen?: true;
  /** Lie over the alarm and outlast it. */
  readonly shelved?: AlarmShelf;
  readonly outOfService?: AlarmOutage;
  /** Since when an unacknowledged alarm that is not covered waits. */
  readonly waitingSince?: string;
  /** Since when the trouble has been less than the priority says. */
  readonly lesserSince?: string;
}

export const NORMAL: AlarmMemory = { causes: NO_CAUSES, occurrence: 0 };

/** Which alarm it is, from the plant. */
export type AlarmIdentity = AlarmSubject;

/** What a step depends on beside the event. */
export interface Circumstances {
  /** The service's clock, ISO 8601. */
  readonly now: string;
  readonly rules: AlarmRules;
  /** Names of the point's channels for people, by id. */
  readonly channelNames?: Readonly<Record<string, string>>;
  /** Present while the alarm is to be kept quiet by design. */
  readonly stop?: Pick<AlarmSuppression, "reason" | "until">;
}

/** The state of an alarm's life, `normal` when there is none. */
export function stateOf({ alarm }: AlarmMemory): LifeState {
  if (alarm === undefined) return "normal";
  if (alarm.latched === undefined) return alarm.state;
  return alarm.state === "acknowledged" ? "latched-acknowledged" : "latched-unacknowledged";
}

/** How a state is published: OPC UA's LatchedState is a flag beside the acknowledgement, so older readers understand it. */
export function publishedState(
  state: Exclude<LifeState, "normal">,
): Pick<Alarm, "state" | "latched"> {
  switch (state) {
    case "latched-unacknowledged":
      return { state: "returned-unacknowledged", latched: true };
    case "latched-acknowledged":
      return { state: "acknowledged", latched: true };
    default:
      return { state };
  }
}

/** What remains once an alarm is closed. */
export function closed({ causes, occurrence, shelved, outOfService }: AlarmMemory): AlarmMemory {
  return {
    causes,
    occurrence,
    ...(shelved !== undefined && { shelved }),
    ...(outOfService !== undefined && { outOfService }),
  };
}

/** A memory as it is once the clock has been set: spans that run on stay as long as they were. */
export function movedBy(memory: AlarmMemory, by: Nanos): AlarmMemory {
  const { waitingSince, lesserSince, shelved, alarm } = memory;
  if (waitingSince === undefined && lesserSince === undefined && shelved === undefined)
    return memory;
  const later = (at: string) => isoOf((nanosOfIso(at) ?? 0n) + by);
  const shelf = shelved && { ...shelved, until: later(shelved.until) };
  return {
    ...memory,
    ...(waitingSince !== undefined && { waitingSince: later(waitingSince) }),
    ...(lesserSince !== undefined && { lesserSince: later(lesserSince) }),
    ...(shelf !== undefined && { shelved: shelf }),
    ...(alarm?.shelved !== undefined &&
      shelf !== undefined && { alarm: { ...alarm, shelved: shelf } }),
  };
}

/** Whether an alarm asks for a person now. */
export function calls({ alarm }: AlarmMemory): boolean {
  return alarm !== undefined && alarm.state === "unacknowledged" && !isCovered(alarm);
}

/** A memory's state in words for the journal, e.g. `unacknowledged, shelved`. */
export function stateWords(memory: AlarmMemory): string {
  const { alarm, shelved, outOfService } = memory;
  return [
    stateOf(memory),
    ...(shelved === undefined ? [] : ["shelved"]),
    ...(outOfService === undefined ? [] : ["out of service"]),
    ...(alarm?.suppressed === undefined ? [] : ["suppressed"]),
  ].join(", ");
}
