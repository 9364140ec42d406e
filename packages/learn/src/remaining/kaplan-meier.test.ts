import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kaplanMeier } from "./kaplan-meier.ts";

describe("survival of a population", () => {
  // Weeks of remission of 21 patients on 6-mercaptopurine (Freireich et al., Blood 1963), the example of most textbooks; survival as printed by Klein & Moeschberger, table 4.1A.
  const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
  const running = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];

  it("is that of the textbook, those that still run among them", () => {
    const steps = kaplanMeier(ended, running);
    expect(steps.map(({ seconds }) => seconds)).toEqual([6, 7, 10, 13, 16, 22, 23]);
    expect(steps.map(({ atRisk }) => atRisk)).toEqual([21, 17, 15, 12, 11, 7, 6]);
    const printed = [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448];
    for (const [i, { surviving }] of steps.entries())
      expect(surviving).toBeCloseTo(printed[i] ?? Number.NaN, 3);
  });

  it("never rises, lies within its interval, and that within 0 and 1", () => {
    const durations = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20 });
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        let before = 1;
        for (const { surviving, low, high } of kaplanMeier(some, others)) {
          expect(surviving).toBeLessThanOrEqual(before);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(surviving);
          expect(high).toBeGreaterThanOrEqual(surviving);
          expect(high).toBeLessThanOrEqual(1);
          before = surviving;
        }
      }),
    );
  });

  it("comes to nothing where the longest life has ended, and is none where none has", () => {
    expect(kaplanMeier([3, 5], [4]).at(-1)).toMatchObject({ surviving: 0, low: 0, high: 0 });
    expect(kaplanMeier([], [4])).toEqual([]);
  });
});
