import type { Alarm, AlarmMark } from "./alarm.ts";

/** What whoever looked found of the diagnosis. `not-found`: nothing was found at all. */
export const DIAGNOSIS_OUTCOMES = ["right", "wrong", "not-found"] as const;
export type DiagnosisOutcome = (typeof DIAGNOSIS_OUTCOMES)[number];

/** Most files of one telling, and bytes of each: a phone's photo has a third of that. */
export const MOST_FOUND_FILES = 5;
export const MOST_FOUND_BYTES = 10 * 1024 * 1024;

/** A picture or document of what was found, kept by the console. */
export interface FoundFile {
  /** Its name there. */
  readonly file: string;
  /** What its person calls it. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What somebody found when they looked after an alarm. */
export interface AlarmFeedback extends AlarmMark {
  readonly diagnosis: DiagnosisOutcome;
  /** In the person's words. */
  readonly found?: string;
  readonly files: readonly FoundFile[];
}

/** One opening of an alarm, from its first verdict until it was closed, as its history has it. */
export interface AlarmOccurrence
  extends Pick<
    Alarm,
    | "id"
    | "occurrence"
    | "condition"
    | "where"
    | "fault"
    | "priority"
    | "since"
    | "acknowledged"
    | "assigned"
  > {
  /** At its worst; `priority` is what it was at its highest. */
  readonly severity: Alarm["severity"];
  /** When it was closed, by the alarm service's clock, ISO 8601; absent: it is open. */
  readonly closed?: string;
  /** What was told of it last. */
  readonly feedback?: AlarmFeedback;
}

/** What the history can be sorted by. */
export const OCCURRENCE_SORTS = [
  "since",
  "closed",
  "severity",
  "priority",
  "fault",
  "place",
  "condition",
  "acknowledged",
  "assigned",
] as const;
export type OccurrenceSort = (typeof OCCURRENCE_SORTS)[number];

/** Which part of the history is wanted, and in which order; what is absent does not narrow it. */
export interface OccurrenceQuery {
  /** Occurrences that were open at some time from here on, ISO 8601. */
  readonly from?: string;
  /** Occurrences that began before, ISO 8601. */
  readonly to?: string;
  /** Of one alarm, and one of its openings. */
  readonly id?: string;
  readonly occurrence?: number;
  /** What was found of the diagnosis; `any`: something was told, `none`: nothing was. */
  readonly diagnosis?: DiagnosisOutcome | "any" | "none";
  /** Lines of which somebody may know; what concerns Raceway itself is everybody's. */
  readonly lines?: readonly string[];
  readonly line?: string;
  /** Of a machine or point and what is in it: the beginning of ids, `line.machine` or `line.machine.point`. */
  readonly place?: string;
  readonly severity?: Alarm["severity"];
  readonly condition?: Alarm["condition"];
  /** Who acknowledged it. */
  readonly who?: string;
  /** Whose it is or was to see to. */
  readonly assigned?: string;
  readonly acknowledged?: boolean;
  readonly open?: boolean;
  readonly sort: OccurrenceSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** A part of the history, how long the whole is, and everybody who has acknowledged an alarm or was given one. */
export interface OccurrencePage {
  readonly total: number;
  readonly people: readonly string[];
  readonly rows: readonly AlarmOccurrence[];
}
