import type { Clock } from "@raceway/ports/clock";
import { describe, expect, it, vi } from "vitest";
import { createSharedAnswers } from "./shared-answers.ts";

/** A clock that is told when time passes. */
function createTestClock() {
  const due = new Map<() => void, number>();
  let now = 0;
  return {
    now: () => BigInt(now) * 1_000_000n,
    after(milliseconds, callback) {
      due.set(callback, now + milliseconds);
      return () => due.delete(callback);
    },
    pass(milliseconds: number): void {
      now += milliseconds;
      for (const [callback, at] of due)
        if (at <= now) {
          due.delete(callback);
          callback();
        }
    },
    waiting: () => due.size,
  } satisfies Clock & { pass(milliseconds: number): void; waiting(): number };
}

describe("shared answers", () => {
  it("compute once for all who ask the same at the same time", async () => {
    const answers = createSharedAnswers(createTestClock());
    let finish: (value: object) => void = () => {};
    const compute = vi.fn(() => new Promise((resolve) => (finish = resolve)));
    const asked = Array.from({ length: 100 }, () => answers.get("a", 1000, compute));
    finish({ rows: [1] });
    const texts = (await Promise.all(asked)).map(String);
    expect(new Set(texts)).toEqual(new Set(['{"rows":[1]}']));
    expect(compute).toHaveBeenCalledTimes(1);
  });

  it("compute anew once their time is over, counted from when they were there", async () => {
    const clock = createTestClock();
    const answers = createSharedAnswers(clock);
    let count = 0;
    const ask = async () => String(await answers.get("a", 1000, () => ++count));
    expect(await ask()).toBe("1");
    clock.pass(999);
    expect(await ask()).toBe("1");
    clock.pass(1);
    expect(answers.size()).toEqual({ answers: 0, bytes: 0 });
    expect(await ask()).toBe("2");
  });

  it("keep different questions apart", async () => {
    const answers = createSharedAnswers(createTestClock());
    expect(String(await answers.get("a", 1000, () => 1))).toBe("1");
    expect(String(await answers.get("b", 1000, () => 2))).toBe("2");
  });

  it("tell an error to all who wait for it, and keep none", async () => {
    const answers = createSharedAnswers(createTestClock());
    const fail = vi.fn(() => Promise.reject(new Error("no store")));
    const asked = [answers.get("a", 1000, fail), answers.get("a", 1000, fail)];
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(fail).toHaveBeenCalledTimes(1);
    expect(String(await answers.get("a", 1000, () => 1))).toBe("1");
  });

  it("take up a bounded number of entries and bytes, and no timers for those that had to go", async () => {
    const clock = createTestClock();
    const answers = createSharedAnswers(clock);
    for (let k = 0; k < 2000; k++) await answers.get(`small ${k}`, 1000, () => k);
    expect(answers.size().answers).toBe(512);
    expect(clock.waiting()).toBe(512);
    const large = "x".repeat(1024 * 1024);
    for (let k = 0; k < 40; k++) await answers.get(`large ${k}`, 1000, () => large);
    expect(answers.size().answers).toBe(15);
    expect(answers.size().bytes).toBe(15 * (1024 * 1024 + 2));
    const compute = vi.fn(() => large);
    await answers.get("large 39", 1000, compute);
    expect(compute).not.toHaveBeenCalled();
    answers.close();
    expect(clock.waiting()).toBe(0);
    expect(answers.size()).toEqual({ answers: 0, bytes: 0 });
  });
});
