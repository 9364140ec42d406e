import {
  ExponentialRegression,
  PowerRegression,
  SimpleLinearRegression,
  TheilSenRegression,
} from "ml-regression";
import type { Moment } from "./moment.ts";
import { median } from "./robust.ts";

/** The regressions that compete for a trend. */
export const TREND_MODELS = ["linear", "exponential", "power", "theil-sen"] as const;
export type TrendModel = (typeof TREND_MODELS)[number];

/** A fitted trend of a positive level over age. */
export interface Trend {
  readonly model: TrendModel;
  /** Relative growth now, d ln(level) / d age, 1/s; negative when it falls. */
  readonly rate: number;
  /** Level at an age. */
  at(age: number): number;
}

/**
 * Fits one model to ln-levels over age.
 *
 * @param moments at least three of different age; `value` is the natural logarithm of the level
 * @returns undefined when the fit degenerates
 */
export function fitTrend(model: TrendModel, moments: readonly Moment[]): Trend | undefined {
  const last = moments.at(-1);
  const first = moments[0];
  if (first === undefined || last === undefined || moments.length < 3) return undefined;
  const span = last.age - first.age;
  if (span <= 0) return undefined;
  // Ages run from a tenth to 1.1 over the window: well conditioned, and a power law needs its origin before the window.
  const x = moments.map(({ age }) => 0.1 + (age - first.age) / span);
  const level = moments.map(({ value }) => Math.exp(value));
  const scaled = (age: number) => 0.1 + (age - first.age) / span;
  const fit = FITS[model](x, level);
  const at = (age: number) => fit.predict(scaled(age));
  const now = fit.predict(1.1);
  const rate = fit.slope(1.1) / (Math.max(now, 1e-9) * span);
  return Number.isFinite(rate) && now > 0 ? { model, rate, at } : undefined;
}

interface Fit {
  predict(x: number): number;
  slope(x: number): number;
}

const FITS: Readonly<Record<TrendModel, (x: number[], y: number[]) => Fit>> = {
  linear(x, y) {
    const fit = new SimpleLinearRegression(x, y);
    return { predict: (at) => fit.predict(at), slope: () => fit.slope };
  },
  exponential(x, y) {
    const fit = new ExponentialRegression(x, y);
    return { predict: (at) => fit.predict(at), slope: (at) => fit.A * fit.predict(at) };
  },
  power(x, y) {
    const fit = new PowerRegression(x, y);
    return { predict: (at) => fit.predict(at), slope: (at) => (fit.B / at) * fit.predict(at) };
  },
  "theil-sen"(x, y) {
    const fit = new TheilSenRegression(x, y.map(Math.log));
    const predict = (at: number) => Math.exp(fit.predict(at));
    return { predict, slope: (at) => fit.slope * predict(at) };
  },
};

/** Share of the window that a backtest fits on; the rest it must foretell. */
const BACKTEST_SHARE = 0.7;
/** ln-level error that no data can undercut: keeps one lucky model from silencing the others. */
export const BACKTEST_FLOOR = 0.05;

/** A window in two: what a backtest may know, and what it must foretell. */
export function backtestSplit(moments: readonly Moment[]) {
  const cut = Math.max(3, Math.floor(moments.length * BACKTEST_SHARE));
  return { past: moments.slice(0, cut), future: moments.slice(cut) };
}

/**
 * How well a model would have foretold the youngest part of the window from the older part.
 *
 * @returns {@link weightOf} its ln-errors; 0 when it could not be fitted
 */
export function backtestWeight(model: TrendModel, moments: readonly Moment[]): number {
  const { past, future } = backtestSplit(moments);
  const trend = fitTrend(model, past);
  if (trend === undefined || future.length === 0) return 0;
  return weightOf(
    future.map(({ age, value }) => Math.abs(Math.log(Math.max(trend.at(age), 1e-9)) - value)),
  );
}

/** What a forecast with such absolute ln-errors weighs: 1 / (median² + floor²). */
export function weightOf(errors: readonly number[]): number {
  return 1 / (median(errors) ** 2 + BACKTEST_FLOOR ** 2);
}

/** At most so many moments, evenly picked, the newest always among them. */
export function thinned(moments: readonly Moment[], most: number): readonly Moment[] {
  if (moments.length <= most) return moments;
  const step = (moments.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => moments[Math.round(i * step)]).filter(
    (moment) => moment !== undefined,
  );
}
