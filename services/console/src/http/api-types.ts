import type { Alarm } from "@raceway/model/alarm";
import type { OccurrencePage } from "@raceway/model/alarm-occurrence";
import type { AlarmSubject } from "@raceway/model/alarm-subject";
import type { Life } from "@raceway/model/life-words";
import type { NotedWork } from "@raceway/model/maintenance";
import type { ChannelKind } from "@raceway/model/unit";
import type {
  AnomalyVerdict,
  DiagnosisVerdict,
  Fault,
  PrognosisVerdict,
  SensorFault,
  SensorVerdict,
  SpectralLine,
} from "@raceway/model/verdict";
import type { JournalLine } from "@raceway/wire/alarm-answer";
import type { AlarmReport } from "@raceway/wire/alarm-report";
import type { SimulationClockView } from "../simulated/simulated-plant.ts";

export type { SimulationClockView, SimulationView } from "../simulated/simulated-plant.ts";

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

export type Severity = "normal" | "warning" | "alarm";

export interface StateView {
  readonly time: string;
  /** The level that is stored and counted, with its parts. */
  readonly level: "normal" | "sensor" | "warning" | "alarm";
  readonly severity: Severity;
  readonly parts: Readonly<Record<"anomaly" | "diagnosis" | "sensor", Severity>>;
  /** 0 = as expected, 1 = at the limit. */
  readonly score: number;
  /** 100 = as new, 0 = at the limit of its life. */
  readonly health: number;
  readonly learning: boolean;
  /** While learning: observations of the present operating state that were learnt, and that are needed. */
  readonly learned?: { readonly have: number; readonly need: number };
  /** Present while the machine counts as stopped, by its speed, its load, or vibration that is not there: nothing is judged then. */
  readonly stopped?: "speed" | "load" | "quiet";
}

export interface PointSummary {
  readonly path: string;
  readonly name: string;
  readonly level: Level;
  /** The level in words, e.g. "Outer race damage, 87 % sure". */
  readonly headline: string;
  /** What the headline names, as a code: pages in other languages say it in their own words. */
  readonly cause?: CauseView;
  /** While something is wrong and there is a trend. */
  readonly life?: LifeView;
  readonly state?: StateView;
}

export interface CauseView {
  readonly fault: Fault | SensorFault;
  /** 0–1; absent for sensors. */
  readonly confidence?: number;
}

/** Remaining useful life, seconds, from the source time of the forecast on. */
export interface LifeView extends Life {
  /** Probability that life ends between low and high. */
  readonly interval: number;
}

export interface MachineView {
  readonly id: string;
  readonly name: string;
  /** Weight in the health of its line and site. */
  readonly criticality: number;
  readonly points: readonly PointSummary[];
}

export interface LineView {
  readonly id: string;
  readonly name: string;
  readonly machines: readonly MachineView[];
}

/** The one number that says most of a point. */
export interface LeadView {
  readonly point: string;
  readonly channel: string;
  readonly indicator: string;
  readonly value: number;
  readonly unit: string;
  readonly time: string;
}

/** A machine as the plant page shows it beside its level. */
export interface MachineGlanceView {
  readonly id: string;
  /** Of its worst point. */
  readonly lead?: LeadView;
  /** Its last day: [milliseconds since 1970, mean of half an hour]. */
  readonly course: readonly (readonly [number, number])[];
  /** When a level of it last changed; absent: not within a day. */
  readonly changed?: string;
}

/** An open alarm's point beside what is wrong: the value that says most, and how it went. */
export type AlarmGlanceView = Omit<MachineGlanceView, "changed">;

/** Zones of ISO 10816-3 that apply to a machine, mm/s, and where its worst velocity lies. */
export interface IsoView {
  readonly edition: string;
  readonly group: number;
  readonly support: string;
  readonly ab: number;
  readonly bc: number;
  readonly cd: number;
  readonly worst?: {
    readonly point: string;
    readonly channel: string;
    readonly value: number;
    readonly zone: string;
  };
}

export interface MachineDetailView {
  readonly path: string;
  readonly powerKw?: number;
  /** Measured, or as the plant file says. */
  readonly speed?: { readonly rpm: number; readonly measured: boolean; readonly time?: string };
  readonly iso?: IsoView;
  /** Why no zones apply. */
  readonly outOfScope?: "power" | "undeclared" | "speed";
  /** One a point. */
  readonly leads: readonly LeadView[];
}

