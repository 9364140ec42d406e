import type { Line, MaintenanceCosts } from "@raceway/model/plant";
import type { AnomalyVerdict, PrognosisVerdict, Verdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { advise } from "./advisory.ts";
import { createStopAdvice } from "./stop-advice.ts";

const DAY = 86_400;
const LINE: Line = {
  id: "l",
  name: "l",
  machines: [],
  plannedStops: [{ days: ["sun"], from: "06:00", to: "14:00", timeZone: "Europe/Berlin" }],
  timeZone: "Europe/Berlin",
};
// A Monday noon in Berlin; the next Sundays are the 29th and the 6th.
const base = { type: "verdict", point: "a/b/c/d", time: "2026-11-23T11:00:00.000Z" } as const;
const anomaly: AnomalyVerdict = {
  ...base,
  persistent: true,
  kind: "anomaly",
  severity: "warning",
  score: 1.2,
  evidence: [],
};
const diagnosis = {
  ...base,
  persistent: true,
  kind: "diagnosis",
  fault: "outer-race",
  confidence: 0.9,
  lines: [],
  hypotheses: [],
  text: "",
} as const;

function forecast(lowDays: number, rulDays: number, highDays: number): PrognosisVerdict {
  return {
    ...base,
    persistent: true,
    kind: "prognosis",
    trend: "rising",
    basis: "trend",
    indicator: "rms",
    limit: 4,
    rulSeconds: rulDays * DAY,
    lowSeconds: lowDays * DAY,
    highSeconds: highDays * DAY,
    interval: 0.8,
    model: "exponential",
    text: "",
  };
}

function adviceOn(verdict: Verdict, line: Line = LINE) {
  const told = createStopAdvice(line)(verdict);
  if (told.kind !== "prognosis" || told.trend !== "rising") throw new Error("no forecast");
  return told;
}
const said = (verdict: PrognosisVerdict, line: Line = LINE, language?: "zh") =>
  advise({ anomaly, diagnosis, prognosis: adviceOn(verdict, line) }, language);

describe("createStopAdvice", () => {
  it("chooses the last stop before the lower end of the interval, and says how much earlier it is", () => {
    expect(said(forecast(9, 15, 40))).toMatch(
      /^Replace the bearing \(outer race damaged\) at Sunday's stop \(Sun 29 Nov 06:00\), 3 days before the interval's lower end; look at fit and housing seat\. Remaining life about 2 weeks/,
    );
    expect(adviceOn(forecast(14, 20, 40)).advice?.stop.start).toBe("2026-12-06T05:00:00.000Z");
  });

  it("says it in Chinese, too", () => {
    expect(said(forecast(9, 15, 40), LINE, "zh")).toBe(
      "更换轴承（外圈损伤），检查配合与轴承座，请在11月29日（周日）06:00 的停机时进行，早于寿命区间下限 3 天。剩余寿命：约 2 周（1 至 6 周）。",
    );
  });

  it("names the next stop and its risk when none comes before the lower end", () => {
    const { advice } = adviceOn(forecast(3, 10, 40));
    expect(advice).toMatchObject({ choice: "first", stop: { start: "2026-11-29T05:00:00.000Z" } });
    expect(advice?.risk).toBeGreaterThan(0.1);
    expect(advice?.risk).toBeLessThan(0.5);
    expect(said(forecast(3, 10, 40))).toMatch(
      /at Sunday's stop \(Sun 29 Nov 06:00\), the next one, 2 days after the interval's lower end: \d\d % risk/,
    );
  });

  it("asks for a stop before the next one when that comes after the expected end", () => {
    const { advice } = adviceOn(forecast(1, 2, 8));
    expect(advice?.choice).toBe("before");
    expect(advice?.risk).toBeGreaterThan(0.5);
    expect(said(forecast(1, 2, 8))).toMatch(
      /within 24 hours of running, before Sunday's stop \(Sun 29 Nov 06:00\), the next one, which comes too late: \d\d % risk/,
    );
  });

  it("counts running time: what the line stands until a stop does not wear the bearing", () => {
    const stands: Line = {
      ...LINE,
      calendarStops: [
        { start: 1_795_478_400_000_000_000n, end: 1_795_651_200_000_000_000n }, // two days from Tuesday on
      ],
    };
    expect(adviceOn(forecast(4, 10, 40)).advice?.choice).toBe("first");
    expect(adviceOn(forecast(4, 10, 40), stands).advice).toMatchObject({
      choice: "in-time",
      stop: { start: "2026-11-29T05:00:00.000Z" },
    });
  });

  it("leaves a line without planned stops, and what is no trouble, as they are", () => {
    const { plannedStops: _, ...never } = LINE;
    const verdict = forecast(9, 15, 40);
    expect(createStopAdvice(never)(verdict)).toBe(verdict);
    const single = { ...anomaly, persistent: false };
    expect(createStopAdvice(LINE)(single)).toBe(single);
  });

  it("names the next stop where there is no forecast", () => {
    const told = createStopAdvice(LINE)(anomaly) as AnomalyVerdict;
    expect(advise({ anomaly: told })).toMatch(
      /^Inspect the point .* at Sunday's stop \(Sun 29 Nov 06:00\); the evidence/,
    );
  });
});

describe("the costs of too early and too late", () => {
  const costs = { unplannedHour: 1000, failureHours: 8, workHours: 2, lifeHour: 0 };
  const choose = (some: Partial<MaintenanceCosts>, verdict = forecast(20, 30, 60)) =>
    adviceOn(verdict, { ...LINE, costs: { ...costs, ...some } }).advice;

  it("put the stop where they are least: early when a failure is dear, late when life is", () => {
    const early = choose({});
    const late = choose({ lifeHour: 50 });
    expect(early).toMatchObject({
      choice: "least-cost",
      stop: { start: "2026-11-29T05:00:00.000Z" },
    });
    expect(late?.choice).toBe("least-cost");
    expect(Date.parse(late?.stop.start ?? "")).toBeGreaterThan(
      Date.parse(early?.stop.start ?? "") + 7 * DAY * 1000,
    );
    expect(late?.risk).toBeGreaterThan(early?.risk ?? 1);
  });

  it("stop the line at once when waiting for any stop costs more", () => {
    expect(choose({}, forecast(0.5, 2, 8))?.choice).toBe("now");
    expect(choose({ workHours: 20 }, forecast(0.5, 2, 8))?.choice).toBe("least-cost");
  });
});
