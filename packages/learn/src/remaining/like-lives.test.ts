import { COURSE_POINTS } from "@raceway/model/recorded-life";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantileOf, shareBelow } from "./belief.ts";
import { createLifePopulation } from "./life-population.ts";
import { viewOfRunning } from "./life-view.ts";
import { byLikeLives } from "./like-lives.ts";
import { madeUpCourse, madeUpLife } from "./made-up-lives.ts";
import { bySurvivors } from "./survivors.ts";
import { COURSE_SHARES } from "./whole-life.ts";

const fleet = [
  madeUpLife(900, 0.6),
  madeUpLife(1000, 0.5),
  madeUpLife(1200, 0.7),
  madeUpLife(1100, 0.6),
];
const population = createLifePopulation({ ended: fleet.map((one) => one.seconds), running: [] });
const believed = (moments: ReturnType<typeof madeUpCourse>) =>
  population && byLikeLives(fleet, population, viewOfRunning(moments, 10));
const median = (moments: ReturnType<typeof madeUpCourse>) => {
  const belief = believed(moments);
  return belief && quantileOf(belief, 0.5) * (moments.at(-1)?.age ?? 0);
};

describe("what whole lives say", () => {
  it("is kept at fixed shares, finer towards the end", () => {
    expect(COURSE_SHARES).toHaveLength(COURSE_POINTS);
    const { course } = madeUpLife(1000, 0.5);
    expect(course[0]?.[0]).toBe(0);
    expect(course.at(-1)?.[0]).toBeCloseTo(3, 0);
    expect(course.every((levels) => levels[1] === null)).toBe(true);
  });

  it("is near the truth for a life that goes as they went", () => {
    for (const passed of [0.6, 0.75, 0.9]) {
      const rest = 1000 * (1 - passed);
      expect(median(madeUpCourse(1000, 0.6, passed))).toBeGreaterThan(0.5 * rest);
      expect(median(madeUpCourse(1000, 0.6, passed))).toBeLessThan(2 * rest);
    }
  });

  it("is less for one whose level has risen than for one of the same age whose level has not", () => {
    const risen = madeUpCourse(1000, 0.3, 0.7);
    const flat = madeUpCourse(1000, 0.99, 0.7);
    expect(median(risen)).toBeLessThan(median(flat) ?? 0);
  });

  it("promises nobody more than twice his age, or the population's median life", () => {
    const found = believed(madeUpCourse(5000, 0.99, 0.8));
    expect(found && shareBelow(found, 1.6)).toBeGreaterThan(0.999);
  });

  it("lets a young life become as old as nearly any of the population, an older one not", () => {
    // What a belief leaves to those who last longer than seven in ten.
    const beyond = (age: number) => {
      const found = believed(madeUpCourse(age, 0.99));
      return found && 1 - shareBelow(found, (population?.quantile(0.7) ?? 0) / age - 1);
    };

    for (const age of [50, 100]) expect(beyond(age)).toBeGreaterThan(0.1);
    expect(beyond(400)).toBeLessThan(0.01);
  });

  it("is a belief at every age, whatever the levels", () => {
    const value = fc.oneof(fc.constant(null), fc.double({ min: -5, max: 9, noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 }), (levels) => {
        const found = believed(levels.map((values, i) => ({ age: 10 + 20 * i, values })));
        if (found === undefined) return;
        expect(found.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        expect(found.every((weight) => weight >= 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("survivors", () => {
  it("of a population that wears out have less left the older they are", () => {
    if (population === undefined) return expect.unreachable();
    const at = (age: number) => {
      const belief = bySurvivors(population, age);
      return belief === undefined ? Number.NaN : age * quantileOf(belief, 0.5);
    };
    expect(at(500)).toBeLessThan(at(100));
    expect(at(100)).toBeGreaterThan(700);
    expect(at(100)).toBeLessThan(1200);
  });
});
