import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantileOf } from "./belief.ts";
import { damageIndicator } from "./damage-indicator.ts";
import { endLevels } from "./end-levels.ts";
import { byFirstPassage } from "./first-passage.ts";
import { viewOfRunning } from "./life-view.ts";
import { riseOf } from "./rise.ts";
import { bySelfFeeding } from "./self-feeding.ts";

const damage = damageIndicator([]);
/** Damage by its law over the share of the time from a rise at 1000 s to an end at 2000 s, seen up to a share. */
const risen = (law: (share: number) => number, until: number) => {
  const moments = Array.from({ length: 200 }, (_, i) => {
    const age = 500 + (i / 199) * (500 + 1000 * until);
    return { age, values: [age < 1000 ? 0 : law((age - 1000) / 1000)] };
  });
  const view = viewOfRunning(moments, 10);
  return { rise: riseOf(view, damage), age: view.age, rest: 1000 * (1 - until) };
};
const END = 2;
const ends = Array<number>(8).fill(END);
const accelerating = (share: number) => -0.5 * Math.log(1 - share * -Math.expm1(-2 * END));
const steady = (share: number) => END * share;

describe("damage that feeds on itself", () => {
  it("is foretold within a factor of two from when it doubles on, on any scale of time", () => {
    for (const until of [0.6, 0.75, 0.9]) {
      const { rise, age, rest } = risen(accelerating, until);
      const belief = bySelfFeeding(rise, age, ends);
      const median = belief && age * quantileOf(belief, 0.5);
      expect(median).toBeGreaterThan(rest / 2);
      expect(median).toBeLessThan(rest * 2);
    }
  });
  it("is nothing where damage falls, or has not risen", () => {
    const { rise, age } = risen((share) => 2 - share, 0.5);
    expect(bySelfFeeding(rise.slice(5), age, ends)).toBeUndefined();
    expect(bySelfFeeding([], age, ends)).toBeUndefined();
  });
});

describe("damage that wanders upwards", () => {
  it("passes its end when its pace says", () => {
    for (const until of [0.5, 0.7, 0.85]) {
      const { rise, age, rest } = risen(steady, until);
      const belief = byFirstPassage(rise, age, ends);
      const median = belief && age * quantileOf(belief, 0.5);
      expect(median).toBeGreaterThan(0.6 * rest);
      expect(median).toBeLessThan(1.5 * rest);
    }
  });
  it("is a positive time whatever the levels", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 6, noNaN: true }), { minLength: 2, maxLength: 60 }),
        (values) => {
          const rise = values.map((value, i) => ({ age: 100 + 10 * i, value }));
          const age = rise.at(-1)?.age ?? 0;
          for (const believe of [byFirstPassage, bySelfFeeding]) {
            const belief = believe(rise, age, ends);
            if (belief !== undefined) expect(quantileOf(belief, 0.5)).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});

describe("levels at which lives end", () => {
  it("are those above the present one", () => {
    for (const { level } of endLevels([1, 2, 3], 1.5)) expect(level).toBeGreaterThan(1.5);
  });
  it("lie just ahead once all known ones are passed", () => {
    expect(endLevels([1, 2, 3], 9)).toEqual([{ level: 9.1, weight: 1 }]);
  });
});

describe("a rise", () => {
  it("begins at the last moment that was as expected", () => {
    expect(risen(steady, 0.5).rise[0]?.age).toBeGreaterThan(1000);
    expect(risen(steady, 0.5).rise[0]?.age).toBeLessThan(1150);
  });
  it("is none while nothing has risen, and none in a burst that is over", () => {
    expect(risen(() => 0, 0.5).rise).toEqual([]);
    expect(risen((share) => (share < 0.2 ? 2 : 0), 0.5).rise).toEqual([]);
  });
});
