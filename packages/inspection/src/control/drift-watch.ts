import { ISO_15242, type Iso15242Band } from "@raceway/bearings/iso-15242";
import type { Json } from "@raceway/model/json";
import type { BandControl, PartMeasurement } from "@raceway/model/part";
import { ewmaSpread } from "./control-chart.ts";
import { createOrigins, type Origin } from "./origins.ts";

/** Delivered parts that a type's centre and spread are learnt from. */
export const DRIFT_LEARNT_FROM = 200;
/** Weight of the newest part, and limits in standard deviations of the weighted mean: a shift of one standard deviation is found in some 15 parts, and of 10,000 parts in control few are beyond. */
export const DRIFT_EWMA = { weight: 0.1, limit: 3.75 } as const;
/** A drift is over when the mean is back within this share of its limit. */
const BACK = 0.7;
/** What a single part counts at most, standard deviations: a defect is no drift. */
const MOST = 3;

/** Limits of single values after Shewhart, standard deviations. */
const SHEWHART = 3;

/** A part's deviation from its centre as it counts in a weighted mean, standard deviations. */
export function counted(deviation: number): number {
  return Math.max(-MOST, Math.min(MOST, deviation));
}

/** A band of a type that is no longer where it was. */
export interface Drift {
  readonly type: string;
  readonly side: string;
  readonly rpm: number;
  readonly band: Iso15242Band;
  readonly direction: "up" | "down";
  /** How far the weighted mean lies from its centre, standard deviations of single parts. */
  readonly deviations: number;
  /** The same as a factor of the band's velocity. */
  readonly factor: number;
  /** The first part after the weighted mean last was at its centre: there it began, as far as can be told. */
  readonly since: { readonly time: string; readonly serial?: string };
  /** Where the parts that differ come from, if they come from one place more than others. */
  readonly origin?: Origin;
}

/** A part as the watch sees it. */
export interface WatchedPart {
  readonly type: string;
  readonly time: string;
  readonly serial?: string;
  readonly made?: Readonly<Record<string, string>>;
  readonly delivered: boolean;
  readonly measurements: readonly PartMeasurement[];
}

/** What is to be learnt anew. */
export interface Relearnt {
  readonly type: string;
  readonly side?: string;
  readonly rpm?: number;
  readonly band?: Iso15242Band;
}

interface Series {
  count: number;
  /** While it is learnt the sums of logarithms and their squares; then centre and spread. */
  first: number;
  second: number;
  /** Weighted mean, standard deviations. */
  at: number;
  beyond: boolean;
  since?: { readonly time: string; readonly serial?: string };
  readonly origins: ReturnType<typeof createOrigins>;
}

/**
 * Watches the band velocities of a stand's types for drifts, by exponentially weighted moving means of their logarithms: they differ from part to part by factors. What is
 * in control is what the first {@link DRIFT_LEARNT_FROM} delivered parts are, and stays so: what moves with the parts would follow a drift and not see it.
 *
 * Source: S. W. Roberts, Technometrics 1 (1959) 239–250; the beginning of a shift as the last crossing of the centre: K. Nishina, Quality and Reliability Engineering
 * International 8 (1992) 537–544.
 */
