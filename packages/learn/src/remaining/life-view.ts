import type { CourseMoment } from "../fading-course.ts";
import { median } from "../robust.ts";
import { COURSE_SHARES, type WholeLife } from "./whole-life.ts";

/** ln-levels of a moment over their baselines, one a feature; null where unknown. */
export type Levels = readonly (number | null)[];

/** A life up to one moment, as forecasters look at it: one that runs, or a finished one as it was then. */
export interface LifeView {
  /** Running seconds, above 0. */
  readonly age: number;
  /** Levels at an earlier age; the present ones at `age`. */
  levels(age: number): Levels;
  /** Seconds between observations: the shortest time that can be told. */
  readonly cadence: number;
  /** The course up to now, oldest first. */
  readonly moments: readonly CourseMoment[];
}

/** A finished life's course is as fine as if so many observations made it up. */
const FINEST = 1000;
/** Moments whose median is the level at an age: it takes a single block's noise away. */
const NEIGHBOURS = 5;

/** The life that runs. @param moments oldest first, at least one, the newest of an age above 0 @param cadence seconds */
export function viewOfRunning(moments: readonly CourseMoment[], cadence: number): LifeView {
  return {
    age: moments.at(-1)?.age ?? 0,
    cadence,
    moments,
    levels(age) {
      const at = Math.max(
        0,
        moments.findLastIndex((moment) => moment.age <= age),
      );
      const near = moments.slice(Math.max(0, at - NEIGHBOURS + 1), at + 1);
      return (near[0]?.values ?? []).map((_, f) => {
        const known = near.flatMap(({ values }) => values[f] ?? []);
        return known.length === 0 ? null : median(known);
      });
    },
  };
}

/** A finished life as it was when a share of it had passed: what it did later is not to be seen. @param passed above 0, at most 1 */
export function viewOfFinished({ seconds, course }: WholeLife, passed: number): LifeView {
  const levels = (age: number) => levelsAtShare(course, Math.min(age / seconds, passed));
  const shares = [...COURSE_SHARES.filter((share) => share < passed), passed];
  return {
    age: passed * seconds,
    cadence: seconds / FINEST,
    levels,
    moments: shares.map((share) => ({
      age: share * seconds,
      values: levels(share * seconds),
    })),
  };
}

/** Levels of a whole course at a share, linear between the kept ones. */
export function levelsAtShare(course: WholeLife["course"], share: number): Levels {
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
  const view = viewOfRunning(moments, 0);
  return COURSE_SHARES.map((share) =>
    view
      .levels(Math.max(share * view.age, moments[0]?.age ?? 0))
      .map((level) => (level === null ? null : Math.round(level * 100) / 100 || 0)),
  );
}
