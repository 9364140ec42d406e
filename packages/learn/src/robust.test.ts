import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, quantile, robustSigma } from "./robust.ts";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });

describe("quantile", () => {
  it("interpolates between order statistics", () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20], 0.25)).toBe(12.5);
  });
  it("lies within the values and leaves them unsorted as they were", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, p) => {
        const before = [...list];
        const q = quantile(list, p);
        expect(q).toBeGreaterThanOrEqual(Math.min(...list));
        expect(q).toBeLessThanOrEqual(Math.max(...list));
        expect(list).toEqual(before);
      }),
    );
  });
  it("is NaN for no values", () => {
    expect(median([])).toBeNaN();
  });
});

describe("robustSigma", () => {
  it("is not moved by one wild value among nine", () => {
    expect(robustSigma([1, 2, 3, 4, 5, 6, 7, 8, 1e9])).toBeCloseTo(2 * 1.4826, 3);
  });
});
