import type { Line } from "@raceway/model/plant";
import { nanosOfSeconds } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { lifeDistribution } from "./life-distribution.ts";
import { stopOutlooks } from "./stop-outlook.ts";

const DAY = 86_400;
const line: Line = {
  id: "l",
  name: "l",
  machines: [],
  costs: { unplannedHour: 1000, failureHours: 8, workHours: 2, lifeHour: 1 },
};
const life = lifeDistribution({
  rulSeconds: 20 * DAY,
  lowSeconds: 10 * DAY,
  highSeconds: 40 * DAY,
  interval: 0.8,
});
/** Stops of half a day at the end of days 7, 14, 21, ... */
const weekly = [1, 2, 3, 4, 5].map((week) => ({
  start: nanosOfSeconds(7 * week * DAY),
  end: nanosOfSeconds((7 * week + 0.5) * DAY),
}));

describe("what waiting for a stop comes to", () => {
  it("is a chance that grows with the stops, and a cost that falls and then grows", () => {
    const outlooks = stopOutlooks(line, life, weekly, 0n);
    const risks = outlooks.map(({ risk }) => risk);
    expect(risks).toEqual([...risks].sort((a, b) => a - b));
    const waste = outlooks.map(({ cost }) => cost?.waste ?? 0);
    expect(waste).toEqual([...waste].sort((a, b) => b - a));
    expect(outlooks[0]?.cost?.failure).toBeCloseTo(8000 * (risks[0] ?? 0), 6);
  });
  it("does not age a bearing while the line stands", () => {
    const [, second] = stopOutlooks(line, life, weekly, 0n);
    expect(second?.runsFor).toBe(13.5 * DAY);
  });
  it("has no cost where the line declares none", () => {
    const { costs: _, ...free } = line;
    expect(stopOutlooks(free, life, weekly, 0n).every(({ cost }) => cost === undefined)).toBe(true);
  });
});
