import { fitTrend } from "@raceway/learn/trend-fits";
import { secondsOf } from "@raceway/model/time";
import { CUTS, type Judged } from "./measures.ts";
import { challengeAccuracy, meanOf } from "./remaining-life-score.ts";
import type { Answer, WatchedLife } from "./watched-life.ts";

/** Level over the baseline at which the plain exponential fit says life ends: the same as the chain's. */
const LIMIT = Math.log(4);
const MOST_FITTED = 100;

/** A method that answers along each life from that life's past and, where it is said, the other lives. */
export type Baseline = (all: readonly WatchedLife[]) => readonly Judged[];

const each =
  (
    answer: (watched: WatchedLife, others: readonly WatchedLife[]) => (at: number) => number,
  ): Baseline =>
  (all) =>
    all.map((watched) => {
      const estimate = answer(
        watched,
        all.filter((other) => other !== watched),
      );
      return { watched, standing: (at): Answer => ({ at, estimate: estimate(at) }) };
    });

/** What Raceway is compared with. */
export const BASELINES: Readonly<Record<string, Baseline>> = {
  "the constant that is best on the other lives": each((_, others) => {
    const constant = bestConstant(others.map(({ length }) => length));
    return () => constant;
  }),
  "the share of the age that is best on the other lives": each((_, others) => {
    const share = bestShare(others.map(({ length }) => length));
    return (at) => share * at;
  }),
  "half the age": each(() => (at) => at / 2),
  "a quarter of the age (in hindsight the best share)": each(() => (at) => at / 4),
  "plain exponential fit since the onset": each(exponential),
};

const CONSTANTS = Array.from({ length: 60 }, (_, i) => 30 * 1000 ** (i / 59));
const SHARES = Array.from({ length: 40 }, (_, i) => 0.05 + 0.025 * i);

function bestConstant(lengths: readonly number[]): number {
  return best(CONSTANTS, (constant) =>
    meanOf(
      lengths.flatMap((length) =>
        CUTS.map((cut) => challengeAccuracy(constant, (1 - cut) * length)),
      ),
    ),
  );
}

function bestShare(lengths: readonly number[]): number {
  return best(SHARES, (share) =>
    meanOf(
      lengths.flatMap((length) =>
        CUTS.map((cut) => challengeAccuracy(share * cut * length, (1 - cut) * length)),
      ),
    ),
  );
}

function best(choices: readonly number[], worth: (choice: number) => number): number {
  const worths = choices.map(worth);
  return choices[worths.indexOf(Math.max(...worths))] ?? Number.NaN;
}

/** ln rms over what detection expects, fitted from the onset to now by an exponential, extrapolated to four times; before the onset no answer. */
function exponential({ steps, onset, life }: WatchedLife): (at: number) => number {
  const levels = new Map<number, number>();
  for (const { observation, detected } of steps)
    for (const { judged, value, expected } of detected.residuals)
      if (judged.name === "rms") {
        const age = secondsOf(observation.time) - life.start;
        levels.set(
          age,
          Math.max(Math.log(value / expected), levels.get(age) ?? Number.NEGATIVE_INFINITY),
        );
      }
  const all = [...levels].map(([age, value]) => ({ age, value }));
  return (at) => {
    if (onset === undefined || at < onset) return Number.NaN;
    const since = all.filter(({ age }) => age >= onset - 100 && age <= at);
    const step = Math.max(1, Math.floor(since.length / MOST_FITTED));
    const trend = fitTrend(
      "exponential",
      since.filter((_, i) => i % step === 0),
    );
    if (trend === undefined) return Number.NaN;
    const level = Math.log(Math.max(trend.at(at), 1e-9));
    return trend.rate <= 0 ? 1e6 : Math.max(1, (LIMIT - level) / trend.rate);
  };
}
