import type { PointPath } from "./identity.ts";

/** Named faults; `unnamed` says: something may be wrong, the evidence does not carry a name. */
export const FAULTS = [
  "outer-race",
  "inner-race",
  "rolling-element",
  "cage",
  "imbalance",
  "misalignment",
  "bent-shaft",
  "looseness",
  "lubrication",
  "electrical",
  "unnamed",
] as const;
export type Fault = (typeof FAULTS)[number];

/** Faults of the sensor or its cable, which show in its signal. */
export const SIGNAL_FAULTS = [
  "flat-line",
  "clipping",
  "drop-out",
  "stuck",
  "out-of-range",
  "impossible-jump",
  "silence",
] as const;
export type SignalFault = (typeof SIGNAL_FAULTS)[number];

/** What can be wrong with a sensor's clock: it was never set, is ahead, or was set back. What it measures is judged all the same, by arrival. */
export const CLOCK_FAULTS = ["clock-not-set", "clock-ahead", "clock-behind"] as const;
export type ClockFault = (typeof CLOCK_FAULTS)[number];

/** Faults of the sensor, its cable or its clock, never read as machine faults. */
export const SENSOR_FAULTS = [...SIGNAL_FAULTS, ...CLOCK_FAULTS] as const;
export type SensorFault = (typeof SENSOR_FAULTS)[number];

/** What every verdict says. Property order is the order in JSON, which the verdicts' digest depends on. */
interface VerdictBase {
  readonly type: "verdict";
  readonly point: PointPath;
  /** Channel judged; absent when several channels together. */
  readonly channel?: string;
  /** Source time of the record that led to the verdict, ISO 8601 in UTC. */
  readonly time: string;
  /** False: this record alone says so. True: it has held long enough to act on; only these raise alarms. */
  readonly persistent: boolean;
}

/** One number that speaks for a verdict. */
export interface Evidence {
  readonly channel: string;
  readonly indicator: string;
  readonly value: number;
  readonly unit: string;
  /** Which model speaks: an absolute limit, an ISO zone, the learnt baseline (regression residual), a change detector, a trend. */
  readonly model: "limit" | "iso-zone" | "baseline" | "change" | "trend" | "rate";
  /** The bound that was crossed, same unit as the value. */
  readonly limit?: number;
  /** What the point's own history expects here. */
  readonly expected?: number;
  /** Share of the anomaly score, 0–1. */
  readonly share?: number;
  /** One sentence for a person. */
  readonly text: string;
}

/** A planned stop of a line, as advice names it. */
export interface PlannedStop {
  /** ISO 8601. */
  readonly start: string;
  readonly end: string;
  /** IANA time zone of the plant's clocks. */
  readonly timeZone: string;
}

/** Why a stop, or none, is advised: {@link StopAdvice.choice}. */
export const STOP_CHOICES = ["in-time", "least-cost", "first", "before", "now"] as const;

/** When to do what a prognosis asks for, as the line's planned stops allow. */
export interface StopAdvice {
  /**
   * `in-time`: the last stop before the lower end of the remaining life. `least-cost`: the one with the least expected cost. `first`: the next one, though it comes
   * after the lower end. `before`: even the next one comes after the expected end of life, so the line should be stopped before it. `now`: stopping the line
   * without a plan is cheaper than to wait for any stop.
   */
  readonly choice: (typeof STOP_CHOICES)[number];
  readonly stop: PlannedStop;
  /** Seconds of running from the stop to the lower end of the remaining life; negative: the stop comes after it. */
  readonly marginSeconds: number;
  /** Chance that life ends before the stop, 0–1. */
  readonly risk: number;
}

/** By when the bearing must be ordered that a forecast asks for. */
export interface SpareOrder {
  /** ISO 8601: the latest moment at which it still comes in time; the verdict's own where that has passed. */
  readonly by: string;
  /** From the order to the machine, days. */
  readonly leadDays: number;
  /** IANA time zone of the plant's clocks. */
  readonly timeZone: string;
  /** Ordered now, it comes so much too late. Absent: it comes in time. */
  readonly lateSeconds?: number;
}

