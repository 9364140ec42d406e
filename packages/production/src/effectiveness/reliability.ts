import { type Accounted, minutesOf } from "../state/accounted.ts";

/** A stop that nobody planned, whole. */
export interface Breakdown {
  readonly start: bigint;
  readonly end: bigint;
  readonly cause?: string;
}

/** How often a machine fails and how long it stands then. */
export interface Reliability {
  readonly failures: number;
  /** Mean operating time between failures (IEC 60050-192, 192-05-13): minutes that it ran over failures. Absent: it did not fail. */
  readonly mtbfMinutes?: number;
  /** Mean time to restoration (192-07-23): minutes of those stops over failures. */
  readonly mttrMinutes?: number;
}

/** Shorter stops are minor ones (Nakajima's six big losses): they cost time, and are no failures. Minutes. */
export const FAILURE_MINUTES = 5;

/** Unplanned stops of at least {@link FAILURE_MINUTES}; one whose cause changed while it lasted is one. */
export function breakdownsOf(accounted: readonly Accounted[]): readonly Breakdown[] {
  const stops: Breakdown[] = [];
  for (const { start, end, use, cause } of accounted) {
    if (use !== "unplanned") continue;
    const last = stops.at(-1);
    if (last !== undefined && last.end === start)
      stops[stops.length - 1] = { ...(cause !== undefined && { cause }), ...last, end };
    else stops.push({ start, end, ...(cause !== undefined && { cause }) });
  }
  return stops.filter((stop) => minutesOf(stop) >= FAILURE_MINUTES);
}

/** @param accounted of all the time that is looked at: a stop counts once, however many shifts it lasts. */
export function reliabilityOf(accounted: readonly Accounted[]): Reliability {
  const stops = breakdownsOf(accounted);
  const failures = stops.length;
  if (failures === 0) return { failures };
  const sum = (spans: readonly Pick<Accounted, "start" | "end">[]) =>
    spans.reduce((minutes, span) => minutes + minutesOf(span), 0);
  const ran = sum(accounted.filter(({ use }) => use === "running" || use === "extra"));
  return { failures, mtbfMinutes: ran / failures, mttrMinutes: sum(stops) / failures };
}

/** Minutes and stops of one cause. */
export interface DowntimeCause {
  /** Absent: nobody told why. */
  readonly cause?: string;
  readonly minutes: number;
  readonly stops: number;
}

/** Unplanned minutes by cause, most first (Pareto). Minor stops are among them. */
export function downtimeByCause(accounted: readonly Accounted[]): readonly DowntimeCause[] {
  const own = accounted.filter(({ use }) => use === "unplanned");
  return [...Map.groupBy(own, ({ cause }) => cause)]
    .map(([cause, stops]) => ({
      ...(cause !== undefined && { cause }),
      minutes: stops.reduce((sum, stop) => sum + minutesOf(stop), 0),
      stops: stops.length,
    }))
    .sort((a, b) => b.minutes - a.minutes);
}
