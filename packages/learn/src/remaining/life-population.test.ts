import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLifePopulation } from "./life-population.ts";

const of = (ended: number[], running: number[] = [], rating?: number) => {
  const population = createLifePopulation({
    ended,
    running,
    ...(rating !== undefined && { rating }),
  });
  if (population === undefined) throw new Error("expected a population");
  return population;
};

/** Quantiles of a Weibull distribution of slope 2 and scale 1000, at even shares. */
const many = Array.from({ length: 40 }, (_, i) => 1000 * (-Math.log(1 - (i + 0.5) / 40)) ** 0.5);

describe("a population of lives", () => {
  it("comes near the distribution that many lives were drawn from", () => {
    const population = of(many);
    for (const p of [0.1, 0.5, 0.9])
      expect(population.quantile(p) / (1000 * (-Math.log(1 - p)) ** 0.5)).toBeCloseTo(1, 0.8);
    expect(population.density(1000)).toBeCloseTo(2 * Math.exp(-1), 0.7);
  });

  it("is wide while it knows two lives, and narrower with more", () => {
    const width = (ended: number[]) => of(ended).quantile(0.9) / of(ended).quantile(0.1);
    const often = Array.from({ length: 20 }, () => [800, 1200]).flat();
    expect(width([800, 1200])).toBeGreaterThan(1.5 * width(often));
  });

  it("counts bearings that still run: they last at least so long", () => {
    expect(of([900, 1000, 1100], [2000, 2500, 3000]).quantile(0.5)).toBeGreaterThan(
      1.3 * of([900, 1000, 1100]).quantile(0.5),
    );
  });

  it("follows the rating life before any life has ended, and the lives afterwards", () => {
    const rated = of([], [], 1e6);
    expect(rated.quantile(0.1) / 1e6).toBeGreaterThan(0.3);
    expect(rated.quantile(0.1) / 1e6).toBeLessThan(3);
    expect(of([2e5, 2.2e5, 1.8e5, 2.1e5], [], 1e6).quantile(0.5)).toBeLessThan(5e5);
  });

  it("says nothing where only running bearings are known", () => {
    expect(createLifePopulation({ ended: [], running: [1, 2, 3] })).toBeUndefined();
  });

  it("has quantiles in order and a density that is none below 0, whatever the lives", () => {
    const seconds = fc.double({ min: 1, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(seconds, { minLength: 1, maxLength: 20 }), fc.array(seconds), (a, b) => {
        const population = of(a, b);
        const [low, middle, high] = [0.1, 0.5, 0.9].map((p) => population.quantile(p));
        expect(low).toBeLessThanOrEqual(middle ?? 0);
        expect(middle).toBeLessThanOrEqual(high ?? 0);
        for (const s of a) expect(population.density(s)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 30 },
    );
  });
});
