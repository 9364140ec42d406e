import type { Alarm } from "./alarm.ts";

/** One opening of an alarm, from its first verdict until it was closed, as its history has it. */
export interface AlarmOccurrence
  extends Pick<
    Alarm,
    "id" | "occurrence" | "condition" | "where" | "fault" | "priority" | "since" | "acknowledged"
  > {
  /** At its worst; `priority` is what it was at its highest. */
  readonly severity: Alarm["severity"];
  /** When it was closed, by the alarm service's clock, ISO 8601; absent: it is open. */
  readonly closed?: string;
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
] as const;
export type OccurrenceSort = (typeof OCCURRENCE_SORTS)[number];

/** Which part of the history is wanted, and in which order; what is absent does not narrow it. */
export interface OccurrenceQuery {
  /** Occurrences that were open at some time from here on, ISO 8601. */
  readonly from?: string;
  /** Occurrences that began before, ISO 8601. */
  readonly to?: string;
  /** Lines of which somebody may know; what concerns Raceway itself is everybody's. */
  readonly lines?: readonly string[];
  readonly line?: string;
  readonly severity?: Alarm["severity"];
  readonly condition?: Alarm["condition"];
  /** Who acknowledged it. */
  readonly who?: string;
  readonly acknowledged?: boolean;
  readonly open?: boolean;
  readonly sort: OccurrenceSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** A part of the history, how long the whole is, and everybody who has acknowledged an alarm. */
export interface OccurrencePage {
  readonly total: number;
  readonly people: readonly string[];
  readonly rows: readonly AlarmOccurrence[];
}