/** This point left its own normal behaviour or a standard's limits. */
export interface AnomalyVerdict extends VerdictBase {
  readonly kind: "anomaly";
  /** `normal` closes an earlier anomaly. */
  readonly severity: "normal" | "warning" | "alarm";
  /** 0 = as expected, 1 = at the limit; larger is worse. */
  readonly score: number;
  readonly evidence: readonly Evidence[];
  /** Of a persistent one: the line's present or next planned stop, when it has any. */
  readonly stop?: PlannedStop;
}

/** One line found (or sought and missed) in a spectrum. */
export interface SpectralLine {
  /** e.g. `2xBPFO`, `BPFI-1xfr`. */
  readonly label: string;
  readonly expectedHz: number;
  readonly foundHz: number;
  /** How much the line modulates its band: 1 is as much as the band's mean square. */
  readonly amplitude: number;
  /** Line over the local noise floor, dB (power). */
  readonly snrDb: number;
}

export interface Hypothesis {
  readonly fault: Fault;
  /** 0–1. */
  readonly confidence: number;
}

/** Where a stated speed comes from: with the record, or from the plant file. */
export type SpeedSource = "measured" | "nominal";

/** Which fault it is. */
export interface DiagnosisVerdict extends VerdictBase {
  readonly kind: "diagnosis";
  readonly fault: Fault;
  /** 0–1: chance that the name is right, as calibrated in docs/accuracy.md. */
  readonly confidence: number;
  readonly lines: readonly SpectralLine[];
  /** Others considered, best first. */
  readonly hypotheses: readonly Hypothesis[];
  /** Shaft speed that the lines were sought by, read from the shaft's own lines about the stated one, and where that came from. Absent: no lines were sought. */
  readonly speed?: {
    readonly rpm: number;
    readonly statedRpm: number;
    readonly source?: SpeedSource;
  };
  /** Tall lines that neither the name nor shaft or mains account for, tallest first; expected nowhere, so both frequencies are where they were found. */
  readonly unexplained?: readonly SpectralLine[];
  /** Why this name, or why none ("speed unknown: lines not sought"). */
  readonly text: string;
}

/** The chance that life ends before one of the line's planned stops. */
export interface StopChance {
  readonly stop: PlannedStop;
  /** 0–1. */
  readonly probability: number;
}

/** How long it has left. */
export type PrognosisVerdict = VerdictBase & { readonly kind: "prognosis" } & (
    | {
        readonly trend: "rising";
        readonly basis: "trend";
        /** True when the level lies beyond all levels at which lives are known to end: stop now. */
        readonly endReached?: true;
        readonly indicator: string;
        /** Level at which life counts as used up, canonical unit. */
        readonly limit: number;
        /** Median of the remaining life. */
        readonly rulSeconds: number;
        readonly lowSeconds: number;
        readonly highSeconds: number;
        /** Probability content of [low, high], e.g. 0.8. */
        readonly interval: number;
        readonly model: string;
        readonly text: string;
        /** Absent: no stop is planned. */
        readonly advice?: StopAdvice;
        /** The line's next planned stops. Absent: none is planned. */
        readonly probabilityByStop?: readonly StopChance[];
        /** Absent: the plant file says nothing of how long the bearing takes to come. */
        readonly order?: SpareOrder;
      }
    | ({ readonly trend: "none"; readonly text: string } & {
        /** Nothing rises; what is known beside that, for whoever orders bearings. Never an alarm. Absent with the numbers: nothing is known. */
        readonly basis?: "population" | "rating";
        readonly rulSeconds?: number;
        readonly lowSeconds?: number;
        readonly highSeconds?: number;
        readonly interval?: number;
        readonly probabilityByStop?: readonly StopChance[];
        readonly order?: SpareOrder;
      })
  );

/** The sensor, not the machine. */
export interface SensorVerdict extends VerdictBase {
  readonly kind: "sensor";
  readonly fault: SensorFault | "none";
  readonly text: string;
}

export type Verdict = AnomalyVerdict | DiagnosisVerdict | PrognosisVerdict | SensorVerdict;
export type VerdictKind = Verdict["kind"];
export const VERDICT_KINDS = ["anomaly", "diagnosis", "prognosis", "sensor"] as const;