export function createDriftWatch() {
  const series = new Map<string, Series>();

  function take(key: string, value: number, part: WatchedPart): BandControl | undefined {
    const own = series.get(key) ?? {
      count: 0,
      first: 0,
      second: 0,
      at: 0,
      beyond: false,
      origins: createOrigins(),
    };
    series.set(key, own);
    const logarithm = Math.log(Math.max(value, 1e-13));
    if (own.count < DRIFT_LEARNT_FROM) {
      learn(own, logarithm, part.delivered);
      return undefined;
    }
    watch(own, logarithm, part);
    return controlOf(own);
  }

  function controlsOf(part: WatchedPart, measurement: PartMeasurement): PartMeasurement["control"] {
    const controls = ISO_15242.bands.flatMap(({ name }) => {
      const key = keyOf(part.type, measurement.rpm, measurement.side, name);
      const control = take(key, measurement[name], part);
      return control === undefined ? [] : [[name, control] as const];
    });
    return controls.length === 0 ? undefined : Object.fromEntries(controls);
  }

  return {
    /** Takes a part in. @returns its measurements, with where each band lies by what is in control; without that while it is learnt. */
    take(part: WatchedPart): readonly PartMeasurement[] {
      return part.measurements.map((measurement) => {
        const control = controlsOf(part, measurement);
        return control === undefined ? measurement : { ...measurement, control };
      });
    },
    /**
     * Learns anew where a type is in control: after a change that was meant, or one that cannot be put right. @param of a side, speed and band alone, where they are given.
     * @returns how many bands learn anew.
     */
    relearn({ type, side, rpm, band }: Relearnt): number {
      let count = 0;
      for (const key of series.keys()) {
        const own = wordsOf(key);
        const isMeant =
          own.type === type &&
          (side === undefined || own.side === side) &&
          (rpm === undefined || own.rpm === rpm) &&
          (band === undefined || own.band === band);
        if (isMeant && series.delete(key)) count += 1;
      }
      return count;
    },
    /** What is beyond its limits now, farthest first. */
    drifts: (): readonly Drift[] =>
      [...series]
        .filter(([, { beyond }]) => beyond)
        .map(([key, own]) => driftOf(key, own))
        .sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations)),
    snapshot: (): Json =>
      [...series].map(([key, { origins, since, ...own }]) => [
        key,
        {
          ...own,
          ...(since !== undefined && { since: { ...since } }),
          origins: origins.snapshot(),
        },
      ]),
    restore(state: Json): void {
      series.clear();
      for (const [key, stored] of state as unknown as [
        string,
        Omit<Series, "origins"> & { origins: Json },
      ][]) {
        const origins = createOrigins();
        origins.restore(stored.origins);
        series.set(key, { ...stored, origins });
      }
    },
  };
}

function learn(own: Series, logarithm: number, delivered: boolean): void {
  // What is below grade says nothing of what is usual.
  if (!delivered) return;
  own.count += 1;
  own.first += logarithm;
  own.second += logarithm ** 2;
  if (own.count < DRIFT_LEARNT_FROM) return;
  const centre = own.first / own.count;
  const variance = (own.second - own.count * centre ** 2) / (own.count - 1);
  own.first = centre;
  // A spread below this is the rounding of a sensor.
  own.second = Math.sqrt(Math.max(variance, 0.005 ** 2));
}

function watch(own: Series, logarithm: number, part: WatchedPart): void {
  const { weight, limit } = DRIFT_EWMA;
  const deviation = counted((logarithm - own.first) / own.second);
  const before = own.at;
  own.count += 1;
  own.at += weight * (deviation - own.at);
  if (own.since === undefined || before * own.at <= 0) {
    const { time, serial } = part;
    own.since = { time, ...(serial !== undefined && { serial }) };
    own.origins.forget();
  }
  own.origins.note(part.made ?? {}, deviation);
  const reach = limit * ewmaSpread(weight, own.count - DRIFT_LEARNT_FROM);
  own.beyond = Math.abs(own.at) > (own.beyond ? BACK : 1) * reach;
}

function keyOf(type: string, rpm: number, side: string, band: Iso15242Band): string {
  return `${type}/${rpm}/${side}/${band}`;
}

function wordsOf(key: string): Pick<Drift, "type" | "side" | "rpm" | "band"> {
  const words = key.split("/");
  const [rpm = "", side = "", band = ""] = words.slice(-3);
  const type = words.slice(0, -3).join("/");
  return { type, side, rpm: Number(rpm), band: band as Iso15242Band };
}

/** Where the latest part lies, as velocities. */
function controlOf({ first, second, at, count }: Series): BandControl {
  const { weight, limit } = DRIFT_EWMA;
  const reach = limit * ewmaSpread(weight, count - DRIFT_LEARNT_FROM);
  const velocity = (deviations: number) => Math.exp(first + deviations * second);
  return {
    centre: velocity(0),
    lower: velocity(-SHEWHART),
    upper: velocity(SHEWHART),
    ewma: velocity(at),
    ewmaLower: velocity(-reach),
    ewmaUpper: velocity(reach),
  };
}

function driftOf(key: string, { at, second, since, origins }: Series): Drift {
  const origin = origins.farthest(at < 0 ? -1 : 1);
  return {
    ...wordsOf(key),
    direction: at < 0 ? "down" : "up",
    deviations: Number(at.toFixed(2)),
    factor: Number(Math.exp(at * second).toFixed(3)),
    since: since ?? { time: "" },
    ...(origin !== undefined && { origin }),
  };
}
