import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { remainingLife } from "./remaining-life.ts";

const LIMIT = Math.log(4);

/** ln-level that stays at zero until the onset and then grows at a constant rate. */
const grown = (until: number, onset: number, rate: number) =>
  Array.from({ length: until / 10 }, (_, i) => ({
    age: 10 * i,
    value: Math.max(0, rate * (10 * i - onset)),
  }));

describe("remainingLife", () => {
  it("foretells exponential growth", () => {
    const life = remainingLife(grown(2800, 2000, 0.001), LIMIT, 10);
    const actual = 2000 + LIMIT / 0.001 - 2790;
    expect(life?.seconds).toBeGreaterThan(0.6 * actual);
    expect(life?.seconds).toBeLessThan(1.2 * actual);
  });
  it("has the same answer on any scale of time", () => {
    const fast = remainingLife(grown(2800, 2000, 0.001), LIMIT, 10);
    const slow = remainingLife(
      grown(2800, 2000, 0.001).map((m) => ({ ...m, age: 60 * m.age })),
      LIMIT,
      600,
    );
    expect((slow?.seconds ?? 0) / (fast?.seconds ?? 1)).toBeCloseTo(60, 6);
  });
  it("asks five models and weighs them", () => {
    const life = remainingLife(grown(2800, 2000, 0.001), LIMIT, 10);
    expect(life?.forecasts.map(({ model }) => model)).toEqual([
      "linear",
      "exponential",
      "power",
      "theil-sen",
      "last-gain",
    ]);
  });
  it("is positive, finite and inside its interval, whatever the past", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 4, noNaN: true }), { minLength: 8, maxLength: 120 }),
        (values) => {
          const life = remainingLife(
            values.map((value, i) => ({ age: 10 * i, value })),
            LIMIT,
            10,
          );
          expect(life?.seconds).toBeGreaterThan(0);
          expect(life?.seconds).toBeLessThanOrEqual(20 * values.length);
          expect(life?.low).toBeLessThan(life?.seconds ?? 0);
          expect(life?.high).toBeGreaterThan(life?.seconds ?? 0);
        },
      ),
    );
  });
  it("has no answer for a past of a few moments", () => {
    expect(remainingLife(grown(50, 0, 0.01), LIMIT, 10)).toBeUndefined();
  });
});
