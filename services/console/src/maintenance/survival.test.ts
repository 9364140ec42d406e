import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { survivalOf } from "./survival.ts";

const seconds = fc.array(fc.double({ min: 3600, max: 1e8, noNaN: true }), { maxLength: 12 });

describe("how long bearings last", () => {
  it("is not known of a kind of which none has ended, however many run", () => {
    expect(survivalOf([{ kind: "6205", ended: [], running: [1e6, 2e6] }])).toEqual([
      { kind: "6205", ended: 0, running: 2 },
    ]);
  });

  it("falls from one towards nothing, in steps and by the law alike, whoever ended and runs", () => {
    fc.assert(
      fc.property(seconds, seconds, (ended, running) => {
        const [found] = survivalOf([{ kind: "a", ended, running }]);
        for (const curve of [found?.steps ?? [], found?.weibull ?? []])
          for (const [i, point] of curve.entries()) {
            const before = curve[i - 1] ?? { seconds: 0, surviving: 1 };
            expect(point.seconds).toBeGreaterThanOrEqual(before.seconds);
            expect(point.surviving).toBeLessThanOrEqual(before.surviving);
            expect(point.surviving).toBeGreaterThanOrEqual(0);
          }
      }),
      { numRuns: 20 },
    );
  });

  it("is longer by the law the longer those run that have not ended", () => {
    const median = (running: readonly number[]) =>
      survivalOf([{ kind: "a", ended: [1e6, 2e6], running: [...running] }])[0]?.weibull?.find(
        ({ surviving }) => surviving <= 0.5,
      )?.seconds;
    expect(median([4e6, 4e6, 4e6])).toBeGreaterThan(median([]) ?? Number.POSITIVE_INFINITY);
  });
});
