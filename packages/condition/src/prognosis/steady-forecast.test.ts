import { describe, expect, it } from "vitest";
import { steadied } from "./steady-forecast.ts";

const estimate = (seconds: number, low = 0.1 * seconds, high = 10 * seconds) => ({
  seconds,
  low,
  high,
  model: "linear" as const,
  forecasts: [],
});

describe("steadied", () => {
  it("runs down a second a second while the estimates do", () => {
    expect(steadied(estimate(900), 1100, { age: 1000, seconds: 1000 })).toBeCloseTo(900, 6);
  });
  it("is hardly moved by one block", () => {
    const answer = steadied(estimate(3000), 1010, { age: 1000, seconds: 1000 });
    expect(answer).toBeGreaterThan(990);
    expect(answer).toBeLessThan(1200);
  });
  it("has the new opinion after a while", () => {
    expect(steadied(estimate(3000), 4000, { age: 1000, seconds: 1000 })).toBeCloseTo(3000, -2);
  });
  it("falls faster than it rises", () => {
    const fallen = steadied(estimate(250), 1010, { age: 1000, seconds: 1000 });
    const risen = steadied(estimate(4000), 1010, { age: 1000, seconds: 1000 });
    expect(1000 / fallen).toBeGreaterThan(risen / 1000);
  });
  it("follows at once when the evidence has moved away from it", () => {
    expect(steadied(estimate(100, 50, 200), 1010, { age: 1000, seconds: 5000 })).toBeCloseTo(
      Math.sqrt(100 * 200),
      6,
    );
  });
  it("stays positive after an answer has run out", () => {
    expect(steadied(estimate(1000, 0.001, 1e6), 5000, { age: 1000, seconds: 10 })).toBeGreaterThan(
      0,
    );
  });
});
