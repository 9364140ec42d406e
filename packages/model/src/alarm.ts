import type { PointPath } from "./identity.ts";
import type { Language } from "./language.ts";
import type { Fault, SensorFault } from "./verdict.ts";

/**
 * What an alarm of a point is about. A point has at most one open alarm for each: everything that is wrong with the machine there is one trouble for
 * one person, everything that is wrong with the sensors there another.
 */
export const POINT_CONDITIONS = ["machine", "sensor"] as const;

/** What an alarm is about. `system` is Raceway itself, see {@link SYSTEM_FAULTS}. */
export const ALARM_CONDITIONS = [...POINT_CONDITIONS, "system"] as const;
export type AlarmCondition = (typeof ALARM_CONDITIONS)[number];

/**
 * What can be wrong with Raceway itself at a site; each has one alarm. `ingest-offline`: nothing is being analysed. `store-unreachable`: results
 * wait for the telemetry store. `storage-full`: messages are refused or dropped for want of room. `overload`: waveforms are left out because
 * analysis does not keep up. `journal-damaged`: a data file (journal or embedded store) could not be read, and a new one was begun. `analysis-stopped`: messages
 * are acknowledged, and nothing comes of them. `clock-wrong`: the host's clock disagrees with most of the sensors' in the same way. `disk-nearly-full`: a service's
 * disk has little room left, or the alarm service cannot store any more.
 */
export const SYSTEM_FAULTS = [
  "ingest-offline",
  "store-unreachable",
  "storage-full",
  "overload",
  "journal-damaged",
  "analysis-stopped",
  "clock-wrong",
  "disk-nearly-full",
] as const;
export type SystemFault = (typeof SYSTEM_FAULTS)[number];

/**
 * Core states of ISA-18.2 / IEC 62682. `normal` is never published: a closed alarm is the absence of one. Latched, shelved, suppressed and
 * out of service are not states beside these but go with them (as in OPC UA part 9): fields of {@link Alarm}.
 */
export const ALARM_STATES = [
  "normal",
  "unacknowledged",
  "acknowledged",
  "returned-unacknowledged",
] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** How soon somebody must act. Well-managed plants see about 80 % low, 15 % medium, 5 % high (ISA-18.2 / IEC 62682). */
export const ALARM_PRIORITIES = ["low", "medium", "high"] as const;
export type AlarmPriority = (typeof ALARM_PRIORITIES)[number];

/** What a plant wants of its alarms. */
export interface AlarmRules {
  /** An alarm of severity `alarm` stays after the trouble is over until somebody resets it. */
  readonly latch: boolean;
  /** Minutes that an alarm may wait for an acknowledgement before its priority rises one step; 0: never. */
  readonly escalateMinutes: number;
  /** Minutes that a lesser trouble must last before the priority falls again. */
  readonly deescalateMinutes: number;
  /** People among whom the alarms are shared, for the rate per operator. */
  readonly operators: number;
}

export const DEFAULT_ALARM_RULES: AlarmRules = {
  latch: false,
  escalateMinutes: 30,
  deescalateMinutes: 10,
  operators: 1,
};

/** What a person did or said, and when by the clock of the alarm service, ISO 8601. */
export interface AlarmMark {
  readonly who: string;
  readonly at: string;
}

/** Set aside by a person for a while: a known nuisance that is being dealt with. */
export interface AlarmShelf extends AlarmMark {
  readonly until: string;
  readonly reason: string;
}

/** Taken out by a person until further notice: maintenance, a sensor that is being changed. */
export interface AlarmOutage extends AlarmMark {
  readonly reason: string;
}

/** Whose it is to see to: taken by themselves (`who` and `to` are one), or given by somebody. */
export interface AlarmAssignment extends AlarmMark {
  readonly to: string;
}

/** Kept quiet by design: the machine stands, so nothing it shows calls for anybody. */
export interface AlarmSuppression {
  readonly reason: "planned-stop" | "machine-stopped";
  /** Since when, by the alarm service's clock. */
  readonly at: string;
  /** End of a planned stop. */
  readonly until?: string;
}

export interface AlarmComment extends AlarmMark {
  readonly text: string;
}

/** What an alarm says to people, in one language. */
export interface AlarmWords {
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why, one sentence each, strongest first. */
  readonly evidence: readonly string[];
  /** What to do. */
  readonly advice: string;
}

/** An open alarm: all that somebody who never saw the charts needs to act. */
export interface Alarm extends AlarmWords {
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
  /** The same in languages other than English. */
  readonly translations?: Readonly<Record<Exclude<Language, "en">, AlarmWords>>;
  /** Present once a diagnosis or a sensor check has given it a name. */
  readonly fault?: Fault | SensorFault | SystemFault;
  /** Source time of the verdict that opened it, ISO 8601. */
  readonly since: string;
  /** Source time of the verdict that said it is over. */
  readonly returned?: string;
  readonly acknowledged?: AlarmMark;
  readonly assigned?: AlarmAssignment;
  /** Newest last; the journal keeps all of them, the alarm the newest 20. */
  readonly comments: readonly AlarmComment[];
  /** Severity, remaining life and waiting time together. */
  readonly priority?: AlarmPriority;
  /** How often waiting has raised the priority. */
  readonly escalation?: number;
  /** The trouble is over (`returned`) but the alarm stays until it is reset. */
  readonly latched?: true;
  readonly shelved?: AlarmShelf;
  readonly outOfService?: AlarmOutage;
  readonly suppressed?: AlarmSuppression;
  /** Id of the open alarm on the same machine that most likely explains this one. */
  readonly consequenceOf?: string;
}

/** Whether an alarm is one that nobody is to be bothered with now: shelved, suppressed or out of service (OPC UA part 9, SuppressedOrShelved). */
export function isCovered({
  shelved,
  suppressed,
  outOfService,
}: Pick<Alarm, "shelved" | "suppressed" | "outOfService">): boolean {
  return shelved !== undefined || suppressed !== undefined || outOfService !== undefined;
}

/**
 * What a person may do to an alarm. `reset` ends a latched one; `assign` says whose it is. The last three and `shelve` also work on a closed alarm: what is to come is then covered.
 */
export const ALARM_ACTS = [
  "acknowledge",
  "comment",
  "assign",
  "unassign",
  "reset",
  "shelve",
  "unshelve",
  "take-out-of-service",
  "return-to-service",
] as const;

/** Longest time on the shelf, minutes: what is to be quiet for longer is out of service. */
export const LONGEST_SHELF_MINUTES = 7 * 24 * 60;

const NEED_OPEN_ALARM: readonly AlarmAct["act"][] = [
  "acknowledge",
  "comment",
  "assign",
  "unassign",
  "reset",
];

/** Whether an act means nothing while the alarm is not open. */
export function needsOpenAlarm(act: AlarmAct["act"]): boolean {
  return NEED_OPEN_ALARM.includes(act);
}

export interface AlarmAct {
  readonly act: (typeof ALARM_ACTS)[number];
  readonly who: string;
  /** Required for `comment`; for `shelve` and `take-out-of-service` it is the reason, and required too. */
  readonly comment?: string;
  /** Required for `shelve`: for so long, from when it is carried out. */
  readonly minutes?: number;
  /** Required for `assign`: whose it is from now on. */
  readonly to?: string;
  /** When given, the act is refused for any other occurrence: nobody acknowledges what they have not seen. */
  readonly occurrence?: number;
}