export interface PlantView {
  readonly site: string;
  readonly name: string;
  /** IANA name of the zone whose clock hangs in the plant; absent: none is declared. */
  readonly timeZone?: string;
  /** Address of the Grafana that has Raceway's dashboards; absent: none was named. */
  readonly grafana?: string;
  readonly lines: readonly LineView[];
  /** Whether finished bearings are tested here. */
  readonly stands?: true;
  /** Some machine tells what it does. */
  readonly production?: true;
  readonly services: ServicesView;
  /** Another text after anything that pages are told of the plant, its points or its alarms: equal ones mean that nothing was missed in between. */
  readonly version: string;
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
  /** By channel. */
  readonly sensors?: Readonly<Record<string, SensorVerdict>>;
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

export interface BearingView {
  readonly designation: string;
  readonly maker?: string;
}

/** What to do by when. */
export interface AdviceView {
  readonly advice: string;
  /** The same in languages other than English. */
  readonly translations?: { readonly zh: { readonly advice: string } };
}

export interface PointView extends PointSummary, AdviceView {
  readonly line: string;
  readonly machine: string;
  readonly bearing?: BearingView;
  readonly channels: readonly ChannelView[];
  readonly verdicts: VerdictsView;
  /** Latest by channel. */
  readonly indicators: Readonly<Record<string, IndicatorsView>>;
  readonly spectra: readonly SpectrumKey[];
  /** Grows when a limit, the level or the fault changes: what is drawn of the past is then worth reading at once. */
  readonly revision: number;
  /** Channels whose latest waveform can be looked at and listened to. */
  readonly waveforms: readonly { readonly channel: string; readonly time: string }[];
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
  /** Tall lines in it that neither the diagnosis nor shaft or mains account for. */
  readonly unexplained: readonly SpectralLine[];
  /** Where the bearing's lines would lie at the present speed, as the diagnosis read it from the shaft's lines. */
  readonly expected: readonly ExpectedLine[];
  /** Shaft frequency, Hz; absent when the speed is unknown. Divides frequencies into orders. */
  readonly shaftHz?: number;
}

export interface ExpectedLine {
  /** `BPFO`, `BPFI`, `2xBSF` or `FTF`. */
  readonly label: string;
  readonly hz: number;
  /** Distance of its sidebands, Hz: the shaft's for what turns with it, the cage's for a rolling element. */
  readonly sidebandHz?: number;
}

/** The latest waveform of a channel. */
export interface WaveformView {
  readonly point: string;
  readonly channel: string;
  readonly time: string;
  readonly unit: string;
  /** Hz. */
  readonly sampleRate: number;
  /** Samples that the sensor sent; what is shown may be their beginning. */
  readonly length: number;
  readonly samples: readonly number[];
}

/** How a spectrum changed, oldest row first. */
export interface WaterfallView {
  readonly point: string;
  readonly channel: string;
  readonly name: string;
  readonly unit: string;
  /** Hz from one column to the next, the first at 0 Hz. */
  readonly step: number;
  readonly rows: readonly { readonly time: string; readonly values: readonly number[] }[];
}

/** How the forecast of remaining life changed: [milliseconds since 1970, remaining, low, high], seconds, in time order. */
export interface ForecastView {
  readonly point: string;
  readonly from: string;
  readonly to: string;
  readonly rows: readonly (readonly [number, number, number, number])[];
  /** What it comes to when the bearing is replaced at each of the line's next stops, by the latest forecast. Absent: no stop is planned, or nothing is forecast. */
  readonly stops?: readonly StopOutlookView[];
}

/** One planned stop, and what waiting for it comes to. */
export interface StopOutlookView {
  /** ISO 8601. */
  readonly start: string;
  readonly end: string;
  /** Chance that life ends before it, 0–1. */
  readonly risk: number;
  /** Expected cost in the currency of the line's costs: of a failure before, of life given away. Absent: the line declares no costs. */
  readonly failureCost?: number;
  readonly wasteCost?: number;
}

/** One channel as a sensor: does it speak, and what is known of it. */
export interface SensorView {
  readonly point: string;
  readonly where: PlaceView;
  readonly channel: ChannelView;
  /** Source time of the newest record; absent when none was heard. */
  readonly time?: string;
  /** Arrival of the newest record at the console, ISO 8601 by its clock. */
  readonly heard?: string;
  /** Longest time without data before the sensor counts as silent, seconds. */
  readonly silentAfter: number;
  /** What its own verdict says; absent when it is well. */
  readonly fault?: SensorFault;
  readonly text?: string;
  readonly persistent?: boolean;
  /** Of the point's sensor, where it says so. */
  readonly status?: SensorStatusView;
}

export interface SensorStatusView {
  readonly online: boolean;
  /** Charge, %. */
  readonly battery?: number;
  readonly text?: string;
}

/** Names of the plant file, for people. */
export interface PlaceView {
  readonly line: string;
  readonly machine: string;
  readonly point: string;
}

export interface StopView {
  readonly start: string;
  readonly end: string;
}

/** Something to do at a point, with all that planning it needs. */
export interface AdvisoryView extends AdviceView {
  readonly point: string;
  readonly where: PlaceView;
  readonly level: "warning" | "alarm";
  readonly headline: string;
  readonly cause?: CauseView;
  readonly life?: LifeView;
  readonly bearing?: BearingView;
  /** The line's planned stop: the one that the advice names, else the present or the next one. */
  readonly stop?: StopView;
  /**
   * Whether the stop comes before the lower end of the remaining life; absent when either is unknown. Life is counted in running time, so this is on the
   * careful side.
   */
  readonly stopInTime?: boolean;
}

/** Bearings of one designation that are wanted, and those that run. */
export interface SpareView extends BearingView {
  readonly installed: number;
  readonly wanted: number;
  readonly points: readonly string[];
  /** ISO 8601: by when the first of them must be ordered. Absent: no forecast asks for one whose lead time is declared. */
  readonly orderBy?: string;
  /** Even ordered now it comes too late. */
  readonly orderLate?: true;
}

/** Work that was done. */
export interface WorkView {
  readonly time: string;
  readonly point: string;
  readonly where: PlaceView;
  readonly work: NotedWork;
  readonly who: string;
  readonly comment?: string;
}

export interface MaintenanceView {
  readonly advisories: readonly AdvisoryView[];
  readonly spares: readonly SpareView[];
  /** Newest first. */
  readonly done: readonly WorkView[];
  /** Why `done` is empty, when the store cannot be asked. */
  readonly doneUnknown?: string;
}

/** How long bearings of a kind last; without `steps` none has ended, and nothing is known. */
export interface SurvivalView {
  /** Designation of the bearing, or the path of a point that names none. */
  readonly kind: string;
  readonly ended: number;
  /** Those that run, or were replaced before their end. */
  readonly running: number;
  /** After each end the share that lasts longer (Kaplan and Meier), with its 80 % interval. */
  readonly steps?: readonly {
    readonly seconds: number;
    readonly atRisk: number;
    readonly surviving: number;
    readonly low: number;
    readonly high: number;
  }[];
  /** The same by the Weibull distribution that forecasts begin with. */
  readonly weibull?: readonly { readonly seconds: number; readonly surviving: number }[];
  /** The longest that any has run. */
  readonly longestSeconds?: number;
}

export interface IndicatorView {
  readonly unit: string;
  readonly meaning: string;
}

/** How the alarms fare: metrics of the last day and month, what was done last, and notification. */
export type AlarmReportView = AlarmReport;

/** A part of the history of all alarms. */
export type AlarmHistoryView = OccurrencePage;

/** A line of an alarm's journal; `verdict` where one led to it. */
export type JournalLineView = JournalLine & {
  /** Names of the point's channels by id, where a verdict speaks of them. */
  readonly channelNames?: Readonly<Record<string, string>>;
};

/** An alarm that is shelved or out of service; `open`: something is wrong, and the cover keeps it quiet. */
export interface CoveredAlarmView extends AlarmSubject, Pick<Alarm, "shelved" | "outOfService"> {
  readonly open: boolean;
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
  /** The first of each connection. `version` as in {@link PlantView}: who read the plant at another must read it again. */
  readonly hello: Pick<PlantView, "services" | "version">;
  readonly point: PointSummary;
  /** Something new of the point that the page asked to follow. */
  readonly fresh: { readonly path: string };
  readonly spectrum: { readonly path: string } & SpectrumKey;
  readonly alarm: { readonly id: string; readonly alarm: Alarm | null };
  /** There is a newer {@link AlarmReportView}, and maybe other {@link CoveredAlarmView}s. */
  readonly report: { readonly time: string };
  /** Something new of a test stand. */
  readonly stand: { readonly path: string };
  readonly services: ServicesView;
  /** Another plant file counts: lines, machines, points and channels may be others. */
  readonly plant: Readonly<Record<string, never>>;
  /** Ingest told which limits of a point count in place of the plant file's. */
  readonly limits: { readonly path: string };
  /** The time of a simulated plant was stopped or hurried, or its store taken away. */
  readonly simulation: SimulationClockView;
}
export type ServerEvent = keyof ServerEvents;
