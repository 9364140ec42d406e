import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../golden/statistics.json" with { type: "json" };
import { expectClose } from "../../test/samples.ts";
import { runningMedian } from "../spectra/noise-floor.ts";
import { MAD_TO_SIGMA, median, medianAbsoluteDeviation, quantile, trimmedMean } from "./robust.ts";

const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });

describe("quantiles", () => {
  it.each(golden.quantiles)("at $probability are NumPy's", ({ probability, value }) => {
    expect(quantile(golden.values, probability)).toBeCloseTo(value, 13);
  });

  it("are between order statistics, whatever the order", () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, probability) => {
        const sorted = Float64Array.from(values).sort();
        const position = probability * (values.length - 1);
        const found = quantile(values, probability);
        expect(found).toBeGreaterThanOrEqual(sorted[Math.floor(position)] ?? Number.NaN);
        expect(found).toBeLessThanOrEqual(sorted[Math.ceil(position)] ?? Number.NaN);
      }),
    );
  });

  it("refuse no values and probabilities that are none", () => {
    expect(() => median([])).toThrow("at least one");
    expect(() => quantile([1], 1.1)).toThrow("quantile at 1.1");
  });

  it("leave the values as they were", () => {
    const values = Float64Array.of(3, 1, 2);
    expect(median(values)).toBe(2);
    expect(values).toEqual(Float64Array.of(3, 1, 2));
  });
});

describe("the median absolute deviation", () => {
  it("is SciPy's, and so is its factor", () => {
    expect(medianAbsoluteDeviation(golden.values)).toBeCloseTo(golden.mad, 13);
    expect(MAD_TO_SIGMA).toBeCloseTo(golden.madToSigma, 14);
  });

  it("is 0 when most values are equal, and ignores a wild one", () => {
    expect(medianAbsoluteDeviation([5, 5, 5, 9])).toBe(0);
    expect(medianAbsoluteDeviation([1, 2, 3, 4, 1e9])).toBe(1);
  });
});

describe("the trimmed mean", () => {
  it.each(golden.trimmed)("with share $share is SciPy's", ({ share, value }) => {
    expect(trimmedMean(golden.values, share)).toBeCloseTo(value, 12);
  });

  it("refuses to trim all", () => {
    expect(() => trimmedMean([1, 2], 0.5)).toThrow("share 0.5");
  });
});

describe("the running median", () => {
  it.each(golden.runningMedian)("with reach $reach is NumPy's", ({ reach, values }) => {
    expectClose(runningMedian(Float64Array.from(golden.values), reach), values, 1e-15);
  });

  it("does not see a line", () => {
    const spectrum = new Float64Array(101).fill(2);
    spectrum[50] = 1000;
    expect(runningMedian(spectrum, 5)).toEqual(new Float64Array(101).fill(2));
  });

  it("of nothing is nothing; a broken reach is refused", () => {
    expect(runningMedian(new Float64Array(), 3)).toHaveLength(0);
    expect(() => runningMedian(new Float64Array(3), -1)).toThrow("reach -1");
  });
});
