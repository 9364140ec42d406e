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

  it("looks at a conspicuous point in the next stop", async () => {
    const [work] = await placed(pointNow("warning"));
    expect(work?.order).toMatchObject({ advised: { point: "p/l/m/q", act: "inspect" }, hours: 1 });
    expect(work?.start).toBe(6 * 24 - 6);
  });

  it("replaces a bearing in the last stop before the lower end of its life, and needs a new one", async () => {
    const [work] = await placed(pointNow("warning", forecast(15, 25, 60)));
    expect(work?.order).toMatchObject({
      advised: { act: "replace" },
      part: { item: "6205", quantity: 1 },
    });
    expect(work?.start).toBe(13 * 24 - 6);
  });

  it("stops the line for one that does not reach the next stop", async () => {
    const [work] = await placed(pointNow("warning", forecast(0.5, 1, 3)));
    expect(work).toMatchObject({ start: 0, choice: { isOwnStop: true } });
  });

  it("weighs by the line's costs where it declares them: a dear failure is not waited for", async () => {
    const costs = { unplannedHour: 1000, failureHours: 20, workHours: 3, lifeHour: 0 };
    const [dear] = await placed(pointNow("warning", forecast(15, 25, 60), costs));
    const [cheap] = await placed(
      pointNow("warning", forecast(15, 25, 60), { ...costs, lifeHour: 60 }),
    );
    expect(dear?.order.hours).toBe(3);
    expect(dear?.start).toBe(6 * 24 - 6);
    expect(cheap?.start ?? 0).toBeGreaterThan(dear?.start ?? 0);
  });
});
