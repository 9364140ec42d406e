import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";
import type { AlarmWorth } from "@raceway/production/alarms/around-alarm";
import type { Effectiveness } from "@raceway/production/effectiveness/oee";
import type { DowntimeCause, Reliability } from "@raceway/production/effectiveness/reliability";
import type { TimeUse } from "@raceway/production/state/accounted";
import type { YieldView } from "../stands/stand-types.ts";

/** Downtime and effectiveness of a span, of lines whose machines' states are told. */
export interface ProductionView {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly lines: readonly LineProduction[];
}

/** Figures of one line, machine or shift. */
export interface Figures extends Effectiveness {
  /** Minutes by what they count as. */
  readonly minutes: Readonly<Record<TimeUse, number>>;
  /** What was made; absent: not counted. */
  readonly made?: { readonly pieces: number; readonly good: number };
}

export interface LineProduction {
  readonly id: string;
  readonly name: string;
  /** The machine that stands for the line; absent: it stands while any of its machines does. */
  readonly bottleneck?: string;
  /** Where its pieces are counted. */
  readonly counted: "machine" | "stands" | "nowhere";
  readonly total: Figures & Reliability;
  readonly shifts: readonly ShiftFigures[];
  readonly causes: readonly DowntimeCause[];
  readonly machines: readonly MachineFigures[];
  /** Of its test stands; absent: it has none. */
  readonly yield?: YieldView;
}

export interface ShiftFigures extends Figures {
  /** Empty for a day of a line without shifts. */
  readonly name: string;
  readonly start: string;
  readonly end: string;
}

export interface MachineFigures {
  readonly id: string;
  readonly name: string;
  readonly total: Figures & Reliability;
  readonly causes: readonly DowntimeCause[];
  /** What it did, in order and without gaps. */
  readonly times: readonly TimeView[];
}

/** A stretch of time of a machine. */
export interface TimeView {
  readonly start: string;
  readonly end: string;
  readonly use: TimeUse;
  readonly cause?: string;
}

/** What the alarms of machines were worth. */
export interface AlarmsWorthView {
  readonly from: string;
  readonly to: string;
  readonly alarms: readonly AlarmWorthView[];
  readonly totals: {
    readonly suffered: number;
    /** Of alarms whose damage somebody saw. */
    readonly avoidedConfirmed: number;
    /** Of the others. */
    readonly avoidedClaimed: number;
    readonly nothingFound: number;
  };
}

export interface AlarmWorthView
  extends Pick<AlarmOccurrence, "id" | "occurrence" | "fault" | "where" | "since" | "closed"> {
  /** Absent: the states of its machine are not told. */
  readonly worth?: AlarmWorth;
}
