import type { AlarmRules } from "./alarm.ts";
import type { Computed } from "./computed-value.ts";
import type { PointPath } from "./identity.ts";
import type { LimitOrigin } from "./limit-edit.ts";
import type { MappingPlan } from "./mapping-plan.ts";
import type { NotifyPlan } from "./notify-plan.ts";
import {
  type MachinePath,
  type MachineProduction,
  machinePathOf,
  type Shift,
} from "./production.ts";
import type { SpectrumAxis } from "./record.ts";
import type { RecordedLife } from "./recorded-life.ts";
import type { BearingType, TestStand } from "./test-stand.ts";
import { NANOS_PER_SECOND, type Nanos } from "./time.ts";
import type { ChannelKind, Unit } from "./unit.ts";
import { mergedSpans, type Span, spansBetween, WEEK, type WeeklyPeriod } from "./week.ts";

/**
 * The plant as the rest of the house sees it: checked, with every default filled in. The plant file's own form is in `@raceway/plant`.
 */
export interface Plant {
  readonly site: string;
  readonly name: string;
  readonly lines: readonly Line[];
  /** Kinds of bearings that are made and tested here. Absent: none. */
  readonly bearingTypes?: readonly BearingType[];
  /** Mean days between records of one point that exceed a learnt limit by chance alone. Absent: {@link DEFAULT_FALSE_ALARM_DAYS}. */
  readonly falseAlarmDays?: number;
  /** Finished lives of bearings that running ones are compared with, beside those that end at the plant's own points. Absent: none. */
  readonly finishedLives?: readonly RecordedLife[];
  /** Messages of devices that speak in their own way. Absent: none. */
  readonly mappings?: readonly MappingPlan[];
  /** Only for replay: what the recordings for this plant do not say of themselves. */
  readonly trace: TraceLayout;
  /** Absent: {@link DEFAULT_ALARM_RULES}. */
  readonly alarms?: AlarmRules;
  /** Absent: nobody is told beside the console. */
  readonly notify?: NotifyPlan;
}

export const DEFAULT_FALSE_ALARM_DAYS = 3;

/** What a recorded trace may be written in; where several names fit a file, the first counts. */
export const TRACE_FORMATS = [
  "femto",
  "xjtu",
  "ims",
  "mat",
  "hdf5",
  "numpy",
  "wav",
  "flac",
  "uff",
  "lvm",
  "tdms",
  "csv",
] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** How a recorded trace is laid out, as far as its own files do not tell. */
export interface TraceLayout {
  /** Absent: recognised from the files. */
  readonly format?: TraceFormat;
  /** Seconds from the start of one file to the next, where files carry no time. */
  readonly interval?: number;
  /** Time of the first sample. Absent: 2000-01-01T00:00:00Z. */
  readonly start?: Nanos;
  /** Hz, for formats that do not say. */
  readonly sampleRate?: number;
  readonly columns?: readonly string[];
  readonly delimiter?: string;
  readonly skipRows?: number;
  /** IANA time zone of dates and names of files that say none. Absent: UTC. */
  readonly timeZone?: string;
  /** How dates are written, `DD/MM/YYYY HH:mm:ss`, or what numbers count: s, ms, us, ns, excel. Absent: seen from the rows. */
  readonly timeFormat?: string;
  /** How the names of files say their time, `YYMMDD_HHmmss`. Absent: seen from the names. */
  readonly fileTime?: string;
  /** What the records of a matrix are, when it is none of channels. */
  readonly records?: "rows" | "columns";
  /** Longer recordings are cut into equal blocks of about this length, seconds. */
  readonly blockSeconds?: number;
}

export interface Line {
  readonly id: string;
  readonly name: string;
  readonly machines: readonly Machine[];
  /** Where its finished bearings are tested. Absent: nowhere. */
  readonly stands?: readonly TestStand[];
  /** When the line stands still by plan, each week. Absent: never. */
  readonly plannedStops?: readonly WeeklyPeriod[];
  /** The same from a calendar, in order. */
  readonly calendarStops?: readonly Span[];
  /** Absent: the advice is to use the last stop before the lower end of a remaining life. */
  readonly costs?: MaintenanceCosts;
  /** When people work on it, none overlapping another. Absent: whole days are accounted for. */
  readonly shifts?: readonly Shift[];
  /** Id of the machine whose states and pieces stand for the line's. Absent: the line stands while any of its machines does. */
  readonly bottleneck?: string;
  /** IANA time zone in which people are told of stops. Absent: UTC. */
  readonly timeZone?: string;
}

