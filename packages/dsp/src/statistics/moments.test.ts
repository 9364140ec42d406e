import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../golden/statistics.json" with { type: "json" };
import { noise, sine } from "../../test/samples.ts";
import { meanOf, momentsOf, rmsOf } from "./moments.ts";

describe("moments", () => {
  it("are SciPy's", () => {
    const moments = momentsOf(Float64Array.from(golden.values));
    for (const [name, value] of Object.entries(golden.moments))
      expect(moments[name as keyof typeof golden.moments]).toBeCloseTo(value, 12);
    expect(moments.crest).toBeCloseTo(golden.moments.peak / golden.moments.rms, 12);
  });

  it("of a sine are those of the textbook", () => {
    const { rms, crest, kurtosis, skewness } = momentsOf(sine(1000, 1000, 10, 3));
    expect(rms).toBeCloseTo(3 / Math.SQRT2, 12);
    expect(crest).toBeCloseTo(Math.SQRT2, 12);
    expect(kurtosis).toBeCloseTo(1.5, 12);
    expect(skewness).toBeCloseTo(0, 12);
  });

  it.each([0, 0.1, -7e9, 1e-300])("of a constant %d are 0, not NaN", (value) => {
    const moments = momentsOf(new Float64Array(1000).fill(value));
    expect(moments).toEqual({
      mean: value,
      rms: 0,
      peak: 0,
      peakToPeak: 0,
      crest: 0,
      skewness: 0,
      kurtosis: 0,
    });
  });

  it("are finite for any block, and shape factors do not depend on unit or offset", () => {
    const block = fc.array(fc.double({ min: -1e100, max: 1e100, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(block, (values) => {
        for (const value of Object.values(momentsOf(Float64Array.from(values))))
          expect(value).toSatisfy(Number.isFinite);
      }),
    );
    const samples = noise(500);
    const before = momentsOf(samples);
    fc.assert(
      fc.property(fc.integer({ min: -150, max: 150 }), (exponent) => {
        const after = momentsOf(samples.map((x) => (x + 0.5) * 10 ** exponent));
        expect(after.kurtosis).toBeCloseTo(before.kurtosis, 9);
        expect(after.skewness).toBeCloseTo(before.skewness, 9);
        expect(after.crest).toBeCloseTo(before.crest, 9);
      }),
      { numRuns: 30 },
    );
  });

  it("of nothing are refused; mean and r.m.s. of nothing are 0", () => {
    expect(() => momentsOf(new Float64Array())).toThrow("at least one sample");
    expect(meanOf(new Float64Array())).toBe(0);
    expect(rmsOf(new Float64Array())).toBe(0);
    expect(meanOf(Float64Array.of(1, 2, 6))).toBe(3);
    expect(rmsOf(Float64Array.of(3, 4, 0, 0))).toBe(2.5);
  });
});
