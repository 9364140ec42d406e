import { quantileOf } from "@raceway/learn/remaining/belief";
import { createSimilarity } from "@raceway/learn/similar-lives";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textbookLives } from "./textbook-lives.ts";
import { trendForecast } from "./trend-forecast.ts";

const LIMIT = Math.log(4);
const similarity = createSimilarity(textbookLives(LIMIT));
const asked = (cadence: number) => ({ limit: LIMIT, cadence, similarity });

/** ln-level that stays at zero until the onset and then grows at a constant rate. */
const grown = (until: number, onset: number, rate: number) =>
  Array.from({ length: until / 10 }, (_, i) => ({
    age: 10 * i,
    value: Math.max(0, rate * (10 * i - onset)),
  }));

/** Its median and 80 % interval, seconds. */
function remainingLife(...asked: Parameters<typeof trendForecast>) {
  const found = trendForecast(...asked);
  const age = asked[0].at(-1)?.age ?? 0;
  if (found === undefined) return undefined;
  const [low, seconds, high] = [0.1, 0.5, 0.9].map((p) => age * quantileOf(found.belief, p));
  return { low: low ?? 0, seconds: seconds ?? 0, high: high ?? 0, forecasts: found.forecasts };
}

describe("trendForecast", () => {
  it("foretells exponential growth, rather too early than too late", () => {
    const life = remainingLife(grown(2800, 2000, 0.001), asked(10));
    const actual = 2000 + LIMIT / 0.001 - 2790;
    expect(life?.seconds).toBeGreaterThan(0.6 * actual);
    expect(life?.seconds).toBeLessThan(1.05 * actual);
    expect(life?.low).toBeLessThan(actual);
    expect(life?.high).toBeGreaterThan(actual);
  });
  it("has the same answer on any scale of time", () => {
    const fast = remainingLife(grown(2800, 2000, 0.001), asked(10));
    const slow = remainingLife(
      grown(2800, 2000, 0.001).map((m) => ({ ...m, age: 60 * m.age })),
      asked(600),
    );
    expect((slow?.seconds ?? 0) / (fast?.seconds ?? 1)).toBeCloseTo(60, 6);
  });
  it("asks five extrapolations and the finished lives, and weighs them", () => {
    const life = remainingLife(grown(2800, 2000, 0.001), asked(10));
    expect(life?.forecasts.map(({ model }) => model)).toEqual([
      "linear",
      "exponential",
      "power",
      "theil-sen",
      "last-gain",
      "similar-lives",
    ]);
  });
  it("is surer while damage grows steadily than on a plateau", () => {
    const width = (moments: { age: number; value: number }[]) => {
      const life = remainingLife(moments, asked(10));
      return (life?.high ?? 0) / (life?.low ?? 1);
    };
    const plateau = grown(2800, 2000, 1).map((m) => ({ ...m, value: Math.min(m.value, 0.7) }));
    expect(width(plateau)).toBeGreaterThan(1.3 * width(grown(2800, 2000, 0.001)));
  });
  it("is positive, finite and inside its interval, whatever the past", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 4, noNaN: true }), { minLength: 8, maxLength: 120 }),
        (values) => {
          const life = remainingLife(
            values.map((value, i) => ({ age: 10 * i, value })),
            asked(10),
          );
          expect(life?.seconds).toBeGreaterThan(0);
          expect(life?.seconds).toBeLessThanOrEqual(20 * values.length);
          expect(life?.low).toBeGreaterThan(0);
          expect(life?.low).toBeLessThanOrEqual(life?.seconds ?? 0);
          expect(life?.high).toBeGreaterThanOrEqual(life?.seconds ?? 0);
          expect(life?.high).toBeLessThan(Number.POSITIVE_INFINITY);
        },
      ),
    );
  });
  it("has no answer for a past of a few moments", () => {
    expect(remainingLife(grown(50, 0, 0.01), asked(10))).toBeUndefined();
  });
});
