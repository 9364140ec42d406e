import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LineTime, lineTime } from "../line-time.ts";
import type { Job } from "./order-pool.ts";
import { waysOf } from "./order-pool.ts";
import { earliestDueFirst, schedule } from "./schedule.ts";
import { costOf, sequenceOf, totalOf } from "./sequence.ts";

const LINES = new Map([
  ["a", lineTime([{ start: 40, end: 48 }])],
  ["b", lineTime([{ start: 30, end: 50 }])],
]);

const job = (
  id: string,
  hours: Record<string, number>,
  due: number,
  more: Partial<Job> = {},
): Job => ({
  order: { id, type: id, quantity: 100, due, lateCostADay: 240 },
  readyAt: 0,
  ways: new Map(Object.entries(hours).map(([line, each]) => [line, { hours: each, cost: each }])),
  ...more,
});

describe("orders on lines", () => {
  it("are made by the lines that make their type, with a setup each", () => {
    const order = { id: "o", type: "6205", quantity: 1000, due: 0, lateCostADay: 0 };
    const routes = [
      { type: "6205", line: "a", piecesAnHour: 100, setupHours: 2, hourCost: 50 },
      { type: "6306", line: "b", piecesAnHour: 100, setupHours: 2, hourCost: 50 },
    ];
    expect([...waysOf(order, routes)]).toEqual([["a", { hours: 12, cost: 600 }]]);
  });

  it("wait for their materials and for the end of a stop", () => {
    const { orders } = schedule([job("late", { a: 10 }, 60, { readyAt: 35 })], LINES);
    expect(orders.map(({ start, end, late }) => [start, end, late])).toEqual([[35, 53, 0]]);
  });

  it("come in the order that makes least of them late where it matters most", () => {
    const jobs = [
      job("first", { a: 20 }, 100),
      job("dear", { a: 20 }, 20),
      job("long", { a: 30 }, 38),
    ];
    const { orders } = schedule(jobs, LINES);
    expect(orders.map(({ job: { order } }) => order.id)).toEqual(["dear", "long", "first"]);
    expect(orders.map(({ late }) => late)).toEqual([0, 20, 0]);
  });

  it("cost little more than no schedule can beat where lines have more to do than they can", () => {
    const jobs = Array.from({ length: 60 }, (_, k) =>
      job(`o${k}`, { a: 3 + (k % 5), b: 2 + ((3 * k) % 7) }, 2 * k + (k % 3)),
    );
    const { cost, bound } = schedule(jobs, LINES);
    expect(cost).toBeLessThan(0.9 * totalOf(earliestDueFirst(jobs, LINES)));
    expect(cost).toBeLessThan(1.05 * bound);
  });

  it("are none for no orders", () => {
    expect(schedule([], LINES)).toEqual({ orders: [], cost: 0, bound: 0 });
  });

  const some = fc.record({
    a: fc.integer({ min: 1, max: 30 }),
    b: fc.integer({ min: 1, max: 30 }),
    on: fc.constantFrom("a", "b", "both"),
    due: fc.integer({ min: 5, max: 90 }),
    readyAt: fc.constantFrom(0, 0, 12),
  });
  it("cost no less than the bound, and as little as the best of all ways for a handful of them", () => {
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 5 }), (all) => {
        const jobs = all.map(({ a, b, on, due, readyAt }, k) =>
          job(`o${k}`, { ...(on !== "b" && { a }), ...(on !== "a" && { b }) }, due, { readyAt }),
        );
        const found = schedule(jobs, LINES);
        const best = bestOfAll(jobs, LINES);
        expect(found.bound).toBeLessThanOrEqual(best * (1 + 1e-6));
        expect(found.cost).toBeCloseTo(best, 6);
        expect(found.cost).toBeLessThanOrEqual(totalOf(earliestDueFirst(jobs, LINES)) + 1e-9);
        expect(found.orders.map(({ job: { order } }) => order.id).sort()).toEqual(
          jobs.map(({ order }) => order.id),
        );
        for (const {
          line,
          start,
          end,
          job: { ways, readyAt },
        } of found.orders) {
          const time = LINES.get(line);
          expect(start).toBeGreaterThanOrEqual(readyAt);
          expect((time?.worked(end) ?? 0) - (time?.worked(start) ?? 0)).toBeCloseTo(
            ways.get(line)?.hours ?? 0,
            9,
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Every line for every order, every order of them. */
function bestOfAll(jobs: readonly Job[], lines: ReadonlyMap<string, LineTime>): number {
  const costs = (queues: ReadonlyMap<string, readonly Job[]>) =>
    [...queues].reduce((sum, [line, queue]) => {
      const time = lines.get(line);
      return sum + (time === undefined ? 0 : costOf(sequenceOf(line, time, queue)));
    }, 0);
  let best = Number.POSITIVE_INFINITY;
  const go = (rest: readonly Job[], queues: ReadonlyMap<string, readonly Job[]>) => {
    const [next, ...others] = rest;
    if (next === undefined) {
      best = Math.min(best, costs(queues));
      return;
    }
    for (const line of next.ways.keys()) {
      const queue = queues.get(line) ?? [];
      for (let at = 0; at <= queue.length; at++)
        go(others, new Map(queues).set(line, queue.toSpliced(at, 0, next)));
    }
  };
  go(jobs, new Map());
  return best;
}
