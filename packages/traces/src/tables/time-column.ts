import { plausibleRate } from "../sample-rate.ts";

/** A stretch of evenly spaced rows. */
export interface EvenRun {
  readonly from: number;
  readonly to: number;
  /** Value of the time column at the first row, seconds. */
  readonly start: number;
  /** Hz. */
  readonly rate: number;
}

/** Steps this much off the median end a run: a gap, a clock that was set. */
const TOLERANCE = 0.5;
/** The same where times repeat, being written with fewer decimals than the rate asks for. */
const ROUNDED_TOLERANCE = 1.01;
/** Since 1970 it is the year 2261: no clock shows later times, and 64 bits of nanoseconds hold none. */
const LATEST_SECONDS = 9.2e9;

/**
 * Evenly spaced stretches of a time column in seconds: a step that differs from the median step by more than half of it begins a new one.
 *
 * @returns undefined when the times do not rise, or rise at no plausible rate.
 */
export function evenRuns(times: Float64Array): readonly EvenRun[] | undefined {
  if (times.length < 2 || times.some((time) => Math.abs(time) > LATEST_SECONDS)) return undefined;
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const median = steps.toSorted()[steps.length >> 1] ?? 0;
  if (median === 0) return roundedRun(times);
  if (!(median > 0)) return undefined;
  const tolerance = (steps.includes(0) ? ROUNDED_TOLERANCE : TOLERANCE) * median;
  const runs: EvenRun[] = [];
  let from = 0;
  for (let at = 1; at <= times.length; at++) {
    const step = steps[at - 1] ?? Number.POSITIVE_INFINITY;
    if (at < times.length && Math.abs(step - median) <= tolerance) continue;
    const start = times[from] ?? 0;
    const span = (times[at - 1] ?? 0) - start;
    const rate = plausibleRate(span > 0 ? (at - 1 - from) / span : 1 / median);
    if (rate === undefined) return undefined;
    runs.push({ from, to: at, start, rate: Number(rate.toPrecision(9)) });
    from = at;
  }
  return runs;
}

/** Most times repeat: only the whole says how fast they rise. */
function roundedRun(times: Float64Array): readonly EvenRun[] | undefined {
  const start = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - start;
  if (!(span > 0)) return undefined;
  const rate = plausibleRate((times.length - 1) / span);
  if (rate === undefined) return undefined;
  return [{ from: 0, to: times.length, start, rate: Number(rate.toPrecision(9)) }];
}

/** Seconds in one unit of a time column, by its name: `time (ms)`, `t_us`; seconds when it does not say. */
export function timeScale(name: string): number {
  const unit = /(?:[[(_ ]|^)(ns|us|µs|μs|ms|min|h)[\])]?$/i.exec(name.trim())?.[1]?.toLowerCase();
  const scales: Readonly<Record<string, number>> = {
    ns: 1e-9,
    us: 1e-6,
    µs: 1e-6,
    μs: 1e-6,
    ms: 1e-3,
    min: 60,
    h: 3600,
  };
  return scales[unit ?? ""] ?? 1;
}

/**
 * A time since 1970 in seconds, whether the column counts seconds, milliseconds, microseconds or nanoseconds since then; undefined for a time since
 * the recording's begin.
 */
export function epochSeconds(value: number): { readonly unit: number } | undefined {
  for (const unit of [1, 1e-3, 1e-6, 1e-9])
    if (value * unit > 6e8 && value * unit < 4.2e9) return { unit };
  return undefined;
}
