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
});