/** What maintenance too late and too early costs, in any one currency. */
export interface MaintenanceCosts {
  /** An hour in which the line stands without a plan. */
  readonly unplannedHour: number;
  /** Hours that the line stands when a bearing fails in operation. */
  readonly failureHours: number;
  /** Hours that work without a plan takes. */
  readonly workHours: number;
  /** An hour of running that a part replaced early would have had left. */
  readonly lifeHour: number;
}

/** The planned stop that a line is in; undefined when it should be running. */
export function currentStop(line: Line, now: Nanos): Span | undefined {
  return stopsBetween(line, now, now + WEEK).find(({ start }) => start <= now);
}

/** How far ahead stops are looked for: within a quarter of a year a line that stops by plan does so. */
export const STOP_HORIZON = 92n * 86_400n * NANOS_PER_SECOND;

/** The planned stop that a line is in, or else its next one: when work on it costs no production. Undefined when none is planned within a quarter of a year. */
export function nextStop(line: Line, now: Nanos): Span | undefined {
  return stopsBetween(line, now, now + WEEK)[0] ?? stopsBetween(line, now, now + STOP_HORIZON)[0];
}

/** The planned stops of a line that are not over at `from` and begin until `to`, in order. */
export function stopsBetween(line: Line, from: Nanos, to: Nanos): readonly Span[] {
  const { plannedStops = [], calendarStops = [] } = line;
  const within = ({ start, end }: Span) => from < end && start <= to;
  const weekly = spansBetween(plannedStops, from, to).filter(within);
  return mergedSpans([...weekly, ...calendarStops.filter(within)]);
}

export interface Machine {
  readonly id: string;
  readonly name: string;
  /** Rated power, kW: decides the scope of ISO 10816-3. */
  readonly powerKw?: number;
  /** Present only when the machine is in the scope of ISO 10816-3 and its support is declared. */
  readonly iso?: IsoClass;
  readonly speed: SpeedFacts;
  /** Weight in the health of the line and the site. Absent: 1. */
  readonly criticality?: number;
  /** The channel that measures the temperature around the machine. Absent: none does. */
  readonly ambient?: { readonly point: PointPath; readonly channel: string };
  /** Unit of `load` in waveform messages. */
  readonly loadUnit: Unit;
  /** Mains frequency of an electric drive, Hz; absent for other drives. */
  readonly lineFrequencyHz?: number;
  /** Absent: of what it does nothing is told. */
  readonly production?: MachineProduction;
  readonly points: readonly MeasurementPoint[];
}

/** Machine class of ISO 10816-3:2009: group 1 (over 300 kW or shaft height ≥ 315 mm) or 2 (15–300 kW), on its support. */
export interface IsoClass {
  readonly group: 1 | 2;
  readonly support: "rigid" | "flexible";
}

export interface SpeedFacts {
  /** Speed to assume when a message carries none, r/min; absent: unknown, and defect lines are not sought. */
  readonly nominalRpm?: number;
  /** Largest relative error of the nominal speed, e.g. 0.02. */
  readonly tolerance: number;
  /** The same of a speed that comes with the data. Absent: 0.005, or `tolerance` when that is less. */
  readonly measuredTolerance?: number;
  /** A channel of kind speed whose latest reading applies, as `point/channel` of the same machine. */
  readonly channel?: string;
}

export interface MeasurementPoint {
  readonly path: PointPath;
  readonly id: string;
  readonly name: string;
  /** Its path in the plant file before, when it had another. */
  readonly was?: PointPath;
  readonly bearing?: Bearing;
  readonly channels: readonly Channel[];
}

/** Frequencies of a bearing's defects as multiples (orders) of the shaft speed, and how sure they are. */
export interface Bearing {
  readonly designation: string;
  readonly maker?: string;
  readonly orders: DefectOrders;
  /** Relative half width within which a line may lie: slip and the uncertainty of the geometry together, e.g. 0.02. */
  readonly tolerance: number;
  /** Where the orders come from, for the evidence. */
  readonly source: string;
  readonly rotating: "inner" | "outer";
  /** Basic rating life L10h (ISO 281), hours: nine of ten reach it. Absent: neither declared nor to be calculated. */
  readonly ratingHours?: number;
  /** Days from ordering it to having it at the machine. Absent: not declared, as of one that lies on the shelf. */
  readonly leadTimeDays?: number;
}

export interface DefectOrders {
  /** Ball pass, outer race. */
  readonly bpfo: number;
  /** Ball pass, inner race. */
  readonly bpfi: number;
  /** Ball spin (a ball defect strikes twice a turn: look at 2 × bsf). */
  readonly bsf: number;
  /** Fundamental train (cage). */
  readonly ftf: number;
}

