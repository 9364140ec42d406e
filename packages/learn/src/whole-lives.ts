import type { CourseMoment } from "./fading-course.ts";
import type { LifePopulation } from "./life-population.ts";
import { median } from "./robust.ts";

/** Shares of a whole life at which its course is kept: evenly, and finer where lives end. */
export const COURSE_SHARES: readonly number[] = [
  ...Array.from({ length: 19 }, (_, i) => i / 20),
  0.92,
  0.94,
  0.955,
  0.965,
  0.975,
  0.985,
  0.993,
  1,
].sort((a, b) => a - b);

/** A finished life from new to its end: how long it ran, and its levels on the way. */
export interface WholeLife {
  readonly seconds: number;
  /** For each of {@link COURSE_SHARES} the ln-levels over the baseline, one a feature; null where unknown. */
  readonly course: readonly (readonly (number | null)[])[];
}

/** A weighed belief in one remaining time. */
export interface Remaining {
  readonly seconds: number;
  readonly weight: number;
}

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
/** Moments whose median is the level now. */
const NEIGHBOURS = 5;
/** Shares of a life that may have passed. */
const PASSED = [
  ...Array.from({ length: 8 }, (_, i) => 0.06 + 0.03 * i),
  ...Array.from({ length: 65 }, (_, i) => 0.3 + 0.01 * i),
  ...Array.from({ length: 10 }, (_, i) => 0.95 + 0.005 * i),
];

/**
 * How much longer a life lasts, from whole lives that ended: for each of them and each share of it that may have passed, the levels now and at three moments of the past
 * are laid beside those that it had then. What looks alike counts, by how often lives of the length that follows are (trajectory similarity, Wang et al., PHM 2008,
 * with the population of lengths as its prior).
 *
 * Nobody is promised more than twice his age or the population's median life, whichever is longer: of lives whose length nobody knows, a longer promise is
 * wrong more often than right.
 *
 * @param moments oldest first, the newest is now
 */
export function likelyRemaining(
  lives: readonly WholeLife[],
  population: LifePopulation,
  moments: readonly CourseMoment[],
): readonly Remaining[] {
  const age = moments.at(-1)?.age ?? 0;
  if (age <= 0) return [];
  const longest = Math.max(2 * age, population.quantile(0.5));
  const seen = LAGS.map(({ share }) => levelsAt(moments, age * (1 - share)));
  const found: Remaining[] = [];
  for (const [i, passed] of PASSED.entries()) {
    const whole = age / passed;
    if (whole > longest * 1.0001) continue;
    const width = ((PASSED[i + 1] ?? 1) - (PASSED[i - 1] ?? 0)) / 2;
    const prior = width * population.density(whole);
    for (const life of lives) {
      const weight = prior * likeness(life, passed, seen);
      if (weight > 0) found.push({ seconds: whole - age, weight });
    }
  }
  return found;
}

/** The same where no course is known: the population alone, given that life has lasted so long. */
export function survivorsRemaining(population: LifePopulation, age: number): readonly Remaining[] {
  const steps = 120;
  const [least, most] = [Math.max(age * 1e-3, 1), Math.max(population.quantile(0.995) - age, age)];
  return Array.from({ length: steps }, (_, i) => {
    const seconds = least * (most / least) ** (i / (steps - 1));
    // Evenly on the logarithm of the remaining time: d ln(life) = remaining / life · d ln(remaining).
    return { seconds, weight: (population.density(age + seconds) * seconds) / (age + seconds) };
  });
}

function likeness(
  { course }: WholeLife,
  passed: number,
  seen: readonly (readonly (number | null)[])[],
): number {
  let [sum, compared] = [0, 0];
  for (const [k, { share, weight }] of LAGS.entries()) {
    const then = courseAt(course, passed * (1 - share));
    for (const [f, level] of (seen[k] ?? []).entries()) {
      const other = then[f] ?? null;
      if (level === null || other === null) continue;
      sum += weight * Math.min(Math.abs(level - other), FARTHEST) ** 2;
      if (k === 0) compared += 1;
    }
  }
  return Math.exp(-sum / (2 * TOLERANCE ** 2 * Math.max(compared, 1)));
}

/** Levels at an age: now, the median of the latest moments. */
function levelsAt(moments: readonly CourseMoment[], age: number): readonly (number | null)[] {
  const at = moments.findLastIndex((moment) => moment.age <= age);
  const near = moments.slice(Math.max(0, at - NEIGHBOURS + 1), Math.max(at, 0) + 1);
  const width = near[0]?.values.length ?? 0;
  return Array.from({ length: width }, (_, f) => {
    const known = near.map(({ values }) => values[f]).filter((v) => v !== null && v !== undefined);
    return known.length === 0 ? null : median(known);
  });
}

/** Linear between the kept shares. */
function courseAt(course: WholeLife["course"], share: number): readonly (number | null)[] {
  const next = COURSE_SHARES.findIndex((kept) => kept >= share);
  const [low, high] = [Math.max(0, next - 1), Math.max(0, next)];
  const [x, y] = [COURSE_SHARES[low] ?? 0, COURSE_SHARES[high] ?? 1];
  const part = y === x ? 0 : (share - x) / (y - x);
  const [a, b] = [course[low] ?? [], course[high] ?? []];
  return a.map((value, f) => {
    const other = b[f] ?? null;
    return value === null || other === null ? (value ?? other) : value + part * (other - value);
  });
}

/** The course of a life that has ended, as {@link WholeLife} keeps it. @param moments oldest first, at least one */
export function courseOf(moments: readonly CourseMoment[]): WholeLife["course"] {
  const end = moments.at(-1)?.age ?? 0;
  return COURSE_SHARES.map((share) =>
    levelsAt(moments, Math.max(share * end, moments[0]?.age ?? 0)).map((level) =>
      level === null ? null : Math.round(level * 100) / 100 || 0,
    ),
  );
}

/** Time below which a share `p` of the weights lies; linear on the logarithmic axis. @param remaining at least one of weight above 0 */
export function remainingQuantile(remaining: readonly Remaining[], p: number): number {
  const sorted = remaining.filter(({ weight }) => weight > 0).sort((a, b) => a.seconds - b.seconds);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  let before: { at: number; log: number } | undefined;
  for (const { seconds, weight } of sorted) {
    const here = { at: (below + weight / 2) / total, log: Math.log(Math.max(seconds, 1e-3)) };
    if (here.at >= p) {
      if (before === undefined || here.at === before.at) return Math.exp(here.log);
      const part = (p - before.at) / (here.at - before.at);
      return Math.exp(before.log + part * (here.log - before.log));
    }
    before = here;
    below += weight;
  }
  return Math.exp(before?.log ?? 0);
}
