import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstFit } from "./first-fit.ts";
import { placeWork } from "./place-work.ts";
import {
  type Choice,
  placesOf,
  slotsOf,
  type WorkOrder,
  type WorkPlan,
  workPlan,
} from "./work-order.ts";

const CREW = { people: 2, stock: [] };
const order = (
  id: string,
  choices: readonly Choice[],
  more: Partial<WorkOrder> = {},
): WorkOrder => ({
  id,
  line: "l",
  machine: id,
  what: "replace the bearing",
  hours: 2,
  people: 1,
  choices,
  ...more,
});
const stop = (start: number, length: number, cost: number): Choice => ({
  start,
  end: start + length,
  cost,
});
const starts = ({ placed }: WorkPlan) =>
  Object.fromEntries(placed.map((each) => [each.order.id, each.start]));

describe("work in the stops of the lines", () => {
  it("gives way where waiting costs less, which one after another does not", async () => {
    // Both want the first stop, which has room for one; waiting is dear for b alone.
    const orders = [
      order("a", [stop(10, 2, 0), stop(20, 2, 1)], { people: 2 }),
      order("b", [stop(10, 2, 0), stop(20, 2, 500)], { people: 2 }),
    ];
    const exact = await placeWork(orders, CREW);
    const byHand = firstFit(orders, CREW);
    expect(starts(exact)).toEqual({ a: 20, b: 10 });
    expect([exact.cost, byHand.cost]).toEqual([1, 500]);
  });

  it("does one work at a machine at a time, and as many as there are people", async () => {
    const one = [stop(10, 4, 0)];
    const same = await placeWork(
      ["a", "b"].map((id) => order(id, one, { machine: "m" })),
      CREW,
    );
    expect(starts(same)).toEqual({ a: 10, b: 12 });
    const three = await placeWork(
      ["a", "b", "c"].map((id) => order(id, one)),
      CREW,
    );
    expect(Object.values(starts(three)).sort()).toEqual([10, 10, 12]);
  });

  it("waits for a part that is not on the shelf, and takes the one that is there where waiting is dear", async () => {
    const choices = [stop(10, 4, 0), stop(100, 4, 50)];
    const part = { item: "6205", quantity: 1 };
    const stock = [{ item: "6205", quantity: 1, leadDays: 3 }];
    const plan = await placeWork(
      [order("a", choices, { part }), order("b", [stop(10, 4, 0), stop(100, 4, 900)], { part })],
      { people: 2, stock },
    );
    expect(starts(plan)).toEqual({ a: 100, b: 10 });
  });

  it("says why work has no place", async () => {
    const part = { item: "6205", quantity: 2 };
    const { placed, unplaced } = await placeWork(
      [
        order("crowd", [stop(10, 4, 0)], { people: 3 }),
        order("long", [stop(10, 4, 0)], { hours: 5 }),
        order("never", []),
        order("part", [stop(10, 4, 0)], { part }),
        order("first", [stop(30, 2, 0)], { machine: "m" }),
        order("second", [stop(30, 2, 0)], { machine: "m" }),
      ],
      { people: 2, stock: [{ item: "6205", quantity: 1, leadDays: 5 }] },
    );
    expect(placed).toHaveLength(1);
    expect(unplaced.map(({ reason }) => reason)).toEqual([
      "it needs 3 people and the crew has 2",
      "it takes 5 h, longer than any stop that is left",
      "the line has no stop in time",
      "6205: 1 on the shelf, and more come after 5 days",
      "other work takes the crew, the machine or the part in every stop that is left",
    ]);
  });

  const choice = fc
    .tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 99 }),
    )
    .map(([at, length, cost]) => stop(24 * at, length, cost));
  const some = fc.record({
    machine: fc.constantFrom("m", "n"),
    hours: fc.constantFrom(0.5, 1, 1.5, 2),
    people: fc.integer({ min: 1, max: 2 }),
    choices: fc.uniqueArray(choice, { minLength: 1, maxLength: 3, selector: ({ start }) => start }),
    part: fc.constantFrom(undefined, { item: "6205", quantity: 1 }),
  });
  it("keeps every rule, and costs no more than what all ways of placing it cost", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(some, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 2 }),
        async (works, shelf) => {
          const orders = works.map(({ part, ...rest }, k) =>
            order(`w${k}`, rest.choices, { ...rest, ...(part && { part }) }),
          );
          const crew = { people: 2, stock: [{ item: "6205", quantity: shelf, leadDays: 2 }] };
          const plan = await placeWork(orders, crew);
          expect(isAllowed(plan.placed, crew.people, shelf)).toBe(true);
          const best = everyWay(orders, crew.people, shelf);
          expect(plan.cost).toBe(best);
        },
      ),
      { numRuns: 60 },
    );
  });
});

type Placed = WorkPlan["placed"][number];

function isAllowed(placed: readonly Placed[], people: number, shelf: number): boolean {
  const busy = new Map<string, number>();
  for (const { order: each, choice: within, start, end } of placed) {
    if (start < within.start || end > within.end) return false;
    for (const slot of slotsOf({ start, end })) {
      busy.set(`${slot}`, (busy.get(`${slot}`) ?? 0) + each.people);
      const machine = `${each.machine} ${slot}`;
      busy.set(machine, (busy.get(machine) ?? 0) + people);
    }
  }
  const taken = placed.filter(({ order: each, start }) => each.part && start < 48).length;
  return taken <= shelf && [...busy.values()].every((count) => count <= people);
}

/** The least cost of all ways to place them, by trying everything. */
function everyWay(orders: readonly WorkOrder[], people: number, shelf: number): number {
  let best = Number.POSITIVE_INFINITY;
  const go = (rest: readonly WorkOrder[], placed: readonly Placed[]) => {
    if (!isAllowed(placed, people, shelf)) return;
    const [next, ...others] = rest;
    if (next === undefined) {
      const cost = workPlan(orders, placed, { people, stock: [] }).cost;
      best = Math.min(best, cost);
      return;
    }
    for (const place of placesOf(next)) go(others, [...placed, { order: next, ...place }]);
    go(others, placed);
  };
  go(orders, []);
  return best;
}
