import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReordering } from "./reordering.ts";
import { handClock } from "./testing.ts";

function start(timeoutMs = 1000) {
  const clock = handClock(0);
  const got: number[] = [];
  const gaps: number[] = [];
  const order = createReordering<number>({
    timeoutMs,
    after: clock.after,
    deliver: (item) => got.push(item),
    onGap: (missing) => gaps.push(missing),
  });
  order.restart(0, 0);
  return { clock, got, gaps, order };
}

describe("createReordering", () => {
  it("delivers in order at once, over the turn from 255 to 0 (tck-id-payloads-sequence-num-incrementing)", () => {
    const { got, gaps, order } = start();
    for (let i = 1; i < 600; i++) order.push(i % 256, i);
    expect(got).toEqual(Array.from({ length: 600 }, (_, i) => i));
    expect(gaps).toEqual([]);
  });

  it("holds what comes too early, and goes on when the missing one arrives in time (tck-id-operational-behavior-host-reordering-start, -success)", () => {
    const { clock, got, gaps, order } = start();
    order.push(2, 2);
    order.push(3, 3);
    expect(got).toEqual([0]);
    clock.advance(999);
    order.push(1, 1);
    expect(got).toEqual([0, 1, 2, 3]);
    clock.advance(10_000);
    expect(gaps).toEqual([]);
  });

  it("delivers what it has and reports the gap when the timeout ends (tck-id-operational-behavior-host-reordering-rebirth)", () => {
    const { clock, got, gaps, order } = start();
    order.push(3, 3);
    order.push(2, 2);
    clock.advance(1000);
    expect(got).toEqual([0, 2, 3]);
    expect(gaps).toEqual([1]);
    order.push(4, 4);
    order.push(1, 1);
    expect(got).toEqual([0, 2, 3, 4, 1]);
  });

  it.each([100, 5000])(
    "waits %i ms, as it is told (tck-id-operational-behavior-host-reordering-param)",
    (timeoutMs) => {
      const { clock, gaps, order } = start(timeoutMs);
      order.push(2, 2);
      clock.advance(timeoutMs - 1);
      expect(gaps).toEqual([]);
      clock.advance(1);
      expect(gaps).toEqual([1]);
    },
  );

  it("begins anew with a birth, and loses nothing that waited", () => {
    const { clock, got, gaps, order } = start();
    order.push(2, 2);
    order.restart(0, 100);
    order.push(1, 101);
    clock.advance(5000);
    expect(got).toEqual([0, 2, 100, 101]);
    expect(gaps).toEqual([]);
  });

  it("delivers each message exactly once, in order when nothing is missing for good", () => {
    const some = Array.from({ length: 20 }, (_, i) => i + 1);
    fc.assert(
      fc.property(fc.shuffledSubarray(some, { minLength: 20 }), (arrivals) => {
        const { got, gaps, order } = start();
        for (const seq of arrivals) order.push(seq, seq);
        expect(got).toEqual([0, ...some]);
        expect(gaps).toEqual([]);
      }),
    );
  });

  it("keeps nothing for ever, whatever numbers come", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 300 }), (arrivals) => {
        const { clock, got, order } = start();
        arrivals.forEach((seq, index) => {
          order.push(seq, index);
        });
        clock.advance(1000);
        expect(got.slice(1).toSorted((a, b) => a - b)).toEqual(arrivals.map((_, index) => index));
      }),
    );
  });
});
