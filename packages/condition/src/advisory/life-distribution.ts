import { normalCdf, upperQuantile } from "@raceway/learn/normal";

/** A forecast of remaining life, seconds of running. */
export interface LifeForecast {
  readonly rulSeconds: number;
  readonly lowSeconds: number;
  readonly highSeconds: number;
  /** Probability content of [low, high]. */
  readonly interval: number;
}

/** The remaining life as a chance for every span. */
export interface LifeDistribution {
  /** Chance that life ends within so many seconds of running. */
  endsWithin(seconds: number): number;
  /** Expected rest of life after so many seconds: the mean of what exceeds them, seconds. */
  restAfter(seconds: number): number;
}

const STEPS = 200;
/** Where the rest of a life no longer counts, standard deviations above the median. */
const FAR = 4;

/**
 * The simplest distribution through a forecast's three numbers: log-normal, with its median at the expected life and one spread below and another above it, so
 * that the interval has its content with equal tails.
 */
export function lifeDistribution(forecast: LifeForecast): LifeDistribution {
  const { rulSeconds, lowSeconds, highSeconds, interval } = forecast;
  const z = upperQuantile((1 - interval) / 2);
  const median = Math.max(rulSeconds, 1);
  const below = Math.max(1e-3, Math.log(median / Math.max(Math.min(lowSeconds, median), 1)) / z);
  const above = Math.max(1e-3, Math.log(Math.max(highSeconds, median) / median) / z);
  const end = median * Math.exp(FAR * above);

  function endsWithin(seconds: number): number {
    if (seconds <= 0) return 0;
    const x = Math.log(seconds / median);
    return normalCdf(x / (x < 0 ? below : above));
  }

  return {
    endsWithin,
    restAfter(seconds) {
      const from = Math.max(seconds, 0);
      const step = Math.max(0, end - from) / STEPS;
      // The mean of what exceeds a value is the integral of survival from there on; midpoints.
      let rest = 0;
      for (let i = 0; i < STEPS; i++) rest += step * (1 - endsWithin(from + (i + 0.5) * step));
      return rest;
    },
  };
}
