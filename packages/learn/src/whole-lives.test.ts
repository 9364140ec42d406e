import { COURSE_POINTS } from "@raceway/model/recorded-life";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLifePopulation } from "./life-population.ts";
import {
  COURSE_SHARES,
  courseOf,
  likelyRemaining,
  remainingQuantile,
  survivorsRemaining,
} from "./whole-lives.ts";

/** A life of so many seconds whose level rises from a share of it on, seen up to another share. */
const lived = (seconds: number, from: number, until = 1) =>
  Array.from({ length: 201 }, (_, i) => {
    const share = (i / 200) * until;
    return { age: share * seconds, values: [Math.max(0, (3 * (share - from)) / (1 - from)), null] };
  });
const life = (seconds: number, from: number) => ({
  seconds,
  course: courseOf(lived(seconds, from)),
});
const fleet = [life(900, 0.6), life(1000, 0.5), life(1200, 0.7), life(1100, 0.6)];
const population = createLifePopulation({ ended: fleet.map((one) => one.seconds), running: [] });
const median = (moments: ReturnType<typeof lived>) =>
  population && remainingQuantile(likelyRemaining(fleet, population, moments), 0.5);

describe("what whole lives say", () => {
  it("is kept at fixed shares, finer towards the end", () => {
    expect(COURSE_SHARES).toHaveLength(COURSE_POINTS);
    const { course } = life(1000, 0.5);
    expect(course[0]?.[0]).toBe(0);
    expect(course.at(-1)?.[0]).toBeCloseTo(3, 0);
    expect(course.every(([, unknown]) => unknown === null)).toBe(true);
  });

  it("is near the truth for a life that goes as they went", () => {
    for (const passed of [0.6, 0.75, 0.9]) {
      const rest = 1000 * (1 - passed);
      expect(median(lived(1000, 0.6, passed))).toBeGreaterThan(0.5 * rest);
      expect(median(lived(1000, 0.6, passed))).toBeLessThan(2 * rest);
    }
  });

  it("is less for one whose level has risen than for one of the same age whose level has not", () => {
    const risen = lived(1000, 0.3, 0.7);
    const flat = lived(1000, 0.99, 0.7);
    expect(median(risen)).toBeLessThan(median(flat) ?? 0);
  });

  it("promises nobody more than twice his age, or the population's median life", () => {
    const found = population && likelyRemaining(fleet, population, lived(5000, 0.99, 0.8));
    for (const { seconds } of found ?? []) expect(seconds).toBeLessThanOrEqual(4000 * 1.001);
  });

  it("is nothing at age 0, and positive at every other, whatever the levels", () => {
    if (population === undefined) return expect.unreachable();
    expect(likelyRemaining(fleet, population, [{ age: 0, values: [0, null] }])).toEqual([]);
    const value = fc.oneof(fc.constant(null), fc.double({ min: -5, max: 9, noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 }), (levels) => {
        const moments = levels.map((values, i) => ({ age: 10 + 20 * i, values }));
        const remaining = likelyRemaining(fleet, population, moments);
        for (const { seconds, weight } of remaining) {
          expect(seconds).toBeGreaterThan(0);
          expect(weight).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("survivors", () => {
  it("of a population that wears out have less left the older they are", () => {
    if (population === undefined) return expect.unreachable();
    const at = (age: number) => remainingQuantile(survivorsRemaining(population, age), 0.5);
    expect(at(500)).toBeLessThan(at(100));
    expect(at(100)).toBeGreaterThan(700);
    expect(at(100)).toBeLessThan(1200);
  });
});

describe("a quantile of weighed times", () => {
  it("lies between the least and the most, in order", () => {
    const one = fc.record({
      seconds: fc.double({ min: 0.1, max: 1e8, noNaN: true }),
      weight: fc.double({ min: 0.01, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 30 }), (list) => {
        const [low = 0, high = 0] = [0.1, 0.9].map((p) => remainingQuantile(list, p));
        const all = list.map(({ seconds }) => seconds);
        expect(low).toBeGreaterThanOrEqual(Math.min(...all) * 0.999);
        expect(high).toBeLessThanOrEqual(Math.max(...all) * 1.001);
        expect(high).toBeGreaterThanOrEqual(low);
      }),
    );
  });
});
