import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineTime } from "./line-time.ts";

const WEEKEND = lineTime([
  { start: -5, end: 2 },
  { start: 10, end: 12 },
  { start: 20, end: 24 },
]);

describe("the working time of a line", () => {
  it("stands still in stops, also in one that has begun", () => {
    expect([0, 2, 3, 10, 11, 12, 13, 22, 25].map((hour) => WEEKEND.worked(hour))).toEqual([
      0, 0, 1, 8, 8, 8, 9, 16, 17,
    ]);
  });

  it("ends before a stop and begins after it", () => {
    expect([WEEKEND.endAfter(8), WEEKEND.startAfter(8)]).toEqual([10, 12]);
    expect([WEEKEND.endAfter(0), WEEKEND.startAfter(0)]).toEqual([0, 2]);
  });

  const stops = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 8,
    })
    .map((gaps) => {
      let at = 0;
      return gaps.map(([gap, length]) => {
        const start = at + gap;
        at = start + length;
        return { start, end: at };
      });
    });
  it("has worked as long at the end of some hours of work as they are", () => {
    fc.assert(
      fc.property(stops, fc.integer({ min: 0, max: 400 }), (spans, hours) => {
        const time = lineTime(spans);
        expect(time.worked(time.endAfter(hours))).toBe(hours);
        const begin = time.startAfter(hours);
        expect(time.worked(begin)).toBe(hours);
        expect(spans.some(({ start, end }) => begin >= start && begin < end)).toBe(false);
      }),
    );
  });
});
