import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRunningClock } from "./running-clock.ts";

const run = (times: readonly number[]) => {
  const clock = createRunningClock();
  for (const time of times) clock.advance(time);
  return clock;
};
const every = (step: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => from + i * step);

describe("createRunningClock", () => {
  it("counts running time and knows the cadence", () => {
    const clock = run(every(10, 101));
    expect(clock.age()).toBe(1000);
    expect(clock.cadence()).toBe(10);
  });
  it("lets a night's stop count as twenty intervals and calls it a pause", () => {
    const clock = run([...every(10, 101), ...every(10, 1, 40_000)]);
    expect(clock.age()).toBe(1200);
    expect(clock.paused()).toBe(true);
  });
  it("counts a sensor that sends bursts by its bursts", () => {
    const bursts = every(600, 30).flatMap((start) => every(0.1, 10, start));
    const clock = run(bursts);
    expect(clock.cadence()).toBeCloseTo(599.1, 3);
    expect(clock.age()).toBeGreaterThan(0.8 * 29 * 600);
  });
  it("costs one interval when the source's clock steps back", () => {
    const clock = run([...every(10, 101), ...every(10, 101, -100_000)]);
    expect(clock.age()).toBe(2010);
  });
  it("counts the first interval as twenty of the second at most: a day may have lain between two records, or a clock been set", () => {
    expect(run([0, 86_400, 86_410]).age()).toBe(210);
    expect(run([0, 86_400]).age()).toBe(0);
  });
  it("counts what lies between the times of two clocks as one interval, and takes it for none", () => {
    const clock = run(every(10, 11));
    for (let n = 0; n < 10; n++) {
      clock.advance(-864_000 + 20 * n, true);
      clock.advance(110 + 20 * n, true);
    }
    expect([clock.age(), clock.cadence()]).toEqual([300, 10]);
  });
  it("never ages by more than twenty usual intervals and a second a record, and always by something, whatever clocks say", () => {
    const record = fc.record({ step: fc.integer({ min: -4e6, max: 4e6 }), anew: fc.boolean() });
    fc.assert(
      fc.property(fc.array(record, { minLength: 3, maxLength: 200 }), (records) => {
        const clock = createRunningClock();
        let seconds = 0;
        let slow = 0;
        for (const { step, anew } of records) {
          const before = { age: clock.age(), cadence: clock.cadence() };
          seconds += step;
          clock.advance(seconds, anew);
          const grown = clock.age() - before.age;
          if (grown < 0) return false;
          // A time that is told twice is no step; of the others the first interval is counted with the second.
          if (step !== 0) slow = grown > 0 ? 0 : slow + 1;
          const even = Math.max(before.cadence, clock.cadence());
          if (grown > 40 * even + 1 || slow > 2) return false;
        }
        return true;
      }),
    );
  });
});
