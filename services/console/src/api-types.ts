import type { Alarm } from "@raceway/model/alarm";
import type { ChannelKind } from "@raceway/model/unit";
import type {
  AnomalyVerdict,
  DiagnosisVerdict,
  PrognosisVerdict,
  SensorVerdict,
  SpectralLine,
} from "@raceway/model/verdict";

/** What the HTTP API says, shared with the web page. Times are ISO 8601 texts by the source's clock unless said otherwise. */

/**
 * A point in one word, worst first. `sensor`: its sensors are at fault, so nothing can be said of the machine. `unknown`: nothing was ever
 * heard of it. `learning`: only standard limits speak yet.
 */
export const LEVELS = ["alarm", "warning", "sensor", "unknown", "learning", "normal"] as const;
export type Level = (typeof LEVELS)[number];

export interface ChannelView {
  readonly id: string;
  readonly name: string;
  readonly kind: ChannelKind;
  /** Of its values in analysis; absent when the plant file declares none. */
  readonly unit?: string;
}

export interface StateView {
  readonly time: string;
  readonly severity: "normal" | "warning" | "alarm";
  /** 0 = as expected, 1 = at the limit. */
  readonly score: number;
  /** 100 = as new, 0 = at the limit of its life. */
  readonly health: number;
  readonly learning: boolean;
}

export interface PointSummary {
  readonly path: string;
  readonly name: string;
  readonly level: Level;
  /** The level in words, e.g. "Outer race damage, 87 % sure". */
  readonly headline: string;
  readonly state?: StateView;
}

export interface MachineView {
  readonly id: string;
  readonly name: string;
  readonly points: readonly PointSummary[];
}

export interface LineView {
  readonly id: string;
  readonly name: string;
  readonly machines: readonly MachineView[];
}

export interface PlantView {
  readonly site: string;
  readonly name: string;
  readonly lines: readonly LineView[];
  readonly services: ServicesView;
}

/** Whether what is shown is live. */
export interface ServicesView {
  /** The console's own connection to the broker. */
  readonly broker: boolean;
  /** Last status each service published: its name → online or not. */
  readonly online: Readonly<Record<string, boolean>>;
}

export interface VerdictsView {
  readonly anomaly?: AnomalyVerdict;
  readonly diagnosis?: DiagnosisVerdict;
  readonly prognosis?: PrognosisVerdict;
  readonly sensor?: SensorVerdict;
}

export interface IndicatorsView {
  readonly time: string;
  readonly speedRpm?: number;
  readonly indicators: Readonly<Record<string, number>>;
}

export interface SpectrumKey {
  readonly channel: string;
  readonly name: string;
  readonly time: string;
}

export interface PointView extends PointSummary {
  readonly line: string;
  readonly machine: string;
  readonly bearing?: { readonly designation: string; readonly maker?: string };
  readonly channels: readonly ChannelView[];
  readonly verdicts: VerdictsView;
  /** What to do by when. */
  readonly advice: string;
  /** Latest by channel. */
  readonly indicators: Readonly<Record<string, IndicatorsView>>;
  readonly spectra: readonly SpectrumKey[];
}

export interface TrendView {
  readonly point: string;
  /** Absent: of the whole point (health, score). */
  readonly channel?: string;
  readonly indicator: string;
  readonly unit: string;
  readonly meaning: string;
  readonly from: string;
  readonly to: string;
  /** Means over windows of so many seconds; absent: every row. */
  readonly everySeconds?: number;
  /** [milliseconds since 1970, value], in time order. */
  readonly rows: readonly (readonly [number, number])[];
  /** From the plant file and the latest evidence. */
  readonly limits: readonly { readonly name: string; readonly value: number }[];
}

export interface SpectrumView {
  readonly point: string;
  readonly channel: string;
  readonly name: string;
  readonly time: string;
  readonly unit: string;
  /** Hz from one value to the next, the first at 0 Hz. */
  readonly step: number;
  readonly values: readonly number[];
  readonly band?: readonly [low: number, high: number];
  /** Lines that the diagnosis found in this spectrum. */
  readonly found: readonly SpectralLine[];
  /** Where the bearing's lines would lie at the present speed. */
  readonly expected: readonly { readonly label: string; readonly hz: number }[];
}

export interface IndicatorView {
  readonly unit: string;
  readonly meaning: string;
}

export interface DeadLetterView {
  /** Arrival at the console, ISO 8601 by its clock. */
  readonly heard: string;
  readonly topic: string;
  readonly code: string;
  readonly reason: string;
}

/** What `GET /api/events` sends, by event name. Each says what is so now; one that was missed is made good by the next or by reading again. */
export interface ServerEvents {
  readonly hello: { readonly services: ServicesView };
  readonly point: PointSummary;
  /** Something new of the point that the page asked to follow. */
  readonly fresh: { readonly path: string };
  readonly spectrum: { readonly path: string } & SpectrumKey;
  readonly alarm: { readonly id: string; readonly alarm: Alarm | null };
  readonly services: ServicesView;
}
export type ServerEvent = keyof ServerEvents;
