import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBackoff } from "./backoff.ts";

describe("the backoff", () => {
  it("doubles up to the largest and begins again after a reset", () => {
    const backoff = createBackoff({ firstMs: 1000, maxMs: 30_000, random: () => 0 });
    const waits = Array.from({ length: 7 }, () => backoff.next());
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    backoff.reset();
    expect(backoff.next()).toBe(1000);
  });

  it("shortens every wait by at most the half, so that many spread out", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chance) => {
        const wait = createBackoff({ firstMs: 1000, maxMs: 30_000, random: () => chance }).next();
        expect(wait).toBeGreaterThan(500 - 1e-9);
        expect(wait).toBeLessThanOrEqual(1000);
        expect(wait).toBeCloseTo(1000 - 500 * chance);
      }),
    );
  });
});
