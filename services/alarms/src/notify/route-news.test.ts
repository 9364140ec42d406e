import type { AlarmPriority } from "@raceway/model/alarm";
import type { NewsKind, NotifyPlan, NotifyRoute } from "@raceway/model/notify-plan";
import { nanosOfMillis } from "@raceway/model/time";
import type { WeeklyPeriod } from "@raceway/model/week";
import { describe, expect, it } from "vitest";
import type { NewsBody } from "./news-outbox.ts";
import { FLOOD_GATHER_MS, GATHER_MS, routeNews } from "./route-news.ts";

/** Sunday. */
const NOW = Date.parse("2026-11-22T06:00:00Z");
const MINUTE = 60_000;

const ROUTE: NotifyRoute = {
  id: "all",
  to: ["mail"],
  priorities: ["low", "medium", "high"],
  on: ["raised"],
  quiet: [],
  language: "en",
};

function news(
  priority: AlarmPriority = "medium",
  line = "l1",
  kind: NewsKind = "raised",
): NewsBody {
  return {
    news: kind,
    at: new Date(NOW).toISOString(),
    alarm: {
      id: `${line}.m1.q1.machine`,
      occurrence: 1,
      point: `p/${line}/m1/q1`,
      condition: "machine",
      where: { line: "Line", machine: "Machine", point: "Point" },
      state: "unacknowledged",
      severity: "alarm",
      title: "t",
      evidence: [],
      advice: "a",
      since: new Date(NOW).toISOString(),
      comments: [],
      priority,
    },
  };
}

function routed(route: Partial<NotifyRoute>, body = news(), flood = false, at = NOW) {
  const plan: NotifyPlan = { timeZone: "UTC", channels: [], routes: [{ ...ROUTE, ...route }] };
  return routeNews(plan, body, { now: nanosOfMillis(at), flood }).map(
    ({ channel, bundle, due }) => [channel, bundle, (due - at) / 1000],
  );
}

const period = (from: string, to: string): WeeklyPeriod => ({
  days: ["sun"],
  from,
  to,
  timeZone: "UTC",
});

describe("a route", () => {
  it("takes what fits its lines, priorities and kinds of news", () => {
    const told = [["mail", "l1/m1", GATHER_MS / 1000]];
    expect(routed({ lines: ["l1"], priorities: ["medium"] })).toEqual(told);
    expect(routed({ lines: ["l2"] })).toEqual([]);
    expect(routed({ priorities: ["high"] })).toEqual([]);
    expect(routed({ on: ["escalated"] })).toEqual([]);
    expect(routed({ on: ["returned"] }, news("low", "l1", "returned"))).toEqual(told);
  });

  it("leads to each of its channels", () => {
    expect(routed({ to: ["mail", "chat"] }).map(([channel]) => channel)).toEqual(["mail", "chat"]);
  });

  it("takes only news from within its shifts", () => {
    expect(routed({ during: [period("05:00", "06:01")] })).toHaveLength(1);
    expect(routed({ during: [period("05:00", "06:00")] })).toEqual([]);
  });

  it("keeps all but the highest priority for the end of the quiet hours", () => {
    const quiet = [period("00:00", "07:30")];
    expect(routed({ quiet })).toEqual([["mail", "quiet", 90 * 60]]);
    expect(routed({ quiet }, news("high"))).toEqual([["mail", "l1/m1", 10]]);
  });

  it("collects a digest to the next full span, and beyond quiet hours", () => {
    expect(routed({ digestMinutes: 60 }, news(), false, NOW + 5 * MINUTE)).toEqual([
      ["mail", "digest", 55 * 60],
    ]);
    const quiet = [period("06:30", "08:00")];
    expect(routed({ digestMinutes: 60, quiet })).toEqual([["mail", "quiet", 2 * 3600]]);
  });

  it("gathers the whole plant in a flood, but lets nothing of high priority drown in it", () => {
    expect(routed({}, news(), true)).toEqual([["mail", "flood", FLOOD_GATHER_MS / 1000]]);
    expect(routed({}, news("high"), true)).toEqual([["mail", "l1/m1", GATHER_MS / 1000]]);
  });

  it("of any lines tells what is wrong with Raceway itself", () => {
    const told = news("high", "raceway");
    const own = { ...told, alarm: { ...told.alarm, condition: "system" as const } };
    expect(routed({ lines: ["l2"] }, own)).toHaveLength(1);
    expect(routed({ lines: ["l2"] }, told)).toEqual([]);
  });
});

describe("an alarm that is given to somebody", () => {
  const given = (to: string): NewsBody => {
    const body = news("low", "l1", "assigned");
    const assigned = { to, who: "cy", at: new Date(NOW).toISOString() };
    return { ...body, alarm: { ...body.alarm, assigned } };
  };

  it("is told over the ways of that person, and of nobody else", () => {
    const own = { person: "ann", on: ["assigned"] } as const;
    expect(routed(own, given("ann"))).toEqual([["mail", "l1/m1", GATHER_MS / 1000]]);
    expect(routed(own, given("bob"))).toEqual([]);
  });

  it("is told to a group that asks for it, whoever it is given to", () => {
    expect(routed({ on: ["assigned"] }, given("bob"))).toHaveLength(1);
    expect(routed({ on: ["raised"] }, given("bob"))).toEqual([]);
  });
});
