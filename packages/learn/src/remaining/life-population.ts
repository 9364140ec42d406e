/** What is known of how long bearings of a kind last, seconds of running. */
export interface KnownDurations {
  /** Lives that ended by wear. */
  readonly ended: readonly number[];
  /** Ages of those that still run: they last at least so long. */
  readonly running: readonly number[];
  /** Life that nine of ten reach by calculation (ISO 281 L10h), seconds. Absent: not known. */
  readonly rating?: number;
}

/** A distribution of whole lives. */
export interface LifePopulation {
  /** Probability density of ln(life), per unit of ln. */
  density(seconds: number): number;
  /** Life that a share `p` does not reach, seconds. */
  quantile(p: number): number;
}

/** Weibull slopes β that are weighed: 0.7 (early failures) to 6 (wear alone). */
const SLOPES = Array.from({ length: 12 }, (_, i) => 0.7 * (6 / 0.7) ** (i / 11));
/** Rolling bearings: slopes of 1.1 to 1.5 by ISO 281, up to 3 on test rigs; a factor two either way. */
const [SLOPE, SLOPE_SPREAD] = [1.8, Math.log(2)];
/** How far real lives lie from a calculated one: "Context for a person" in ISO 281's own words; a factor 2.7. */
const RATING_SPREAD = 1;
const SCALES = 60;
/** Points between which the density is interpolated. */
const TABLE = 160;
/** Running bearings that are counted one by one; of more, so many evenly picked stand for all. */
const RUNNING_MOST = 200;
/** Quantiles that are remembered. */
const QUANTILES_MOST = 8;
/** ln distance beyond the shortest and longest known duration within which the scale is sought. */
const BEYOND = 2.5;

/**
 * Predicts whole lives from few that ended, those that still run, and a calculated one: Bayes' rule over the two numbers of a Weibull distribution on a grid (survival
 * analysis with right-censoring: Meeker & Escobar, Statistical Methods for Reliability Data, 1998, ch. 7 and 14). Because both numbers are integrated over, a population
 * of two lives is wider than one of twenty.
 *
 * @returns undefined where neither a life that ended nor a rating is known: running bearings alone say only "at least"
 */
export function createLifePopulation(known: KnownDurations): LifePopulation | undefined {
  const { ended, rating } = known;
  const running = picked(known.running);
  const anchors = [...ended, ...(rating === undefined ? [] : [rating * 5])].filter((s) => s > 0);
  if (anchors.length === 0) return undefined;
  const longest = Math.max(...anchors, ...running);
  const from = Math.log(Math.min(...anchors)) - BEYOND;
  const step = (Math.log(longest) + BEYOND - from) / (SCALES - 1);
  const cells = SLOPES.flatMap((slope) =>
    Array.from({ length: SCALES }, (_, i) => ({ slope, scale: from + i * step })),
  );
  const logs = cells.map((cell) => logPosterior(cell, { ...known, running }));
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kept = cells
    .map((cell, i) => ({ ...cell, weight: (weights[i] ?? 0) / total }))
    .filter(({ weight }) => weight > 1e-6);

  const failed = (seconds: number) =>
    kept.reduce(
      (sum, { slope, scale, weight }) =>
        sum - weight * Math.expm1(-Math.exp(slope * (Math.log(seconds) - scale))),
      0,
    );
  function exactDensity(log: number): number {
    let sum = 0;
    for (const { slope, scale, weight } of kept) {
      const power = Math.exp(slope * (log - scale));
      sum += weight * slope * power * Math.exp(-power);
    }
    return sum;
  }

  const [first, last] = [from - 4, from + (SCALES - 1) * step + 2];
  const pace = (last - first) / (TABLE - 1);
  const table = Float64Array.from({ length: TABLE }, (_, i) => exactDensity(first + i * pace));
  const quantiles = new Map<number, number>();
  return {
    density(seconds) {
      const at = (Math.log(seconds) - first) / pace;
      const low = Math.floor(at);
      if (!(at >= 0) || low >= TABLE - 1) return 0;
      const part = at - low;
      return (table[low] ?? 0) * (1 - part) + (table[low + 1] ?? 0) * part;
    },
    quantile(p) {
      const known = quantiles.get(p);
      if (known !== undefined) return known;
      let [low, high] = [from - 10, Math.log(longest) + BEYOND + 10];
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2;
        if (failed(Math.exp(middle)) < p) low = middle;
        else high = middle;
      }
      const found = Math.exp((low + high) / 2);
      // The median is asked for at every observation; other shares are asked for once.
      if (quantiles.size < QUANTILES_MOST) quantiles.set(p, found);
      return found;
    },
  };
}

/** Share of the population's median life up to which a life is young: nearly all of the population is still ahead of it. */
const YOUNG = 0.2;

/** How young a life is beside a population's: 1 when new, 0 from a fifth of its median life on. @param age seconds */
export function youthOf(age: number, population: LifePopulation): number {
  return Math.max(0, 1 - age / (YOUNG * population.quantile(0.5)));
}

function picked(running: readonly number[]): readonly number[] {
  if (running.length <= RUNNING_MOST) return running;
  const step = running.length / RUNNING_MOST;
  return Array.from({ length: RUNNING_MOST }, (_, i) => running[Math.floor(i * step)] ?? 0);
}

function logPosterior(
  { slope, scale }: { slope: number; scale: number },
  { ended, running, rating }: KnownDurations,
): number {
  let log = -0.5 * (Math.log(slope / SLOPE) / SLOPE_SPREAD) ** 2;
  if (rating !== undefined) {
    // Weibull: one in ten fails before η · (−ln 0.9)^(1/β).
    const tenth = scale + Math.log(-Math.log(0.9)) / slope;
    log -= 0.5 * ((tenth - Math.log(rating)) / RATING_SPREAD) ** 2;
  }
  for (const seconds of ended) {
    const x = slope * (Math.log(seconds) - scale);
    log += Math.log(slope) + x - Math.exp(x);
  }
  for (const seconds of running)
    if (seconds > 0) log -= Math.exp(slope * (Math.log(seconds) - scale));
  return log;
}
