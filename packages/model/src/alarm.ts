import type { PointPath } from "./identity.ts";
import type { Fault, SensorFault } from "./verdict.ts";

/**
 * What an alarm is about. A point has at most one open alarm for each: everything that is wrong with the machine there is one trouble for one
 * person, everything that is wrong with the sensors there another.
 */
export const ALARM_CONDITIONS = ["machine", "sensor"] as const;
export type AlarmCondition = (typeof ALARM_CONDITIONS)[number];

/**
 * Core states of ISA-18.2 / IEC 62682. `normal` is never published: a closed alarm is the absence of one. Shelved, suppressed and
 * out of service are not states beside these but cover them (as in OPC UA part 9), and will be fields of their own.
 */
export const ALARM_STATES = [
  "normal",
  "unacknowledged",
  "acknowledged",
  "returned-unacknowledged",
] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** What a person did or said, and when by the clock of the alarm service, ISO 8601. */
export interface AlarmMark {
  readonly who: string;
  readonly at: string;
}

export interface AlarmComment extends AlarmMark {
  readonly text: string;
}

/** An open alarm: all that somebody who never saw the charts needs to act. */
export interface Alarm {
  /** `line.machine.point.condition`: the same for every occurrence, and one level of a topic. */
  readonly id: string;
  /** Counts the openings of this id from 1, so that an act on an earlier one is told apart. */
  readonly occurrence: number;
  readonly point: PointPath;
  readonly condition: AlarmCondition;
  /** Names from the plant file. */
  readonly where: { readonly line: string; readonly machine: string; readonly point: string };
  readonly state: Exclude<AlarmState, "normal">;
  /** Worst of what is wrong now; after the return, of what was. */
  readonly severity: "warning" | "alarm";
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Present once a diagnosis or a sensor check has given it a name. */
  readonly fault?: Fault | SensorFault;
  /** Why, one sentence each, strongest first. */
  readonly evidence: readonly string[];
  /** What to do. */
  readonly advice: string;
  /** Source time of the verdict that opened it, ISO 8601. */
  readonly since: string;
  /** Source time of the verdict that said it is over. */
  readonly returned?: string;
  readonly acknowledged?: AlarmMark;
  /** Newest last; the journal keeps all of them, the alarm the newest 20. */
  readonly comments: readonly AlarmComment[];
}

/** What a person may do to an alarm. */
export const ALARM_ACTS = ["acknowledge", "comment"] as const;

export interface AlarmAct {
  readonly act: (typeof ALARM_ACTS)[number];
  readonly who: string;
  /** Required for `comment`. */
  readonly comment?: string;
  /** When given, the act is refused for any other occurrence: nobody acknowledges what they have not seen. */
  readonly occurrence?: number;
}
