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

  it("goes on evenly when the wall clock is set back", () => {
    let now = 0;
    const time = createSteadyTime(() => now);
    time.date(2n * HOUR);
    now = 10;
    expect(time.date(HOUR)).toBe(2n * HOUR + 10_000_000_000n);
  });

  it("gives two arrivals of one clock tick different dates, in their order", () => {
    const time = createSteadyTime(() => 0);
    expect([time.date(7n), time.date(7n), time.date(7n)]).toEqual([7n, 8n, 9n]);
  });

  it("never goes back and never repeats, whatever the wall clock says", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.bigInt(0n, 10n ** 15n), fc.nat(100))), (steps) => {
        let now = 0;
        const time = createSteadyTime(() => now);
        let before = -1n;
        for (const [wall, passed] of steps) {
          now += passed;
          const date = time.date(wall);
          if (date <= before || date < wall) return false;
          before = date;
        }
        return true;
      }),
    );
  });
});
