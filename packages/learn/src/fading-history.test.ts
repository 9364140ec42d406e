import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFadingHistory, TIER, TIERS } from "./fading-history.ts";

describe("createFadingHistory", () => {
  it("keeps the newest moments exactly and the order of time", () => {
    const history = createFadingHistory();
    for (let age = 0; age < 5000; age++) history.push({ age, value: age % 10 });
    const moments = history.moments();
    expect(moments.slice(-TIER).map(({ age }) => age)).toEqual(
      Array.from({ length: TIER }, (_, i) => 5000 - TIER + i),
    );
    for (const [i, moment] of moments.entries())
      expect(moment.age).toBeGreaterThan(moments[i - 1]?.age ?? -1);
  });
  it("stays within its stated size", () => {
    const history = createFadingHistory();
    for (let age = 0; age < 200_000; age++) history.push({ age, value: 0 });
    expect(history.moments().length).toBeLessThanOrEqual(TIER * TIERS);
    expect(history.moments().length).toBeLessThan(TIER * 16);
  });
  it("keeps a constant series constant", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (length) => {
        const history = createFadingHistory();
        for (let age = 0; age < length; age++) history.push({ age, value: 1.25 });
        expect(history.moments().every(({ value }) => value === 1.25)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
  it("replaces a moment of the same age", () => {
    const history = createFadingHistory();
    history.push({ age: 1, value: 1 });
    history.push({ age: 1, value: 2 });
    expect(history.moments()).toEqual([{ age: 1, value: 2 }]);
  });
  it("goes on after a restore as if never cut", () => {
    const whole = createFadingHistory();
    const cut = createFadingHistory();
    for (let age = 0; age < 333; age++) {
      whole.push({ age, value: Math.sin(age) });
      cut.push({ age, value: Math.sin(age) });
    }
    const resumed = createFadingHistory();
    resumed.restore(JSON.parse(JSON.stringify(cut.snapshot())));
    for (let age = 333; age < 900; age++) {
      whole.push({ age, value: Math.sin(age) });
      resumed.push({ age, value: Math.sin(age) });
    }
    expect(resumed.moments()).toEqual(whole.moments());
  });
});
