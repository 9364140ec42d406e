import { type Belief, beliefIn, type Remaining } from "./belief.ts";
import { type LifePopulation, youthOf } from "./life-population.ts";
import { type Levels, type LifeView, levelsAtShare } from "./life-view.ts";
import type { WholeLife } from "./whole-life.ts";

/** Where in the past levels are compared, as shares of the age, and what each counts. */
const LAGS = [
  { share: 0, weight: 1 },
  { share: 0.1, weight: 0.5 },
  { share: 0.25, weight: 0.3 },
  { share: 0.5, weight: 0.3 },
] as const;
/** ln-difference at which a life has lost 40 % of its say: 4 dB, the step that practice takes for notable (VDI 3832). */
const TOLERANCE = 0.5;
/** Larger differences count as this: one feature that went its own way does not exclude a life. */
const FARTHEST = 2;
/** Share of the population that lasts less long than a new life is promised at most. */
const MOST = 0.95;
/** Blur of an answer on the logarithmic axis: lives of a kind differ, and few stand for all. */
const BLUR = 0.15;
/** Shares of a life that may have passed: finer where little is left, and in proportion while it is young. */
const PASSED = [
  ...Array.from({ length: 10 }, (_, i) => 0.002 * 1.4 ** i),
  ...Array.from({ length: 8 }, (_, i) => 0.06 + 0.03 * i),
  ...Array.from({ length: 65 }, (_, i) => 0.3 + 0.01 * i),
  ...Array.from({ length: 10 }, (_, i) => 0.95 + 0.005 * i),
];

/**
 * How much longer a life lasts, from whole lives that ended: for each of them and each share of it that may have passed, the levels now and at three moments of the past
 * are laid beside those that it had then. What looks alike counts, by how often lives of the length that follows are (trajectory similarity: Wang, Yu, Siegel & Lee, PHM 2008,
 * with the population of lengths as its prior).
 *
 * Nobody is promised more than twice his age or the population's median life, whichever is longer: of lives whose length nobody knows, a longer promise is
 * wrong more often than right. Only a young one may still become as old as any.
 */
export function byLikeLives(
  lives: readonly WholeLife[],
  population: LifePopulation,
  view: LifeView,
): Belief | undefined {
  const { age } = view;

  const most = 0.5 + (MOST - 0.5) * youthOf(age, population);
  const longest = Math.max(2 * age, population.quantile(most));
  const seen = LAGS.map(({ share }) => view.levels(age * (1 - share)));
  const found: Remaining[] = [];
  for (const [i, passed] of PASSED.entries()) {
    const whole = age / passed;
    if (whole > longest * 1.0001) continue;
    const width = ((PASSED[i + 1] ?? 1) - (PASSED[i - 1] ?? 0)) / 2;
    const prior = width * population.density(whole);
    for (const life of lives)
      found.push({ seconds: whole - age, weight: prior * likeness(life, passed, seen) });
  }
  return beliefIn(found, age, BLUR);
}

function likeness({ course }: WholeLife, passed: number, seen: readonly Levels[]): number {
  let [sum, compared] = [0, 0];
  for (const [k, { share, weight }] of LAGS.entries()) {
    const then = levelsAtShare(course, passed * (1 - share));
    for (const [f, level] of (seen[k] ?? []).entries()) {
      const other = then[f] ?? null;
      if (level === null || other === null) continue;
      sum += weight * Math.min(Math.abs(level - other), FARTHEST) ** 2;
      if (k === 0) compared += 1;
    }
  }
  return Math.exp(-sum / (2 * TOLERANCE ** 2 * Math.max(compared, 1)));
}
