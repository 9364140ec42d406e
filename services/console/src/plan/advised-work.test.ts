import type { Line } from "@raceway/model/plant";
import { nanosOfIso } from "@raceway/model/time";
import type { AnomalyVerdict, PrognosisVerdict } from "@raceway/model/verdict";
import { placeWork } from "@raceway/plan/work/place-work";
import { describe, expect, it } from "vitest";
import type { StateView } from "../http/api-types.ts";
import type { PointNow } from "../live/live-point.ts";
import { advisedWork } from "./advised-work.ts";

const DAY = 86_400;
/** A Monday; the line stops on Sundays. */
const NOW = "2026-11-23T12:00:00.000Z";
const point = { path: "p/l/m/q", id: "q", name: "Spindle", channels: [] };
const bearing = {
  designation: "6205",
  orders: { bpfo: 3.58, bpfi: 5.42, bsf: 2.36, ftf: 0.4 },
  tolerance: 0.02,
  source: "catalogue",
  rotating: "inner",
} as const;
const machine = { id: "m", name: "m", speed: { tolerance: 0.02 }, loadUnit: "N" } as const;
const base = { type: "verdict", point: point.path, time: NOW, persistent: true } as const;
const anomaly: AnomalyVerdict = {
  ...base,
  kind: "anomaly",
  severity: "warning",
  score: 1.2,
  evidence: [],
};

function forecast(lowDays: number, rulDays: number, highDays: number): PrognosisVerdict {
  return {
    ...base,
    kind: "prognosis",
    trend: "rising",
    basis: "trend",
    indicator: "rms",
    limit: 4,
    rulSeconds: rulDays * DAY,
    lowSeconds: lowDays * DAY,
    highSeconds: highDays * DAY,
    interval: 0.8,
    model: "wiener",
    text: "",
  };
}

function now(
  level: "normal" | "warning",
  prognosis?: PrognosisVerdict,
  costs?: Line["costs"],
): PointNow {
  const line: Line = {
    id: "l",
    name: "l",
    machines: [{ ...machine, points: [{ ...point, bearing }] }],
    plannedStops: [{ days: ["sun"], from: "06:00", to: "14:00", timeZone: "UTC" }],
    ...(costs && { costs }),
  };
  const state: StateView = {
    time: NOW,
    level,
    severity: level,
    parts: { anomaly: level, diagnosis: "normal", sensor: "normal" },
    score: 1,
    health: 50,
    learning: false,
  };
  return {
    context: { line, machine: { ...machine, points: [] }, point: { ...point, bearing } },
    state,
    verdicts: { ...(level === "warning" && { anomaly }), ...(prognosis && { prognosis }) },
  } as unknown as PointNow;
}

const from = nanosOfIso(NOW) ?? 0n;
const placed = async (...points: readonly PointNow[]) =>
  (await placeWork(advisedWork(points, from), { people: 2, stock: [] })).placed;

describe("what analysis advises, as work", () => {
  it("is none of a sound point", () => {
    expect(advisedWork([now("normal")], from)).toEqual([]);
  });

  it("looks at a conspicuous point in the next stop", async () => {
    const [work] = await placed(now("warning"));
    expect(work?.order).toMatchObject({ advised: { point: "p/l/m/q", act: "inspect" }, hours: 1 });
    expect(work?.start).toBe(6 * 24 - 6);
  });

  it("replaces a bearing in the last stop before the lower end of its life, and needs a new one", async () => {
    const [work] = await placed(now("warning", forecast(15, 25, 60)));
    expect(work?.order).toMatchObject({
      advised: { act: "replace" },
      part: { item: "6205", quantity: 1 },
    });
    expect(work?.start).toBe(13 * 24 - 6);
  });

  it("stops the line for one that does not reach the next stop", async () => {
    const [work] = await placed(now("warning", forecast(0.5, 1, 3)));
    expect(work).toMatchObject({ start: 0, choice: { isOwnStop: true } });
  });

  it("weighs by the line's costs where it declares them: a dear failure is not waited for", async () => {
    const costs = { unplannedHour: 1000, failureHours: 20, workHours: 3, lifeHour: 0 };
    const [dear] = await placed(now("warning", forecast(15, 25, 60), costs));
    const [cheap] = await placed(now("warning", forecast(15, 25, 60), { ...costs, lifeHour: 60 }));
    expect(dear?.order.hours).toBe(3);
    expect(dear?.start).toBe(6 * 24 - 6);
    expect(cheap?.start ?? 0).toBeGreaterThan(dear?.start ?? 0);
  });
});
