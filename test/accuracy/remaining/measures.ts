import { challengeAccuracy, meanOf, quantileOf } from "./remaining-life-score.ts";
import type { Answer, WatchedLife } from "./watched-life.ts";

/** Shares of a life at which it is cut off and asked about. */
export const CUTS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

/** What one method answers along one life. */
export interface Judged {
  readonly watched: WatchedLife;
  /** The answer in force so many seconds after the life's start. */
  readonly standing: (at: number) => Answer | undefined;
}

/** An answer beside the truth. */
export interface Pair extends Answer {
  readonly cut: number;
  readonly actual: number;
}

/** The answers in force when lives are cut off; `estimate` is NaN where there is none. */
export function cutOff(judged: readonly Judged[], cuts: readonly number[] = CUTS): readonly Pair[] {
  return judged.flatMap(({ watched: { length }, standing }) =>
    cuts.map((cut) => {
      const answer = standing(cut * length);
      return { at: cut * length, estimate: Number.NaN, ...answer, cut, actual: (1 - cut) * length };
    }),
  );
}

/** What pairs of answer and truth are worth. */
export interface Figures {
  readonly asked: number;
  readonly answered: number;
  /** Mean of the challenge's accuracy; what is not answered scores 0. */
  readonly score: number;
  readonly late: number;
  readonly holds: number;
  /** Median of the interval's width over the true rest. */
  readonly width: number;
  /**
   * Continuous ranked probability score of ln(rest) by three quantiles: twice the mean pinball loss at 10, 50 and 90 % (Gneiting & Raftery, JASA 2007). Of a method without an interval twice the loss of its
   * median, which is the absolute error.
   */
  readonly crps: number;
}

export function figuresOf(pairs: readonly Pair[]): Figures {
  const given = pairs.filter(({ estimate }) => estimate > 0);
  const bounded = given.filter(({ low, high }) => low !== undefined && high !== undefined);
  return {
    asked: pairs.length,
    answered: given.length,
    score:
      given.reduce((sum, { estimate, actual }) => sum + challengeAccuracy(estimate, actual), 0) /
      pairs.length,
    late: meanOf(given.map(({ estimate, actual }) => (estimate > actual ? 1 : 0))),
    holds: meanOf(
      bounded.map(({ low = 0, high = 0, actual }) => (low <= actual && actual <= high ? 1 : 0)),
    ),
    width: quantileOf(
      bounded.map(({ low = 0, high = 0, actual }) => (high - low) / actual),
      0.5,
    ),
    crps: meanOf(given.map(ranked)),
  };
}

function ranked({ low, high, estimate, actual }: Pair): number {
  const loss = (quantile: number, p: number) => {
    const off = Math.log(actual / Math.max(quantile, 1e-3));
    return 2 * Math.max(p * off, (p - 1) * off);
  };
  if (low === undefined || high === undefined) return loss(estimate, 0.5);
  return (loss(low, 0.1) + loss(estimate, 0.5) + loss(high, 0.9)) / 3;
}

const FROM_ONSET = 400;

/** Mean absolute error from the first persistent anomaly to the end, as a share of that time; NaN without answers. */
export function errorFromOnset({ watched: { length, onset }, standing }: Judged): number {
  if (onset === undefined || onset >= length) return Number.NaN;
  const span = length - onset;
  const errors = Array.from({ length: FROM_ONSET }, (_, i) => {
    const at = onset + ((i + 0.5) / FROM_ONSET) * span;
    const answer = standing(at);
    return answer !== undefined && answer.estimate > 0
      ? Math.abs(answer.estimate - (length - at)) / span
      : Number.NaN;
  }).filter(Number.isFinite);
  return errors.length === 0 ? Number.NaN : meanOf(errors);
}

const STEPS = 200;

/**
 * Prognostic horizon: for how long before the end, as a share of the life, every answer lay within ± α of the whole life's length around the truth (Saxena et al., Int. J. PHM 2010).
 */
export function prognosticHorizon({ watched: { length }, standing }: Judged, alpha = 0.1): number {
  let horizon = 0;
  for (let i = STEPS - 1; i > 0; i--) {
    const at = (i / STEPS) * length;
    const answer = standing(at);
    if (answer === undefined || !(Math.abs(answer.estimate - (length - at)) <= alpha * length))
      break;
    horizon = 1 - i / STEPS;
  }
  return horizon;
}

/** How often the answer rose while the life went on, with a rise of more than a hundredth: of all answers with a trend. */
export function rises(answers: readonly Answer[]): number {
  const trend = answers.filter(({ basis }) => basis === "trend");
  const risen = trend.filter(
    ({ estimate }, i) => estimate > 1.01 * (trend[i - 1]?.estimate ?? Number.POSITIVE_INFINITY),
  );
  return trend.length === 0 ? 0 : risen.length / trend.length;
}
