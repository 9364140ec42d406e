import { describe, expect, it } from "vitest";
import { steadied } from "./steady-forecast.ts";

const estimate = (seconds: number, low = 0.1 * seconds, high = 10 * seconds) => ({
  seconds,
  low,
  high,
});

describe("steadied", () => {
  it("runs down a second a second while the estimates do", () => {
    expect(
      steadied(estimate(900), { age: 1100, level: 0.9 }, { age: 1000, level: 1, seconds: 1000 }),
    ).toBeCloseTo(900, 6);
  });
  it("is hardly moved by one block", () => {
    const answer = steadied(
      estimate(3000),
      { age: 1010, level: 0.9 },
      { age: 1000, level: 1, seconds: 1000 },
    );
    expect(answer).toBeGreaterThan(990);
    expect(answer).toBeLessThan(1200);
  });
  it("has the new opinion after a while", () => {
    expect(
      steadied(estimate(3000), { age: 4000, level: 0.9 }, { age: 1000, level: 1, seconds: 1000 }),
    ).toBeCloseTo(3000, -2);
  });
  it("falls faster than it rises", () => {
    const fallen = steadied(
      estimate(250),
      { age: 1010, level: 0.9 },
      { age: 1000, level: 1, seconds: 1000 },
    );
    const risen = steadied(
      estimate(4000),
      { age: 1010, level: 0.9 },
      { age: 1000, level: 1, seconds: 1000 },
    );
    expect(1000 / fallen).toBeGreaterThan(risen / 1000);
  });
  it("follows at once when the evidence has moved away from it", () => {
    expect(
      steadied(
        estimate(100, 50, 200),
        { age: 1010, level: 0.9 },
        { age: 1000, level: 1, seconds: 5000 },
      ),
    ).toBeCloseTo(Math.sqrt(100 * 200), 6);
  });
  it("never rises while the level does", () => {
    const before = { age: 1000, level: 1, seconds: 1000 };
    expect(steadied(estimate(9000), { age: 2000, level: 1.1 }, before)).toBeLessThanOrEqual(1000);
    expect(steadied(estimate(9000), { age: 2000, level: 0.5 }, before)).toBeGreaterThan(1000);
  });
  it("stays positive after an answer has run out", () => {
    expect(
      steadied(
        estimate(1000, 0.001, 1e6),
        { age: 5000, level: 0.9 },
        { age: 1000, level: 1, seconds: 10 },
      ),
    ).toBeGreaterThan(0);
  });
});
