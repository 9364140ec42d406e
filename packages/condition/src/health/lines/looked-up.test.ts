import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelOf, levelsOf } from "./levels.ts";
import { calculatedCode, codeOf, powerOf } from "./power-codes.ts";

/** Doubles of any size, most of them such as spectra hold. */
const numbers = fc.oneof(
  fc.double({ min: 1e-12, max: 1e12, noNaN: true }),
  fc.double({ min: -30, max: 24, noNaN: true }).map((log) => 2 ** log),
);
/** What lies around where a level or a code begins. */
const nearBounds = fc
  .tuple(fc.integer({ min: -40, max: 300 }), fc.integer({ min: -2, max: 2 }))
  .map(([level, ulps]) => Math.exp((level + 0.5) / 16 - 2) * (1 + ulps * Number.EPSILON));
const nearCodes = fc
  .tuple(fc.integer({ min: -4, max: 65_540 }), fc.integer({ min: -2, max: 2 }))
  .map(([code, ulps]) => 2 ** ((code + 0.5) / 2048 - 24) * (1 + ulps * Number.EPSILON));

describe("a level that is looked up", () => {
  it("is the one that the logarithm gives, also where one begins", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(numbers, nearBounds, fc.constant(0))), (ratios) => {
        expect([...levelsOf(Float64Array.from(ratios))]).toEqual(ratios.map(levelOf));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a code of a power that is looked up", () => {
  it("is the one that the logarithm gives, also where one begins", () => {
    fc.assert(
      fc.property(fc.oneof(numbers, nearCodes, fc.constant(0)), (power) => {
        expect(codeOf(power)).toBe(calculatedCode(power));
      }),
      { numRuns: 3000 },
    );
  });

  it("stands for a power 0.02 % off at most", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-7, max: 200, noNaN: true }), (power) => {
        expect(Math.abs(powerOf(codeOf(power)) / power - 1)).toBeLessThan(2e-4);
      }),
    );
  });
});
