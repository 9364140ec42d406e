import { nanosOfIso } from "@raceway/model/time";
import { placeWork } from "@raceway/plan/work/place-work";
import { describe, expect, it } from "vitest";
import type { PointNow } from "../live/live-point.ts";
import { advisedWork } from "./advised-work.ts";
import { forecast, NOW, pointNow } from "./testing.ts";

const from = nanosOfIso(NOW) ?? 0n;
const placed = async (...points: readonly PointNow[]) =>
  (await placeWork(advisedWork(points, from), { people: 2, stock: [] })).placed;

describe("what analysis advises, as work", () => {
  it("is none of a sound point", () => {
    expect(advisedWork([pointNow("normal")], from)).toEqual([]);
  });

  it("looks at a conspicuous point in the next stop, in the words of its advice", async () => {
    const [work] = await placed(pointNow("warning"));
    expect(work?.order).toMatchObject({
      advised: { point: "p/l/m/q", fault: "unnamed" },
      what: expect.stringMatching(/^Spindle: Inspect the point/),
      hours: 1,
    });
    expect(work?.order.part).toBeUndefined();
    expect(work?.start).toBe(6 * 24 - 6);
  });

  it("replaces a bearing whose damage has a name in the next stop, and needs a new one", async () => {
    const [work] = await placed(pointNow("warning", undefined, undefined, "outer-race"));
    expect(work?.order).toMatchObject({
      advised: { fault: "outer-race" },
      what: expect.stringMatching(/^Spindle: Replace the bearing/),
      part: { item: "6205", quantity: 1 },
      hours: 4,
    });
    expect(work?.start).toBe(6 * 24 - 6);
  });

  it("balances a rotor without a new bearing", async () => {
    const [work] = await placed(pointNow("warning", undefined, undefined, "imbalance"));
    expect(work?.order.what).toMatch(/Balance the rotor/);
    expect(work?.order.part).toBeUndefined();
  });

  it("waits for the last stop before the lower end of a life that is foretold", async () => {
    const [work] = await placed(pointNow("warning", forecast(15, 25, 60)));
    expect(work?.start).toBe(13 * 24 - 6);
  });

  it("stops the line for one that does not reach the next stop", async () => {
    const [work] = await placed(pointNow("warning", forecast(0.5, 1, 3)));
    expect(work).toMatchObject({ start: 0, choice: { isOwnStop: true } });
  });

  it("weighs by the line's costs where it declares them: a dear failure is not waited for", async () => {
    const costs = { unplannedHour: 1000, failureHours: 20, workHours: 3, lifeHour: 0 };
    const [dear] = await placed(pointNow("warning", forecast(15, 25, 60), costs, "cage"));
    const [cheap] = await placed(
      pointNow("warning", forecast(15, 25, 60), { ...costs, lifeHour: 60 }, "cage"),
    );
    expect(dear?.order.hours).toBe(3);
    expect(dear?.start).toBe(6 * 24 - 6);
    expect(cheap?.start ?? 0).toBeGreaterThan(dear?.start ?? 0);
  });
});
