import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beliefIn,
  beliefOf,
  densityAt,
  logNormal,
  pooled,
  quantileOf,
  shareBelow,
} from "./belief.ts";

const times = fc.array(
  fc.record({
    seconds: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
    weight: fc.double({ min: 0.01, max: 10, noNaN: true }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe("a belief", () => {
  it("is a probability, its quantiles rise, and the share below a quantile is its own", () => {
    fc.assert(
      fc.property(times, fc.double({ min: 1, max: 1e5, noNaN: true }), (remaining, age) => {
        const belief = beliefIn(remaining, age, 0.2);
        if (belief === undefined) return expect.unreachable();
        expect(belief.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        const quantiles = [0.1, 0.5, 0.9].map((p) => quantileOf(belief, p));
        expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b));
        expect(shareBelow(belief, quantiles[1] ?? 0)).toBeCloseTo(0.5, 6);
      }),
    );
  });
  it("in one log-normal time has its median and its interval there", () => {
    const belief = logNormal(Math.log(0.5), 0.8);
    expect(quantileOf(belief, 0.5)).toBeCloseTo(0.5, 2);
    // Φ⁻¹(0.9) = 1.2816.
    expect(quantileOf(belief, 0.9)).toBeCloseTo(0.5 * Math.exp(1.2816 * 0.8), 1);
    // Density of a normal distribution at its mean: 1 / (σ √(2π)).
    expect(densityAt(belief, 0.5)).toBeCloseTo(1 / (0.8 * Math.sqrt(2 * Math.PI)), 1);
  });
  it("in what lies far off the grid stays at its edge", () => {
    expect(quantileOf(logNormal(-80, 0.3), 0.5)).toBeLessThan(2e-4);
    expect(quantileOf(logNormal(80, 0.3), 0.5)).toBeGreaterThan(40);
  });
  it("of several weighs them, and of nothing is none", () => {
    const [soon, late] = [logNormal(-3, 0.2), logNormal(0, 0.2)];
    const both = pooled([
      { belief: soon, weight: 1 },
      { belief: late, weight: 3 },
    ]);
    expect(both && shareBelow(both, Math.exp(-1.5))).toBeCloseTo(0.25, 3);
    expect(pooled([])).toBeUndefined();
    expect(beliefOf(() => 0)).toBeUndefined();
  });
});
