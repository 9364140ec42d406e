import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFadingCourse, TIER, TIERS } from "./fading-course.ts";

describe("createFadingCourse", () => {
  it("keeps the newest moments exactly and the order of time", () => {
    const history = createFadingCourse();
    for (let age = 0; age < 5000; age++) history.push({ age, values: [age % 10, null] });
    const moments = history.moments();
    expect(moments.slice(-TIER).map(({ age }) => age)).toEqual(
      Array.from({ length: TIER }, (_, i) => 5000 - TIER + i),
    );
    for (const [i, moment] of moments.entries())
      expect(moment.age).toBeGreaterThan(moments[i - 1]?.age ?? -1);
  });
  it("stays within its stated size", () => {
    const history = createFadingCourse();
    for (let age = 0; age < 200_000; age++) history.push({ age, values: [0, null] });
    expect(history.moments().length).toBeLessThanOrEqual(TIER * TIERS);
    expect(history.moments().length).toBeLessThan(TIER * 16);
  });
  it("keeps a constant series constant", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (length) => {
        const history = createFadingCourse();
        for (let age = 0; age < length; age++) history.push({ age, values: [1.25, null] });
        expect(
          history.moments().every(({ values }) => values[0] === 1.25 && values[1] === null),
        ).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
  it("replaces a moment of the same age", () => {
    const history = createFadingCourse();
    history.push({ age: 1, values: [1] });
    history.push({ age: 1, values: [2] });
    expect(history.moments()).toEqual([{ age: 1, values: [2] }]);
  });
  it("goes on after a restore as if never cut", () => {
    const whole = createFadingCourse();
    const cut = createFadingCourse();
    for (let age = 0; age < 333; age++) {
      whole.push({ age, values: [Math.sin(age), null] });
      cut.push({ age, values: [Math.sin(age), null] });
    }
    const resumed = createFadingCourse();
    resumed.restore(structuredClone(cut.snapshot()));
    for (let age = 333; age < 900; age++) {
      whole.push({ age, values: [Math.sin(age), null] });
      resumed.push({ age, values: [Math.sin(age), null] });
    }
    expect(resumed.moments()).toEqual(whole.moments());
  });
});
