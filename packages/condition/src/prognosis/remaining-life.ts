import type { Moment } from "@raceway/learn/fading-history";
import {
  backtestWeight,
  fitTrend,
  TREND_MODELS,
  type TrendModel,
  thinned,
} from "@raceway/learn/trend-fits";

/** Tunables of the remaining-life estimate; found leave-one-life-out, docs/accuracy/lives.md. */
export interface RemainingLifeOptions {
  /** ln-gain whose duration sets the time scale: a factor 1.5. */
  readonly gain: number;
  /** Fit window as a multiple of that duration. */
  readonly window: number;
  /** Least gain that is always still to come, as a share of `gain`: near the limit the future looks like the last step. */
  readonly least: number;
  /** Longest answer, as a multiple of the age: of a process of unknown scale half last longer than they have lasted, and half do not. */
  readonly mostAges: number;
  /** Ratio of the true remaining life to the estimate, 10 % and 90 % quantiles on the learning lives. */
  readonly interval: readonly [low: number, high: number];
}

export const REMAINING_LIFE_DEFAULTS: RemainingLifeOptions = {
  gain: 0.4,
  window: 2,
  least: 0.3,
  mostAges: 1,
  interval: [0.2, 12],
};

/** One model's answer. */
export interface Forecast {
  readonly model: TrendModel | "last-gain";
  readonly seconds: number;
  readonly weight: number;
}

export interface RemainingLife {
  readonly seconds: number;
  readonly low: number;
  readonly high: number;
  /** The model whose answer it is. */
  readonly model: Forecast["model"];
  readonly forecasts: readonly Forecast[];
}

const WINDOW_MOST = 40;
const WINDOW_FEWEST = 8;
/** Blocks in the median that is taken for the level now. */
const LEVEL_BLOCKS = 5;

/**
 * How long until a level reaches its limit, from its own past.
 *
 * Bearings fail over minutes or over months, so nothing here has a time scale of its own: it is the time that the last gain of a factor 1.5 took. Linear,
 * exponential, power and Theil–Sen regressions over twice that window, and the last gain itself repeated at its pace, each give the time to the limit; the
 * answer is their median, weighted by how well each would have foretold the window's last third. On a plateau the window grows with the time spent
 * there, which is the best that can be said of a process of unknown scale (the remaining time is of the order of the time elapsed); when damage
 * accelerates, the window shrinks with it.
 *
 * @param moments oldest first; ln of the level over the baseline
 * @param limit ln of the limit over the baseline
 * @param cadence observation interval, seconds: the shortest time that can be told
 * @returns undefined when there is no rise to extrapolate
 */
export function remainingLife(
  moments: readonly Moment[],
  limit: number,
  cadence: number,
  options: RemainingLifeOptions = REMAINING_LIFE_DEFAULTS,
): RemainingLife | undefined {
  const now = moments.at(-1);
  if (now === undefined || moments.length < WINDOW_FEWEST) return undefined;
  const level = middle(moments.slice(-LEVEL_BLOCKS).map(({ value }) => value));
  const gainTime = Math.max(lastGainTime(moments, level - options.gain), 2 * cadence);
  const toGo = Math.max(limit - level, options.least * options.gain);
  const longest = options.mostAges * now.age;
  const window = windowOf(moments, now.age - options.window * gainTime);
  // Slower than a twentieth of a nat in the time of the last gain is no trend; it stands for "not soon".
  const slowest = 0.05 / gainTime;
  const forecasts: Forecast[] = TREND_MODELS.flatMap((model) => {
    const trend = fitTrend(model, window);
    if (trend === undefined) return [];
    const seconds = Math.min(toGo / Math.max(trend.rate, slowest), longest);
    return [{ model, seconds, weight: backtestWeight(model, window) }];
  });
  const best = Math.max(...forecasts.map(({ weight }) => weight), 1);
  const repeated = Math.min((gainTime * toGo) / options.gain, longest);
  forecasts.push({ model: "last-gain", seconds: repeated, weight: best });
  const chosen = weightedMedian(forecasts);
  const [low, high] = options.interval;
  return {
    seconds: chosen.seconds,
    low: low * chosen.seconds,
    high: high * chosen.seconds,
    model: chosen.model,
    forecasts,
  };
}

/** Time since the level was last below a mark; the whole age when it never was. */
function lastGainTime(moments: readonly Moment[], mark: number): number {
  const newest = moments.at(-1)?.age ?? 0;
  const below = moments.findLast(({ value }) => value < mark);
  return newest - (below?.age ?? 0);
}

function windowOf(moments: readonly Moment[], from: number): readonly Moment[] {
  const start = moments.findIndex(({ age }) => age >= from);
  const window = moments.slice(Math.min(start, moments.length - WINDOW_FEWEST));
  return thinned(window, WINDOW_MOST);
}

function weightedMedian(forecasts: readonly Forecast[]): Forecast {
  const sorted = [...forecasts].sort((a, b) => a.seconds - b.seconds);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const forecast of sorted) {
    sum += forecast.weight;
    if (sum >= half) return forecast;
  }
  throw new RangeError("no forecast to take the median of");
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
