import { nanosOfIso } from "@raceway/model/time";
import { expect, it } from "vitest";
import type { LiveState } from "../live/live-state.ts";
import { createPlanner } from "./planner.ts";
import { NOW, pointNow } from "./testing.ts";

it("dates work by one moment, however fast the plant's clock runs, and makes a plan once for all who ask", async () => {
  const point = pointNow("warning");
  const live = { all: () => [point] } as unknown as LiveState;
  let asked = nanosOfIso(NOW) ?? 0n;
  const now = () => {
    asked += 12_000_000_000n;
    return asked;
  };
  const planner = createPlanner(
    live,
    () => "p",
    () => [point.context.line],
    now,
  );
  const [first, second] = await Promise.all([planner.plan(), planner.plan()]);
  expect(first.view.work.placed).toMatchObject([{ start: "2026-11-29T06:00:00.000Z" }]);
  expect(second).toBe(first);
});
