import { describe, expect, it } from "vitest";
import type { Announcement } from "../journal/alarm-journal.ts";
import { createFloodWatch } from "./flood-watch.ts";
import { alarmMetrics } from "./metrics.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const TO = 1_795_327_200_000;
const SPAN = { from: TO - DAY, to: TO, operators: 1 };

const raised = (
  minutesAgo: number,
  alarm = "l.m.q.machine",
  priority: Announcement["priority"] = "low",
): Announcement => ({ at: TO - minutesAgo * MINUTE, alarm, news: "raised", priority });

describe("alarm metrics", () => {
  it("of a quiet day are zero", () => {
    expect(alarmMetrics([], [], SPAN)).toEqual({
      hours: 24,
      announced: 0,
      perOperatorPer10Minutes: { average: 0, most: 0 },
      floods: { count: 0, timeShare: 0, now: false },
      topTen: { share: 0, alarms: [] },
      chattering: [],
      fleeting: 0,
      stale: [],
      priorities: { low: 0, medium: 0, high: 0 },
    });
  });

  it("count what each operator is told in ten minutes", () => {
    const announcements = Array.from({ length: 144 }, (_, i) =>
      raised(1439 - i * 10, `a${i % 20}`),
    );
    const metrics = alarmMetrics(announcements, [], { ...SPAN, operators: 2 });
    expect(metrics.perOperatorPer10Minutes).toEqual({ average: 0.5, most: 0.5 });
    expect(metrics.topTen.alarms).toHaveLength(10);
    expect(metrics.topTen.share).toBeCloseTo(74 / 144, 10);
  });

  it("see a flood from over ten to under five in ten minutes", () => {
    const burst = (minutesAgo: number, count: number) =>
      Array.from({ length: count }, (_, i) => raised(minutesAgo - i / 100, `a${i}`));
    const announcements = [
      ...burst(105, 10),
      ...burst(75, 11),
      ...burst(65, 5),
      ...burst(55, 4),
      ...burst(5, 30),
    ];
    const { floods, perOperatorPer10Minutes } = alarmMetrics(announcements, [], SPAN);
    expect(floods).toEqual({ count: 2, timeShare: 3 / 144, now: true });
    expect(perOperatorPer10Minutes.most).toBe(30);
  });

  it("name what chatters, and count what was over before anybody could look", () => {
    const returned = (minutesAgo: number, alarm: string): Announcement => ({
      ...raised(minutesAgo, alarm),
      news: "returned",
    });
    const announcements = [
      raised(10, "fast"),
      returned(9.8, "fast"),
      raised(9.7, "fast"),
      raised(9.2, "fast"),
      raised(9, "slow"),
      raised(8, "slow"),
      returned(6.5, "slow"),
      raised(6, "slow"),
    ];
    const metrics = alarmMetrics(announcements, [], SPAN);
    expect(metrics.chattering).toEqual(["fast"]);
    expect(metrics.fleeting).toBe(1);
  });

  it("say what has stood for more than a day in sight", () => {
    const alarm = (id: string, since: string) => ({
      id,
      occurrence: 1,
      point: "p/l/m/q",
      condition: "machine" as const,
      where: { line: "L", machine: "M", point: "Q" },
      state: "acknowledged" as const,
      severity: "warning" as const,
      title: "t",
      evidence: [],
      advice: "a",
      since,
      comments: [],
    });
    const old = alarm("old", new Date(TO - DAY - 1).toISOString());
    const outOfService = { who: "ann", at: old.since, reason: "rebuilt" };
    const open = [
      old,
      alarm("young", new Date(TO - DAY + 1).toISOString()),
      { ...old, id: "covered", outOfService },
    ];
    expect(alarmMetrics([], open, SPAN).stale).toEqual(["old"]);
  });

  it("share the announced among priorities", () => {
    const announcements = [
      ...Array.from({ length: 8 }, () => raised(5)),
      raised(4, "b", "medium"),
      raised(3, "c", "high"),
    ];
    expect(alarmMetrics(announcements, [], SPAN).priorities).toEqual({
      low: 0.8,
      medium: 0.1,
      high: 0.1,
    });
  });

  it("count each alarm at its highest priority, as the history shows it", () => {
    const escalated = (minutesAgo: number, priority: Announcement["priority"]): Announcement => ({
      ...raised(minutesAgo, "a", priority),
      news: "escalated",
    });
    const returned: Announcement = { ...raised(6, "a", "low"), news: "returned" };
    const announcements = [
      // Of before the span: what raised it is not counted, so this is not either.
      escalated(20, "high"),
      raised(9, "a", "low"),
      escalated(8, "medium"),
      escalated(7, "high"),
      returned,
      raised(5, "a", "low"),
      raised(4, "b", "low"),
      raised(3, "c", "medium"),
    ];
    expect(alarmMetrics(announcements, [], SPAN).priorities).toEqual({
      low: 0.5,
      medium: 0.25,
      high: 0.25,
    });
  });
});

describe("a watch for floods", () => {
  it("holds from over ten in ten minutes to under five, for each operator", () => {
    const watch = createFloodWatch(1);
    for (let i = 0; i < 10; i++) watch.announced(i * 1000);
    expect(watch.isFlood(10_000)).toBe(false);
    watch.announced(10_000);
    expect(watch.isFlood(10_000)).toBe(true);
    expect(watch.isFlood(10 * MINUTE + 5999)).toBe(true);
    expect(watch.isFlood(10 * MINUTE + 7000)).toBe(false);
    const shared = createFloodWatch(2);
    for (let i = 0; i < 20; i++) shared.announced(0);
    expect(shared.isFlood(0)).toBe(false);
  });
});
