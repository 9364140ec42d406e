import type { Gate, PartFault, StandPath } from "./test-stand.ts";

/** Why a part was not judged. Each one's gate is `rework`: what is not known is not delivered. */
export const NOT_JUDGED = {
  "unreadable-message": "the stand's message cannot be read",
  "unknown-type": "the plant file has no such bearing type, or the message names none",
  "no-identity": "the message has neither a serial nor a lot",
  "no-lot": "the type is sampled by lot, and the message names none",
  "duplicate-serial": "a part of this serial was judged here already, and this is no retest",
  "no-stop": "the part began and its stop did not come",
  overlapping: "another part began before this one's stop",
  "stand-restarted": "the stand began the same part anew",
  "no-start": "the stop, or a measurement, of a part that did not begin",
  incomplete: "a side or a speed was not measured",
  "speed-out-of-tolerance": "the shaft did not turn as the test prescribes",
  "load-out-of-tolerance": "the axial load was not as the test prescribes",
  "unusable-signal": "the sensor delivered nothing that can be measured",
  "too-short": "the block or its sample rate does not hold the bands",
  "nothing-to-judge-by": "the type has no grade table, and too few parts of it have been seen",
  "gauge-study": "it is a trial of a gauge study: measured, and not judged",
  fault: "a fault of Raceway itself: please report it",
} as const;
export type NotJudged = keyof typeof NOT_JUDGED;

/** What a part's result rests on, strongest first. */
export interface PartFinding {
  readonly fault: PartFault | "below-grade";
  readonly side: string;
  readonly rpm: number;
  /** The feature that says so: docs/test-stand.md. */
  readonly feature: string;
  readonly value: number;
  /** The most that is usual or allowed. */
  readonly limit: number;
  /** What is usual for the type; absent where a table limits. */
  readonly usual?: number;
  readonly unit: string;
  /** One sentence for a person. */
  readonly text: string;
}

/** What was measured at one speed from one side. */
export interface PartMeasurement {
  readonly side: string;
  readonly rpm: number;
  readonly load?: number;
  /** Velocity in the bands of ISO 15242, µm/s rms, with their peaks, and acceleration over all of them, m/s² rms. */
  readonly low: number;
  readonly medium: number;
  readonly high: number;
  readonly lowPeak: number;
  readonly mediumPeak: number;
  readonly highPeak: number;
  readonly acceleration: number;
  /** The same band velocities in anderon. */
  readonly anderon: { readonly low: number; readonly medium: number; readonly high: number };
  /** Where each band lies by what is in control of its type; absent while that is learnt. */
  readonly control?: Readonly<Partial<Record<"low" | "medium" | "high", BandControl>>>;
}

/** What is in control of a band, and where it is now, µm/s. */
export interface BandControl {
  readonly centre: number;
  /** Limits of single parts: three standard deviations (Shewhart). */
  readonly lower: number;
  readonly upper: number;
  /** Exponentially weighted moving mean after this part, and its limits. */
  readonly ewma: number;
  readonly ewmaLower: number;
  readonly ewmaUpper: number;
}

/** The result of one part on one stand. */
export interface PartResult {
  readonly type: "part-result";
  readonly stand: StandPath;
  /** Of the judgement, ISO 8601; increases from part to part of a stand. */
  readonly time: string;
  /** When it was measured, by the stand's clock, if it says so. */
  readonly measured?: string;
  readonly serial?: string;
  readonly lot?: string;
  readonly bearingType?: string;
  readonly order?: string;
  readonly operator?: string;
  readonly retest?: true;
  /** The gauge study that it is a trial of. */
  readonly study?: string;
  /** The machines that made its rings, balls and cage, as the stand or the tracing system tells: `{ "inner-ring": "line-1/grinder-3" }`. */
  readonly made?: Readonly<Record<string, string>>;
  readonly gate: Gate;
  readonly judged: boolean;
  /** Present when it is not judged. */
  readonly notJudged?: { readonly code: NotJudged; readonly reason: string };
  /** Its grade by each table of its type; null: below the worst. */
  readonly grades: Readonly<Record<string, string | null>>;
  readonly findings: readonly PartFinding[];
  /** How unusual it is among its type: 1 at the limit. Absent while the type is being learnt. */
  readonly unusual?: number;
  /** Parts of the type that it was compared with. */
  readonly comparedWith: number;
  readonly measurements: readonly PartMeasurement[];
  /** The lot's own verdict where the type has a sampling plan. */
  readonly lotState?: LotState;
}

/** Where a lot stands. */
export interface LotState {
  readonly judged: number;
  readonly faulty: number;
  readonly verdict: "open" | "accepted" | "refused";
}
