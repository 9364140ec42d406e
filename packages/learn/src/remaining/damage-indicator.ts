import type { Levels } from "./life-view.ts";
import { COURSE_SHARES, type WholeLife } from "./whole-life.ts";

/** One number for the damage, ln over the baseline: 0 while nothing rises. */
export type DamageIndicator = (levels: Levels) => number;

/** Finished lives that equal weights count as much as. */
const PRIOR_LIVES = 2;

/**
 * Fuses features into one damage indicator: the mean of what stands above the baseline, weighted by how well each feature served in finished lives (Coble & Hines 2009):
 * monotonicity (how surely it rises along a life), trendability (how alike lives rise) and prognosability (how alike they end, beside how far they rise).
 *
 * @returns equal weights where no life has ended
 */
export function damageIndicator(lives: readonly WholeLife[]): DamageIndicator {
  const features = lives[0]?.course[0]?.length ?? 0;
  const all = Array.from({ length: features }, (_, f) => fitness(lives, f));
  const mean = all.reduce((sum, one) => sum + one, 0) / Math.max(features, 1);
  const weights = all.map((one) => PRIOR_LIVES * mean + lives.length * one);
  return (levels) => {
    let [sum, total] = [0, 0];
    for (const [f, level] of levels.entries()) {
      if (level === null) continue;
      const weight = features === 0 ? 1 : (weights[f] ?? 0);
      sum += weight * Math.max(0, level);
      total += weight;
    }
    return total > 0 ? sum / total : 0;
  };
}

function fitness(lives: readonly WholeLife[], feature: number): number {
  const courses = lives
    .map(({ course }) => course.map((levels) => levels[feature] ?? null))
    .filter((course) => course.every((level) => level !== null))
    .map((course) => course.map((level) => Math.max(0, level ?? 0)));
  if (courses.length === 0) return 0;
  const monotonicity = mean(courses.map((course) => Math.max(0, rankCorrelation(course))));
  return (monotonicity + trendability(courses) + prognosability(courses)) / 3;
}

/** Least correlation of two lives' courses over the share passed. */
function trendability(courses: readonly (readonly number[])[]): number {
  let least = 1;
  for (const [i, a] of courses.entries())
    for (const b of courses.slice(i + 1)) least = Math.min(least, Math.abs(correlation(a, b)));
  return least;
}

/** exp(−spread of the ends / mean rise). */
function prognosability(courses: readonly (readonly number[])[]): number {
  const ends = courses.map((course) => course.at(-1) ?? 0);
  const rise = mean(courses.map((course) => Math.abs((course.at(-1) ?? 0) - (course[0] ?? 0))));
  const centre = mean(ends);
  const spread = Math.sqrt(mean(ends.map((end) => (end - centre) ** 2)));
  return rise > 0 ? Math.exp(-spread / rise) : 0;
}

function rankCorrelation(course: readonly number[]): number {
  const order = course.map((_, i) => i).sort((a, b) => (course[a] ?? 0) - (course[b] ?? 0));
  const ranks = new Float64Array(course.length);
  for (const [rank, i] of order.entries()) ranks[i] = rank;
  return correlation([...COURSE_SHARES], [...ranks]);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    const y = (b[i] ?? 0) - mb;
    ab += (x - ma) * y;
    aa += (x - ma) ** 2;
    bb += y ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}
