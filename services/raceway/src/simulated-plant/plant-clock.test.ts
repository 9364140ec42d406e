import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPlantClock } from "./plant-clock.ts";

const START = 1_800_000_000_000_000_000n;
const SECOND = 1_000_000_000n;

/** A wall clock in the test's hand. */
function setUp(rate: number) {
  let wall = 1_700_000_000_000;
  const clock = createPlantClock(START, rate, () => wall);
  return {
    clock,
    wall: () => BigInt(wall) * 1_000_000n,
    pass: (seconds: number) => {
      wall += 1000 * seconds;
    },
  };
}

describe("the clock of a simulated plant", () => {
  it("is stopped and hurried, and never jumps at that", () => {
    const { clock, pass } = setUp(0);
    pass(100);
    expect(clock.now()).toBe(START);
    clock.setRate(600);
    pass(2);
    expect(clock.now()).toBe(START + 1200n * SECOND);
    clock.setRate(0);
    pass(1000);
    clock.setRate(60);
    pass(1);
    expect(clock.now()).toBe(START + 1260n * SECOND);
    expect(clock.seconds()).toBeCloseTo(1260, 6);
  });

  it("goes no further than it was let go, and loses the time that it stood", () => {
    const { clock, wall, pass } = setUp(600);
    clock.goOn();
    pass(0.5);
    clock.goOn();
    pass(0.9);
    expect(clock.now()).toBe(START + 840n * SECOND);
    pass(10);
    expect(clock.now()).toBe(START + 900n * SECOND);
    const stood = wall();
    clock.goOn();
    pass(0.5);
    expect(clock.now()).toBe(START + 1200n * SECOND);
    expect(clock.shown(stood)).toBe(START + 900n * SECOND);
    clock.setRate(60);
    pass(100);
    expect(clock.now()).toBe(START + 1260n * SECOND);
  });

  it("that is stopped is not let go by who keeps up with it", () => {
    const { clock, pass } = setUp(600);
    clock.goOn();
    clock.setRate(0);
    clock.goOn();
    pass(10);
    expect(clock.now()).toBe(START);
    clock.setRate(600);
    pass(10);
    expect(clock.now()).toBe(START + 600n * SECOND);
  });

  it("knows what it said at any moment of the wall's since it runs", () => {
    const step = fc.record({
      seconds: fc.integer({ min: 1, max: 1000 }),
      rate: fc.constantFrom(0, 60, 1200, 3600),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const { clock, wall, pass } = setUp(1200);
        const said: (readonly [bigint, bigint])[] = [];
        for (const { seconds, rate } of steps) {
          pass(seconds);
          said.push([wall(), clock.now()]);
          clock.setRate(rate);
          pass(0.5);
        }
        for (const [at, time] of said) {
          const missed = Number(clock.shown(at) - time) / 1e9;
          // A hurried clock says another second within a millisecond.
          expect(Math.abs(missed)).toBeLessThan(0.01);
        }
      }),
    );
  });

  it("says its first time of what was before it", () => {
    const { clock, wall } = setUp(600);
    expect(clock.shown(wall() - 60n * SECOND)).toBe(START);
  });
});
