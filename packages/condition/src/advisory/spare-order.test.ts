import type { PrognosisVerdict, StopAdvice } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { advise } from "./advisory.ts";
import { withSpareOrder } from "./spare-order.ts";

const DAY = 86_400;
const base = { type: "verdict", point: "a/b/c/d", time: "2026-11-23T11:00:00.000Z" } as const;
const anomaly = {
  ...base,
  persistent: true,
  kind: "anomaly",
  severity: "warning",
  score: 1.2,
  evidence: [],
} as const;
const sunday = {
  start: "2026-11-29T05:00:00.000Z",
  end: "2026-11-29T13:00:00.000Z",
  timeZone: "Europe/Berlin",
};

function forecast(choice?: StopAdvice["choice"]): PrognosisVerdict {
  return {
    ...base,
    persistent: true,
    kind: "prognosis",
    trend: "rising",
    basis: "trend",
    indicator: "rms",
    limit: 4,
    rulSeconds: 20 * DAY,
    lowSeconds: 9 * DAY,
    highSeconds: 40 * DAY,
    interval: 0.8,
    model: "exponential",
    text: "",
    ...(choice !== undefined && { advice: { choice, stop: sunday, marginSeconds: 0, risk: 0.1 } }),
  };
}

function ordered(verdict: PrognosisVerdict, leadDays: number): PrognosisVerdict {
  const told = withSpareOrder(verdict, { leadDays, timeZone: "Europe/Berlin" });
  if (told.kind !== "prognosis") throw new Error("no forecast");
  return told;
}
const said = (verdict: PrognosisVerdict, leadDays: number, language?: "zh") =>
  advise({ anomaly, prognosis: ordered(verdict, leadDays) }, language);

describe("a bearing that must be ordered", () => {
  it("comes in time for the stop that is advised", () => {
    expect(ordered(forecast("in-time"), 4).order).toEqual({
      by: "2026-11-25T05:00:00.000Z",
      leadDays: 4,
      timeZone: "Europe/Berlin",
    });
    expect(said(forecast("in-time"), 4)).toMatch(
      / Order the bearing by Wed 25 Nov: it takes 4 days to come\.$/,
    );
    expect(said(forecast("in-time"), 4, "zh")).toMatch(/请最迟于.*25.*订购轴承：到货需 4 天。$/);
  });
  it("is ordered at once where it comes too late, and by how much is said", () => {
    const { order } = ordered(forecast("in-time"), 21);
    expect(order).toMatchObject({ by: base.time, lateSeconds: (21 - 5.75) * DAY });
    expect(said(forecast("in-time"), 21)).toMatch(
      / Order the bearing now: it takes 21 days to come, 15 days too late\.$/,
    );
    expect(said(forecast("in-time"), 21, "zh")).toMatch(
      /请立即订购轴承：到货需 21 天，将迟 15 天。$/,
    );
    expect(said(forecast("in-time"), 0.5)).toMatch(/it takes 12 hours to come/);
  });
  it("is there at the lower end of the life where no stop is waited for", () => {
    for (const verdict of [forecast(), forecast("before"), forecast("now")])
      expect(ordered(verdict, 4).order?.by).toBe("2026-11-28T11:00:00.000Z");
  });
  it("is dated by the lives of others, too, and by nothing where nothing is known", () => {
    const none = { ...base, persistent: true, kind: "prognosis", trend: "none", text: "" } as const;
    const known = {
      ...none,
      basis: "population",
      rulSeconds: 90 * DAY,
      lowSeconds: 30 * DAY,
      highSeconds: 200 * DAY,
      interval: 0.8,
    } as const;
    expect(ordered(known, 20).order?.by).toBe("2026-12-03T11:00:00.000Z");
    expect(ordered(none, 20)).toBe(none);
  });
});
