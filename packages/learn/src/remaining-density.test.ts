import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { around, atMost, mixed, quantileRatio, UNKNOWN_SCALE } from "./remaining-density.ts";

describe("a density over the remaining time", () => {
  it("has its median and its width where it was put", () => {
    const density = around(1, 0.5);
    expect(quantileRatio(density, 0.5)).toBeCloseTo(1, 1);
    expect(Math.log(quantileRatio(density, 0.9))).toBeCloseTo(0.5 * 1.2816, 1);
  });
  it("of an unknown scale says that half last longer than they have lasted", () => {
    expect(quantileRatio(UNKNOWN_SCALE, 0.5)).toBeCloseTo(1, 0);
  });
  it("has quantiles in order, whatever was mixed", () => {
    const part = fc.record({
      ratio: fc.double({ min: 1e-5, max: 1e5, noNaN: true }),
      weight: fc.double({ min: 0.01, max: 400, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const density = mixed(
          parts.map(({ ratio, weight }) => ({ density: around(ratio, 0.2), weight })),
        );
        expect(density.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        const [low = 0, high = 0] = [0.1, 0.9].map((p) => quantileRatio(density, p));
        expect(low).toBeGreaterThan(0);
        expect(high).toBeGreaterThanOrEqual(low);
      }),
    );
  });
  it("can be cut, even below all that it holds", () => {
    expect(quantileRatio(atMost(around(1, 0.5), 0.5), 0.99)).toBeLessThan(0.6);
    expect(quantileRatio(atMost(around(20, 0.1), 0.01), 0.5)).toBeLessThan(0.02);
  });
});
