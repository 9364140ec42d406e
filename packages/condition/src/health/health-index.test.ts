import { describe, expect, it } from "vitest";
import { healthIndex, rolledUpHealth } from "./health-index.ts";

describe("healthIndex", () => {
  it("is 100 as expected, 80 at the first limit, 60 at the alarm, 0 at the end, and stays there", () => {
    expect([0, 1, 2, 5, 50].map(healthIndex)).toEqual([100, 80, 60, 0, 0]);
  });
});

describe("rolledUpHealth", () => {
  it("follows the worst and still counts the others", () => {
    expect(rolledUpHealth([100, 100, 20])).toBeLessThan(35);
    expect(rolledUpHealth([100, 20, 20])).toBeLessThan(rolledUpHealth([100, 100, 20]));
    expect(rolledUpHealth([70])).toBe(70);
  });
  it("has no answer for nothing", () => {
    expect(() => rolledUpHealth([])).toThrow(/at least one/);
  });
});
