import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSteadyTime } from "./steady-time.ts";

const HOUR = 3_600_000_000_000n;

describe("steady time", () => {
  it("is the wall clock's as long as that goes forwards", () => {
    let now = 0;
    const time = createSteadyTime(() => now);
    expect(time.date(1000n)).toBe(1000n);
    now = 5;
    expect(time.date(9_000_000_000n)).toBe(9_000_000_000n);
  });

  it("goes back with a wall clock that is set back, so that dates are right again at once", () => {
    const time = createSteadyTime();
    time.date(2n * HOUR);
    expect(time.date(HOUR) - HOUR).toBeLessThan(1_000_000n);
  });

  it("gives two arrivals of one clock tick different dates, in their order", () => {
    const time = createSteadyTime(() => 0);
    expect([time.date(7n), time.date(7n), time.date(7n)]).toEqual([7n, 8n, 9n]);
  });

  it("never repeats, whatever the wall clock says, and stays within its tick", () => {
    const ticks = fc.array(fc.bigInt(0n, 5000n), { maxLength: 300 });
    fc.assert(
      fc.property(ticks, (walls) => {
        const time = createSteadyTime();
        const dates = walls.map((wall) => time.date(wall * 1_000_000n));
        return new Set(dates).size === dates.length;
      }),
    );
  });
});