/**
 * Which way a vibration sensor points: across the shaft (horizontally, vertically, or any way) or along it. `axial-opposed` points along it the other way than the machine's other axial sensors: their phases
 * are half a turn apart for that alone.
 */
export const DIRECTIONS = ["horizontal", "vertical", "radial", "axial", "axial-opposed"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** Its id in the plant file before, when it had another. */
  readonly was?: string;
  readonly kind: ChannelKind;
  /** When declared, messages must use it or a unit of the same quantity. */
  readonly unit?: Unit;
  /** How a sensor's own numbers become values in `unit`. Absent: they are. Only with `unit`. */
  readonly calibration?: Calibration;
  /** When declared, waveforms must have it within 0.5 %. Hz. */
  readonly sampleRate?: number;
  /** Largest magnitude that the sensor can report, in `unit`: lets clipping be told from a flat top. */
  readonly fullScale?: number;
  /** Of a sensor that computes itself: which indicator its readings, or of what its spectra are. Absent: it sends waveforms, or nothing but the limits says ({@link computedValueOf}). */
  readonly values?: Computed;
  /** Where the lines of its spectra stand, as far as messages and recordings do not say. */
  readonly spectrum?: LinePlaces;
  /** Of a vibration sensor; absent: nobody said. */
  readonly direction?: Direction;
  /** Pass band of the envelope analysis, Hz; absent: chosen from the data. */
  readonly envelopeBand?: readonly [low: number, high: number];
  /** Present on the sensor of a stand where finished bearings are tested: the bands of ISO 15242 are measured. */
  readonly testStand?: true;
  /** Longest time without data before the sensor counts as silent, seconds. */
  readonly silentAfter: number;
  /** Absolute limits by indicator name. */
  readonly limits: readonly IndicatorLimit[];
  /** For replay: name of the channel in a recorded trace. */
  readonly trace?: string;
  /** Sparkplug B metric that feeds the channel: `group/edge/device:metric` or `group/edge:metric`. Only with `unit`, and unique in the plant. */
  readonly sparkplug?: string;
}

/** Where the lines of a spectrum stand. */
export interface LinePlaces {
  /** Distance of two lines, on the axis. */
  readonly step?: number;
  /** Place of the first one, a whole number of steps. */
  readonly from: number;
  readonly axis: SpectrumAxis;
}

/** value in the channel's unit = number × factor + offset. */
export interface Calibration {
  readonly factor: number;
  readonly offset: number;
  /** Present where the numbers are a voltage, which a sensitivity turns into the quantity: in V. */
  readonly volts?: true;
}

/** An absolute limit on one indicator, in the indicator's canonical unit (docs/indicators.md). */
export interface IndicatorLimit {
  readonly indicator: string;
  readonly warning?: number;
  readonly alarm?: number;
  /** Present when a person set it, in place of the plant file's. */
  readonly edited?: LimitOrigin;
}

/** A measurement point with the machine, line and site it belongs to. */
export interface PointContext {
  readonly site: string;
  readonly line: Line;
  readonly machine: Machine;
  readonly point: MeasurementPoint;
}

/** Every measurement point of a plant by path, in the plant file's order. */
export function pointsOf(plant: Plant): ReadonlyMap<PointPath, PointContext> {
  const points = new Map<PointPath, PointContext>();
  for (const line of plant.lines)
    for (const machine of line.machines)
      for (const point of machine.points)
        points.set(point.path, { site: plant.site, line, machine, point });
  return points;
}

/** A machine with the line and site that it belongs to. */
export interface MachineContext {
  readonly site: string;
  readonly line: Line;
  readonly machine: Machine;
}

/** Every machine of a plant whose states are told, by path, in the plant file's order. */
export function producingMachines({
  site,
  lines,
}: Pick<Plant, "site" | "lines">): ReadonlyMap<MachinePath, MachineContext> {
  return new Map(
    lines.flatMap((line) =>
      line.machines
        .filter(({ production }) => production !== undefined)
        .map((machine) => [
          machinePathOf({ site, line: line.id, machine: machine.id }),
          { site, line, machine },
        ]),
    ),
  );
}

/** The channel of a point by id. */
export function channelOf(point: MeasurementPoint, id: string): Channel | undefined {
  return point.channels.find((channel) => channel.id === id);
}

/** Names of a point's channels for people, by id. */
export function channelNames(point: MeasurementPoint): Readonly<Record<string, string>> {
  return Object.fromEntries(point.channels.map(({ id, name }) => [id, name]));
}
