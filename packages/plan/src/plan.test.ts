import type { Line } from "@raceway/model/plant";
import { nanosOfIso } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import type { PlanFiles } from "./files/plan-files.ts";
import { makePlan } from "./plan.ts";
import { planCalendar } from "./plan-calendar.ts";
import { planView } from "./plan-view.ts";

const at = (iso: string) => nanosOfIso(iso) ?? 0n;
/** A Tuesday. */
const FROM = at("2026-12-01T00:00:00Z");
const machine = {
  id: "m",
  name: "m",
  speed: { tolerance: 0.02 },
  loadUnit: "N",
  points: [],
} as const;
const LINE: Line = {
  id: "l",
  name: "l",
  machines: [machine],
  plannedStops: [{ days: ["sun"], from: "06:00", to: "14:00", timeZone: "UTC" }],
};
const NOTHING: PlanFiles = { orders: [], routes: [], materials: [], stock: [], works: [] };
const work = {
  id: "W",
  line: "l",
  machine: "m",
  what: "align",
  hours: 2,
  people: 1,
  missCost: 500,
};
const order = {
  id: "A",
  type: "6205",
  quantity: 1000,
  due: at("2026-12-20T00:00:00Z"),
  lateCostADay: 10,
};
const route = { type: "6205", line: "l", piecesAnHour: 10, setupHours: 0, hourCost: 1 };
const planOf = (
  files: Partial<PlanFiles>,
  advised: Parameters<typeof makePlan>[0]["advised"] = [],
) => makePlan({ lines: [LINE], files: { ...NOTHING, ...files }, advised, people: 2, from: FROM });

describe("a plan", () => {
  it("puts work into the line's planned stop, and orders around it", async () => {
    const view = planView(await planOf({ works: [work], orders: [order], routes: [route] }));
    expect(view.work.placed).toMatchObject([
      { work: "W", start: "2026-12-06T06:00:00.000Z", end: "2026-12-06T08:00:00.000Z" },
    ]);
    // A hundred hours, in the midst of which the line stands for eight.
    expect(view.orders.scheduled).toMatchObject([
      { order: "A", start: "2026-12-01T00:00:00.000Z", end: "2026-12-05T04:00:00.000Z" },
    ]);
    const longer = planView(
      await planOf({ orders: [{ ...order, quantity: 1300 }], routes: [route] }),
    );
    expect(longer.orders.scheduled).toMatchObject([{ end: "2026-12-06T18:00:00.000Z" }]);
  });

  it("stops a line for work that cannot wait, and gives its orders way", async () => {
    const urgent = {
      ...work,
      id: "U",
      choices: [
        { start: 0, end: 2, cost: 50, isOwnStop: true as const },
        { start: 126, end: 134, cost: 9000 },
      ],
    };
    const view = planView(await planOf({ orders: [order], routes: [route] }, [urgent]));
    expect(view.work.placed).toMatchObject([
      { work: "U", start: "2026-12-01T00:00:00.000Z", ownStop: true },
    ]);
    expect(view.orders.scheduled).toMatchObject([{ start: "2026-12-01T02:00:00.000Z" }]);
  });

  it("says what no line makes, what lacks, and what comes too late", async () => {
    const view = planView(
      await planOf({
        orders: [order, { ...order, id: "B", type: "6306" }],
        routes: [route],
        materials: [{ type: "6205", item: "ball", aPiece: 9 }],
        stock: [
          { item: "ball", quantity: 5000, leadDays: 4 },
          { item: "6309", quantity: 0, leadDays: 8 },
        ],
        works: [
          { ...work, part: { item: "6309", quantity: 1 }, latest: at("2026-12-08T00:00:00Z") },
        ],
      }),
    );
    expect(view.orders.unrouted).toEqual([{ order: "B", type: "6306" }]);
    expect(view.shortages).toEqual([
      {
        item: "ball",
        wanted: 9000,
        inStock: 5000,
        first: "A",
        readyAt: "2026-12-05T00:00:00.000Z",
      },
    ]);
    expect(view.orders.scheduled).toMatchObject([
      { order: "A", start: "2026-12-05T00:00:00.000Z" },
    ]);
    expect(view.partShortages).toMatchObject([{ item: "6309", first: "W" }]);
    // The first stop after the part has come.
    expect(view.work.placed).toMatchObject([
      { start: "2026-12-13T06:00:00.000Z", latest: "2026-12-08T00:00:00.000Z" },
    ]);
  });

  it("refuses lines and machines that the plant lacks", async () => {
    await expect(planOf({ routes: [{ ...route, line: "x" }] })).rejects.toThrow(
      "routing.csv, 6205: found line x; a line of the plant would be right (l)",
    );
    await expect(planOf({ works: [{ ...work, machine: "x" }] })).rejects.toThrow(
      "work.csv, W: found machine x; a machine of l would be right (m)",
    );
  });

  it("is a calendar whose events keep their identity", async () => {
    const plan = await planOf({ works: [{ ...work, id: "W 7/ü", what: "align; check, oil" }] });
    const text = planCalendar(plan, "works", FROM).replaceAll("\r\n", "\n");
    expect(text).toContain("UID:W-7--@works.raceway\n");
    expect(text).toContain("DTSTART:20261206T060000Z\nDTEND:20261206T080000Z\n");
    expect(text).toContain("SUMMARY:l / m: align\\; check\\, oil\n");
  });
});
