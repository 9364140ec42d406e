import { plausibleRate } from "../sample-rate.ts";

/** A stretch of evenly spaced rows. */
export interface EvenRun {
  readonly from: number;
  readonly to: number;
  /** Value of the time column at the first row, seconds. */
  readonly start: number;
  /** Hz. */
  readonly rate: number;
  /** Largest relative error of the rate that comes of how the times are written. */
  readonly rateError: number;
}

/** Evenly spaced stretches, and what had to be done to see them. */
export interface EvenRuns {
  readonly runs: readonly EvenRun[];
  /** The steps scatter, and only the sum keeps time: the smallest and the largest step, seconds. */
  readonly jitter?: readonly [smallest: number, largest: number];
}

/** Steps this much off the median end a run: a gap, a clock that was set. */
const TOLERANCE = 0.5;
/** Stretches shorter than this on the average are no stretches, but a clock that scatters. */
const SHORTEST_RUN = 100;
/** A step longer than this many of the long ones is a gap whatever the clock. */
const GAP = 3;
/** A clock that scatters keeps time when its times stay this near to a straight line, as a share of the whole. */
const KEEPS_TIME = 0.05;
/** Where the rate is declared, and theirs has to agree with it. */
const KEEPS_DECLARED = 0.2;
/** Since 1970 it is the year 2261: no clock shows later times, and 64 bits of nanoseconds hold none. */
export const LATEST_SECONDS = 9.2e9;

/**
 * Evenly spaced stretches of times in seconds that rise. A step that differs from the median step by more than half of it begins a new one; where that
 * would leave only fragments, as with times that are written coarsely or read out of a buffer in bursts, the mean rate counts, as long as the sum
 * keeps time. Where bursts of rows could be either, the declared rate decides.
 *
 * @returns undefined when the times do not rise, or rise at no plausible rate.
 * @throws RangeError when they come in bursts that could be stretches or a buffer read out, and no rate is declared.
 */
export function evenRuns(times: Float64Array, declared?: number): EvenRuns | undefined {
  if (times.length < 2 || times.some((time) => Math.abs(time) > LATEST_SECONDS)) return undefined;
  const steps = Float64Array.from(times.subarray(1), (time, at) => time - (times[at] ?? 0));
  const sorted = steps.toSorted();
  const median = sorted[sorted.length >> 1] ?? 0;
  const ranges =
    median > 0 ? splitAt(times, steps, (step) => Math.abs(step - median) > TOLERANCE * median) : [];
  const whole = median > 0 ? withRates(times, ranges, median) : undefined;
  const isWhole =
    ranges.length > 0 && (ranges.length <= 3 || times.length / ranges.length >= SHORTEST_RUN);
  if (whole !== undefined && isWhole && agrees(whole, declared, 0.005)) {
    if (declared === undefined) refuseBursts(ranges, whole, meanRate(times));
    return whole;
  }
  // A buffer that holds a burst is read out once in the time of a burst.
  const longestBurst = Math.max(...ranges.map(([from, to]) => to - from), 0);
  const pause = declared === undefined ? 0 : (1.5 * longestBurst) / declared;
  const scattered = meanRuns(times, steps, sorted, pause);
  if (scattered === undefined || (isWhole && !agrees(scattered, declared, 0.02))) return whole;
  if (declared === undefined) refuseCoarse(scattered.runs, sorted);
  // Times that are written coarsely scatter by one digit: nothing to tell.
  const isRounding = (sorted.at(-1) ?? 0) <= 2.01 * smallestStep(sorted);
  const longest = sorted.findLast((step) => step <= scattered.gap) ?? 0;
  return { runs: scattered.runs, ...(!isRounding && { jitter: [sorted[0] ?? 0, longest] }) };
}

/** Whether runs have the declared rate; without one, they have. */
function agrees({ runs }: Pick<EvenRuns, "runs">, declared: number | undefined, within: number) {
  if (declared === undefined) return true;
  return runs.every(({ rate, rateError }) => Math.abs(rate / declared - 1) <= within + rateError);
}

function meanRate(times: Float64Array): number {
  return (times.length - 1) / spanOf(times, 0, times.length);
}

/** Few digits of time leave the rate open. */
function refuseCoarse(runs: readonly EvenRun[], sorted: Float64Array): void {
  const worst = runs.find(
    ({ rateError, from, to }) => rateError > KEEPS_TIME && to - from > GAP * 10,
  );
  if (worst === undefined) return;
  throw new RangeError(
    `its times are written in steps of ${short(smallestStep(sorted))} s, which leaves the rate open (about ${short(worst.rate)} Hz): sampleRate in the plant file says it`,
  );
}

/** So many bursts of so few rows each may be what a sensor's buffer held. */
const [FEW_BURSTS, LONGEST_BURST] = [8, 600];

