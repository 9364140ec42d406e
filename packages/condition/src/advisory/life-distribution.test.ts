import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lifeDistribution } from "./life-distribution.ts";

const seconds = fc.double({ min: 1, max: 1e7, noNaN: true });
const forecasts = fc
  .tuple(seconds, seconds, seconds)
  .map((three) => three.toSorted((a, b) => a - b))
  .map(([lowSeconds = 1, rulSeconds = 1, highSeconds = 1]) => ({
    lowSeconds,
    rulSeconds,
    highSeconds,
    interval: 0.8,
  }));

describe("lifeDistribution", () => {
  it("goes through the three numbers it was made of", () => {
    const life = lifeDistribution({
      lowSeconds: 100,
      rulSeconds: 1000,
      highSeconds: 5000,
      interval: 0.8,
    });
    expect(life.endsWithin(100)).toBeCloseTo(0.1, 3);
    expect(life.endsWithin(1000)).toBeCloseTo(0.5, 3);
    expect(life.endsWithin(5000)).toBeCloseTo(0.9, 3);
  });

  it("leaves all of a sure life but what has run", () => {
    const sure = lifeDistribution({
      lowSeconds: 1000,
      rulSeconds: 1000,
      highSeconds: 1000,
      interval: 0.8,
    });
    expect(sure.restAfter(0)).toBeCloseTo(1000, -1);
    expect(sure.restAfter(400)).toBeCloseTo(600, -1);
    expect(sure.restAfter(5000)).toBe(0);
  });

  it("never gives a chance back, and never more rest after more running", () => {
    fc.assert(
      fc.property(forecasts, seconds, seconds, (forecast, a, b) => {
        const life = lifeDistribution(forecast);
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(life.endsWithin(early)).toBeLessThanOrEqual(life.endsWithin(late));
        expect(life.restAfter(early)).toBeGreaterThanOrEqual(0.999 * life.restAfter(late));
      }),
    );
  });
});
