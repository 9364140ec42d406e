import type { Moment } from "@raceway/learn/moment";
import { type Belief, beliefIn } from "@raceway/learn/remaining/belief";
import {
  around,
  atMost,
  mixed,
  quantileRatio,
  REMAINING_RATIOS,
  type RemainingDensity,
  UNKNOWN_SCALE,
} from "@raceway/learn/remaining-density";
import { median } from "@raceway/learn/robust";
import { type Similarity, sinceRise } from "@raceway/learn/similar-lives";
import {
  BACKTEST_FLOOR,
  backtestSplit,
  backtestWeight,
  fitTrend,
  TREND_MODELS,
  type TrendModel,
  thinned,
  weightOf,
} from "@raceway/learn/trend-fits";

/** What is known beside the levels themselves. */
export interface TrendQuestion {
  /** ln of the limit over the baseline. */
  readonly limit: number;
  /** Observation interval, seconds: the shortest time that can be told. */
  readonly cadence: number;
  /** Finished lives to compare with, from their rise on. */
  readonly similarity: Similarity;
}

/** One model's answer. */
export interface ModelForecast {
  readonly model: TrendModel | "last-gain" | "similar-lives";
  readonly seconds: number;
  readonly weight: number;
}

export interface TrendForecast {
  readonly belief: Belief;
  /** The model that weighs most of those whose answer is near the median. */
  readonly model: ModelForecast["model"];
  readonly forecasts: readonly ModelForecast[];
}

/** ln-gain whose duration sets the time scale: a factor 1.5. */
const GAIN = 0.4;
/** Fit window as a multiple of that duration. */
const WINDOW = 2;
/** Least gain that is always still to come, as a share of the gain: near the limit the future looks like the last step. */
const LEAST = 0.3;
/** Longest answer, as a multiple of the age: of a process of unknown scale half last longer than they have lasted, and half do not. */
const MOST_AGES = 1;
const WINDOW_MOST = 40;
const WINDOW_FEWEST = 8;
/** Blocks in the median that is taken for the level now. */
const LEVEL_BLOCKS = 5;
/** ln-error of an extrapolation, beside what it differs from the others. */
const EXTRAPOLATION_ERROR = 0.2;
/** What the past duration alone, which knows no level, weighs beside the forecasts: as much as one that errs by no more than data can tell. */
const UNFORESEEN = weightOf([BACKTEST_FLOOR]);
/** Moments on which similar lives are put to the test. */
const TESTED = 4;

/**
 * How long until a life is used up, from the past of its level and from finished lives since their rise.
 *
 * Bearings fail over minutes or over months, so nothing here has a time scale of its own. Linear, exponential, power and Theil–Sen regressions over
 * twice the time that the last gain of a factor 1.5 took, and that gain itself repeated at its pace, each give the time to the limit; {@link Similarity}
 * gives how long lives lasted that looked like this one. Each weighs by how well it would have foretold the youngest part of the window. Together, with
 * a share for what nobody foresees, they are a density over the remaining time.
 *
 * @param moments oldest first; ln of the level over the baseline
 * @returns undefined when there is too little to go by
 */
export function trendForecast(
  moments: readonly Moment[],
  { limit, cadence, similarity }: TrendQuestion,
): TrendForecast | undefined {
  const now = moments.at(-1);
  if (now === undefined || moments.length < WINDOW_FEWEST) return undefined;
  const rise = sinceRise(moments);
  const since = Math.max(now.age - (rise[0]?.age ?? now.age), 2 * cadence);
  const { window, forecasts: trends } = extrapolations(moments, limit, cadence);
  const remaining = similarity.remaining(rise);
  const similar: ModelForecast = {
    model: "similar-lives",
    seconds: since * quantileRatio(remaining, 0.5),
    weight: similarityWeight(similarity, rise, window),
  };
  const density = atMost(
    believed(trends, similar, remaining, since),
    (MOST_AGES * now.age) / since,
  );
  const belief = beliefIn(
    REMAINING_RATIOS.map((ratio, i) => ({ seconds: since * ratio, weight: density[i] ?? 0 })),
    now.age,
    EXTRAPOLATION_ERROR,
  );
  if (belief === undefined) return undefined;
  const forecasts = [...trends, similar];
  return { belief, model: nearest(forecasts, since * quantileRatio(density, 0.5)), forecasts };
}

/**
 * All forecasts by weight. The extrapolations of one window are one opinion: together they weigh as much as the best of them. What nobody foresees is one more:
 * the worse the others foretold, the more it counts.
 */
function believed(
  trends: readonly ModelForecast[],
  similar: ModelForecast,
  remaining: RemainingDensity,
  since: number,
): RemainingDensity {
  const best = Math.max(...trends.map(({ weight }) => weight));
  const sum = trends.reduce((total, { weight }) => total + weight, 0);
  return mixed([
    { density: UNKNOWN_SCALE, weight: UNFORESEEN },
    { density: remaining, weight: similar.weight },
    ...trends.map(({ seconds, weight }) => ({
      density: around(seconds / since, EXTRAPOLATION_ERROR),
      weight: (weight * best) / sum,
    })),
  ]);
}

/** The regressions and the last gain, each extrapolated to the limit. */
function extrapolations(moments: readonly Moment[], limit: number, cadence: number) {
  const newest = moments.at(-1)?.age ?? 0;
  const level = median(moments.slice(-LEVEL_BLOCKS).map(({ value }) => value));
  const gainTime = Math.max(lastGainTime(moments, level - GAIN), 2 * cadence);
  const toGo = Math.max(limit - level, LEAST * GAIN);
  const window = windowOf(moments, newest - WINDOW * gainTime);
  // Slower than a twentieth of a nat in the time of the last gain is no trend; it stands for "not soon".
  const slowest = 0.05 / gainTime;
  const forecasts: ModelForecast[] = TREND_MODELS.flatMap((model) => {
    const trend = fitTrend(model, window);
    if (trend === undefined) return [];
    const seconds = Math.min(toGo / Math.max(trend.rate, slowest), MOST_AGES * newest);
    return [{ model, seconds, weight: backtestWeight(model, window) }];
  });
  const weight = Math.max(...forecasts.map((forecast) => forecast.weight), 1);
  const seconds = Math.min((gainTime * toGo) / GAIN, MOST_AGES * newest);
  return { window, forecasts: [...forecasts, { model: "last-gain" as const, seconds, weight }] };
}

/** How well similar lives would have foretold the youngest part of the window. */
function similarityWeight(
  similarity: Similarity,
  rise: readonly Moment[],
  window: readonly Moment[],
): number {
  const { past, future: whole } = backtestSplit(window);
  const cut = past.at(-1)?.age ?? 0;
  const known = rise.filter(({ age }) => age <= cut);
  const future = thinned(whole, TESTED);
  // Nothing to test on yet: as good as one that errs by the whole gain.
  if (known.length < 2 || future.length === 0) return weightOf([GAIN]);
  const foretold = similarity.foretell(
    known,
    future.map(({ age }) => age),
  );
  return weightOf(
    future.map(({ value }, i) => Math.abs((foretold[i] ?? Number.POSITIVE_INFINITY) - value)),
  );
}

function nearest(forecasts: readonly ModelForecast[], seconds: number): ModelForecast["model"] {
  const say = ({ seconds: own, weight }: ModelForecast) =>
    weight * Math.exp(-((Math.log(own / seconds) / EXTRAPOLATION_ERROR) ** 2 / 2));
  return forecasts.reduce((best, next) => (say(next) > say(best) ? next : best)).model;
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