function refuseBursts(
  ranges: readonly (readonly [number, number])[],
  { runs }: EvenRuns,
  mean: number,
): void {
  const lengths = new Set(ranges.slice(0, -1).map(([from, to]) => to - from));
  const [length = 0] = lengths;
  if (ranges.length < FEW_BURSTS || lengths.size !== 1 || length > LONGEST_BURST) return;
  throw new RangeError(
    `the times come in bursts of ${length} rows, ${short(runs[0]?.rate ?? 0)} Hz within and ${short(mean)} Hz on the whole: sampleRate in the plant file says which`,
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Ranges of rows between the steps that end them. */
function splitAt(
  times: Float64Array,
  steps: Float64Array,
  ends: (step: number) => boolean,
): readonly (readonly [from: number, to: number])[] {
  const ranges: (readonly [number, number])[] = [];
  let from = 0;
  for (let at = 1; at <= times.length; at++) {
    if (at < times.length && !ends(steps[at - 1] ?? 0)) continue;
    ranges.push([from, at]);
    from = at;
  }
  return ranges;
}

/** Runs with the rate that all have in common, or each with its own where they have none. */
function withRates(
  times: Float64Array,
  ranges: readonly (readonly [number, number])[],
  median: number,
): EvenRuns | undefined {
  let count = 0;
  let length = 0;
  for (const [from, to] of ranges) {
    count += to - from - 1;
    length += spanOf(times, from, to);
  }
  const common = count > 0 && length > 0 ? count / length : 1 / median;
  const runs: EvenRun[] = [];
  for (const [from, to] of ranges) {
    const span = spanOf(times, from, to);
    const own = span > 0 ? (to - from - 1) / span : common;
    const rateError = span > 0 ? Math.min(0.5, coarseness(times, from, to, own) / span) : 0.5;
    const rate = plausibleRate(Math.abs(own / common - 1) <= rateError + 1e-9 ? common : own);
    if (rate === undefined) return undefined;
    runs.push({ from, to, start: times[from] ?? 0, rate: rounded(rate, rateError), rateError });
  }
  return { runs };
}

function spanOf(times: Float64Array, from: number, to: number): number {
  return (times[to - 1] ?? 0) - (times[from] ?? 0);
}

/** How far the times of a run stray from even ones, seconds. */
function coarseness(times: Float64Array, from: number, to: number, rate: number): number {
  const start = times[from] ?? 0;
  let worst = 0;
  for (let at = from; at < to; at++) {
    const off = Math.abs((times[at] ?? 0) - start - (at - from) / rate);
    if (off > worst) worst = off;
  }
  return 2 * worst;
}

/** Runs between gaps at their mean rates; undefined when one does not keep time. */
function meanRuns(
  times: Float64Array,
  steps: Float64Array,
  sorted: Float64Array,
  pause: number,
): { readonly runs: readonly EvenRun[]; readonly gap: number } | undefined {
  const span = spanOf(times, 0, times.length);
  if (!(span > 0) || (sorted[0] ?? -1) < 0) return undefined;
  const long = sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 0;
  const usual = Math.max(long, sorted[sorted.length >> 1] ?? 0, smallestStep(sorted));
  const gap = Math.max(GAP * usual, pause);
  const ranges = splitAt(times, steps, (step) => step > gap);
  if (times.length / ranges.length < Math.min(SHORTEST_RUN, times.length / 2)) return undefined;
  const runs: EvenRun[] = [];
  for (const [from, to] of ranges) {
    const keeps = pause > 0 ? KEEPS_DECLARED : KEEPS_TIME;
    const line = straightLine(times.subarray(from, to), keeps, smallestStep(sorted));
    if (line === undefined) return undefined;
    const rate = plausibleRate(1 / line.step);
    if (rate === undefined) return undefined;
    const { error } = line;
    runs.push({ from, to, start: times[from] ?? 0, rate: rounded(rate, error), rateError: error });
  }
  return { runs, gap };
}

/** The straight line through times by their number (least squares), unless they stray from it. */
function straightLine(
  times: Float64Array,
  keeps: number,
  digit: number,
): { readonly step: number; readonly error: number } | undefined {
  const { length } = times;
  if (length < 3) return undefined;
  const start = times[0] ?? 0;
  const middle = (length - 1) / 2;
  const mean = times.reduce((sum, time) => sum + (time - start), 0) / length;
  let both = 0;
  for (let at = 0; at < length; at++) both += (at - middle) * ((times[at] ?? 0) - start - mean);
  const step = both / ((length * (length * length - 1)) / 12);
  if (!(step > 0)) return undefined;
  let worst = 0;
  for (let at = 0; at < length; at++)
    worst = Math.max(worst, Math.abs((times[at] ?? 0) - start - mean - (at - middle) * step));
  const share = worst / (step * length);
  // Times written by the second stray from any line by less than one.
  return share <= keeps || worst <= 2 * step || worst <= digit ? { step, error: share } : undefined;
}

function smallestStep(sorted: Float64Array): number {
  return sorted.find((step) => step > 0) ?? 0;
}

/** A rate may be rounded by so much, relatively. */
const ROUNDING = 5e-4;

/** The shortest number within the error that the way of writing leaves. */
function rounded(rate: number, error: number): number {
  const within = Math.min(error, ROUNDING) * rate;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(rate.toPrecision(digits));
    if (Math.abs(short - rate) <= within) return short;
  }
  return Number(rate.toPrecision(9));
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
