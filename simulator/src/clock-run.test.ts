import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plantTime, untilPlantTime } from "./clock-run.ts";

const START = 1_800_000_000_000_000_000n;

describe("the clock of a simulated plant", () => {
  it("runs so many times as fast as the wall's", () => {
    const run = { time: START, wallMs: 1000, rate: 600 };
    expect(plantTime(run, 1000)).toBe(START);
    expect(plantTime(run, 2000)).toBe(START + 600n * 1_000_000_000n);
    expect(untilPlantTime(run, START + 1200n * 1_000_000_000n, 2000)).toBeCloseTo(1000, 6);
  });

  it("stands while its rate is 0: what is not yet due never is", () => {
    const run = { time: START, wallMs: 0, rate: 0 };
    expect(plantTime(run, 1e9)).toBe(START);
    expect(untilPlantTime(run, START, 1e9)).toBe(0);
    expect(untilPlantTime(run, START + 1n, 1e9)).toBe(Number.POSITIVE_INFINITY);
  });

  it("stands at the moment to which it may go: what is due later never is", () => {
    const until = START + 600n * 1_000_000_000n;
    const run = { time: START, wallMs: 0, rate: 600, until };
    expect(plantTime(run, 500)).toBe(START + 300n * 1_000_000_000n);
    expect(plantTime(run, 5000)).toBe(until);
    expect(untilPlantTime(run, until, 500)).toBeCloseTo(500, 6);
    expect(untilPlantTime(run, until, 5000)).toBe(0);
    expect(untilPlantTime(run, until + 1n, 500)).toBe(Number.POSITIVE_INFINITY);
  });

  it("has come to a moment just when the wait for it is over", () => {
    const rate = fc.double({ min: 0.1, max: 10_000, noNaN: true });
    const ahead = fc.double({ min: 0.001, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(rate, ahead, (speed, seconds) => {
        const run = { time: START, wallMs: 0, rate: speed };
        const time = START + BigInt(Math.round(seconds * 1e9));
        const wait = untilPlantTime(run, time, 0);
        const missed = Number(plantTime(run, wait) - time) / 1e9;
        expect(Math.abs(missed)).toBeLessThan(1e-6 * Math.max(1, seconds));
      }),
    );
  });
});
