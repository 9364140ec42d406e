import type { Alarm, AlarmAct } from "@raceway/model/alarm";
import type { WeeklyPeriod } from "@raceway/model/week";
import { silentLog } from "@raceway/ports/log";
import { describe, expect, it } from "vitest";
import { openAlarmJournal } from "../journal/alarm-journal.ts";
import type { NewsBody } from "../notify/news-outbox.ts";
import {
  anomaly,
  createFakeClock,
  diagnosis,
  type PlantShape,
  prognosis,
  sensor,
  testPlant,
} from "../testing.ts";
import { createAlarmBook } from "./alarm-book.ts";
import { createStops } from "./stops.ts";

const POINT = "p/l1/m1/q1";

function createBench(shape: PlantShape = {}) {
  const fake = createFakeClock();
  const journal = openAlarmJournal(":memory:", silentLog);
  const stops = createStops();
  const plant = testPlant(shape);
  const news: NewsBody[] = [];
  const published = new Map<string, Alarm | undefined>();
  const address = (body: NewsBody) => {
    news.push(body);
    return [];
  };
  const open = () =>
    createAlarmBook({
      plant,
      journal,
      clock: fake.clock,
      stops,
      address,
      onAlarm: ({ id }, alarm) => published.set(id, alarm),
    });
  let book = open();
  return {
    journal,
    stops,
    clock: fake.clock,
    published,
    news: () => news.map(({ news: kind }) => kind),
    alarm: (point = POINT) => book.memory(`${point.split("/").slice(1).join(".")}.machine`).alarm,
    sensorAlarm: () => book.memory("l1.m1.q1.sensor").alarm,
    covered: () => book.covered(),
    anomaly: (severity: "normal" | "warning" | "alarm", point = POINT) =>
      book.verdict(anomaly(severity, { point, time: fake.iso() })),
    diagnosis: (point = POINT) =>
      book.verdict(diagnosis("outer-race", { point, time: fake.iso() })),
    prognosis: (seconds: number) => book.verdict(prognosis(seconds, { time: fake.iso() })),
    sensor: (fault: "silence" | "none", point = POINT) =>
      book.verdict(sensor(fault, { point, time: fake.iso() })),
    act: (act: AlarmAct["act"], more: Partial<AlarmAct> = {}, condition = "machine") =>
      book.act(POINT, condition, { act, who: "ann", ...more }),
    /** Lets time pass, with a tick each second. */
    minutes(count: number): void {
      for (let i = 0; i < count * 60; i++) {
        fake.jump(1);
        book.tick();
      }
    },
    /** Time passes while the service is off. */
    restartAfter(minutes: number): void {
      fake.jump(minutes * 60);
      book = open();
      book.tick();
    },
  };
}

describe("a shelved alarm", () => {
  it("is quiet until its time is up, then calls again, with both in the journal", () => {
    const bench = createBench();
    bench.anomaly("alarm");
    expect(bench.act("shelve", { minutes: 30, comment: "sensor loose, ordered" })).toBeUndefined();
    expect(bench.alarm()).toMatchObject({
      state: "unacknowledged",
      shelved: { who: "ann", reason: "sensor loose, ordered", until: "2026-11-22T06:30:00.000Z" },
    });
    bench.minutes(29);
    expect(bench.news()).toEqual(["raised"]);
    bench.minutes(1);
    expect(bench.alarm()).not.toHaveProperty("shelved");
    expect(bench.news()).toEqual(["raised", "raised"]);
    expect(bench.journal.entries("l1.m1.q1.machine")).toMatchObject([
      { who: "raceway", act: "anomaly", before: "normal", after: "unacknowledged" },
      {
        who: "ann",
        act: "shelve",
        before: "unacknowledged",
        after: "unacknowledged, shelved",
        detail: { comment: "sensor loose, ordered", minutes: 30 },
      },
      {
        at: "2026-11-22T06:30:00.000Z",
        who: "raceway",
        act: "shelf ended",
        before: "unacknowledged, shelved",
        after: "unacknowledged",
      },
    ]);
  });

  it("comes off the shelf although the service was off when its time was up", () => {
    const bench = createBench();
    bench.anomaly("alarm");
    bench.act("shelve", { minutes: 30, comment: "known" });
    bench.restartAfter(31);
    expect(bench.alarm()).not.toHaveProperty("shelved");
    expect(bench.news()).toEqual(["raised", "raised"]);
  });

  it("stays on the shelf when the trouble goes and comes, and nobody is told", () => {
    const bench = createBench();
    bench.anomaly("alarm");
    bench.act("shelve", { minutes: 60, comment: "known" });
    bench.act("acknowledge");
    bench.anomaly("normal");
    expect(bench.alarm()).toBeUndefined();
    expect(bench.covered()).toMatchObject([{ id: "l1.m1.q1.machine", shelved: { who: "ann" } }]);
    bench.minutes(1);
    bench.anomaly("alarm");
    expect(bench.alarm()).toMatchObject({ occurrence: 2, shelved: { who: "ann" } });
    bench.minutes(1);
    bench.anomaly("normal");
    expect(bench.alarm()).toBeUndefined();
    expect(bench.news()).toEqual(["raised"]);
  });

  it("is refused without a reason or a time, and comes off by hand", () => {
    const bench = createBench();
    bench.anomaly("alarm");
    expect(bench.act("shelve", { minutes: 30 })).toContain("reason");
    expect(bench.act("shelve", { comment: "x" })).toContain("minutes");
    expect(bench.act("shelve", { comment: "x", minutes: 100_000 })).toContain("10080");
    expect(bench.act("unshelve")).toContain("not shelved");
    bench.act("shelve", { comment: "x", minutes: 5 });
    expect(bench.act("unshelve", { comment: "fixed" })).toBeUndefined();
    expect(bench.alarm()?.comments.at(-1)?.text).toBe("fixed");
  });
});

describe("an alarm out of service", () => {
  it("stays out over closing, reopening and a restart, until somebody returns it", () => {
    const bench = createBench();
    expect(bench.act("take-out-of-service")).toContain("reason");
    bench.act("take-out-of-service", { comment: "spindle is rebuilt" });
    expect(bench.covered()).toHaveLength(1);
    bench.anomaly("alarm");
    bench.restartAfter(600);
    expect(bench.alarm()).toMatchObject({ outOfService: { reason: "spindle is rebuilt" } });
    expect(bench.news()).toEqual([]);
    bench.act("return-to-service");
    expect(bench.news()).toEqual(["raised"]);
  });
});

describe("an alarm of a machine that stands", () => {
  const sunday: WeeklyPeriod = { days: ["sun"], from: "06:00", to: "08:00", timeZone: "UTC" };

  it("is suppressed when it came up in a planned stop, and vanishes when all is well after it", () => {
    const bench = createBench({ plannedStops: [sunday] });
    bench.sensor("silence");
    expect(bench.sensorAlarm()).toMatchObject({
      suppressed: { reason: "planned-stop", until: "2026-11-22T08:10:00.000Z" },
    });
    bench.minutes(121);
    bench.sensor("none");
    expect(bench.sensorAlarm()).toBeUndefined();
    expect(bench.news()).toEqual([]);
  });

  it("calls when the stop and the time to restart are over and it is still there", () => {
    const bench = createBench({ plannedStops: [sunday] });
    bench.sensor("silence");
    bench.minutes(129);
    expect(bench.news()).toEqual([]);
    bench.minutes(1);
    expect(bench.news()).toEqual(["raised"]);
    expect(bench.sensorAlarm()).not.toHaveProperty("suppressed");
  });

  it("stays in sight when people had seen it before the stop: that is when it is repaired", () => {
    const bench = createBench({ plannedStops: [{ ...sunday, from: "06:05" }] });
    bench.anomaly("alarm");
    bench.minutes(10);
    expect(bench.alarm()).not.toHaveProperty("suppressed");
  });

  it("is suppressed by the machine's own speed, but its sensors are not", () => {
    const bench = createBench();
    bench.stops.heard("l1/m1", 0, bench.clock.now());
    bench.anomaly("warning");
    bench.sensor("silence");
    expect(bench.alarm()).toMatchObject({ suppressed: { reason: "machine-stopped" } });
    expect(bench.sensorAlarm()).not.toHaveProperty("suppressed");
    bench.stops.heard("l1/m1", 1480, bench.clock.now());
    bench.minutes(1);
    expect(bench.alarm()).not.toHaveProperty("suppressed");
    expect(bench.news()).toEqual(["raised", "raised"]);
  });

  it("is not suppressed by a speed that was heard long ago", () => {
    const bench = createBench();
    bench.stops.heard("l1/m1", 0, bench.clock.now());
    bench.minutes(11);
    bench.anomaly("warning");
    expect(bench.alarm()).not.toHaveProperty("suppressed");
  });
});

describe("priority", () => {
  it("follows severity and remaining life", () => {
    const bench = createBench();
    bench.anomaly("warning");
    expect(bench.alarm()?.priority).toBe("low");
    bench.anomaly("alarm");
    expect(bench.alarm()?.priority).toBe("medium");
    bench.prognosis(3600);
    expect(bench.alarm()?.priority).toBe("high");
    expect(bench.news()).toEqual(["raised", "escalated", "escalated"]);
  });

  it("rises one step while nobody comes, is told twice, and no more", () => {
    const bench = createBench();
    bench.anomaly("warning");
    bench.minutes(29);
    expect(bench.alarm()).toMatchObject({ priority: "low" });
    bench.minutes(1);
    expect(bench.alarm()).toMatchObject({ priority: "medium", escalation: 1 });
    bench.minutes(30);
    expect(bench.alarm()).toMatchObject({ priority: "medium", escalation: 2 });
    bench.minutes(300);
    expect(bench.news()).toEqual(["raised", "escalated", "escalated"]);
  });

  it("stops rising with the acknowledgement", () => {
    const bench = createBench();
    bench.anomaly("warning");
    bench.minutes(31);
    bench.act("acknowledge");
    expect(bench.alarm()).not.toHaveProperty("escalation");
    bench.minutes(200);
    expect(bench.alarm()).toMatchObject({ state: "acknowledged", priority: "low" });
    expect(bench.news()).toEqual(["raised", "escalated"]);
  });

  it("falls only after the lesser trouble has lasted, so that a swinging value moves nothing", () => {
    const alarms = { latch: false, escalateMinutes: 0, deescalateMinutes: 10, operators: 1 };
    const bench = createBench({ alarms });
    bench.anomaly("alarm");
    for (let i = 0; i < 5; i++) {
      bench.anomaly("warning");
      bench.minutes(4);
      bench.anomaly("alarm");
      bench.minutes(1);
    }
    expect(bench.alarm()?.priority).toBe("medium");
    bench.anomaly("warning");
    bench.minutes(9);
    expect(bench.alarm()?.priority).toBe("medium");
    bench.minutes(2);
    expect(bench.alarm()?.priority).toBe("low");
    expect(bench.news()).toEqual(["raised"]);
  });

  it("never rises by waiting where the plant says so", () => {
    const rules = { latch: false, escalateMinutes: 0, deescalateMinutes: 10, operators: 1 };
    const bench = createBench({ alarms: rules });
    bench.anomaly("warning");
    bench.minutes(200);
    expect(bench.alarm()).toMatchObject({ priority: "low" });
  });
});

describe("a latched alarm", () => {
  const alarms = { latch: true, escalateMinutes: 0, deescalateMinutes: 10, operators: 1 };

  it("stays after the trouble is over until it is acknowledged and reset", () => {
    const bench = createBench({ alarms });
    bench.anomaly("alarm");
    expect(bench.act("reset")).toContain("not latched");
    bench.anomaly("normal");
    expect(bench.alarm()).toMatchObject({ state: "returned-unacknowledged", latched: true });
    bench.act("acknowledge");
    expect(bench.alarm()).toMatchObject({ state: "acknowledged", latched: true });
    bench.act("reset", { comment: "bearing changed" });
    expect(bench.alarm()).toBeUndefined();
    expect(bench.journal.entries("l1.m1.q1.machine").map(({ after }) => after)).toEqual([
      "unacknowledged",
      "latched-unacknowledged",
      "latched-acknowledged",
      "normal",
    ]);
  });

  it("is one that was severe at any time, also when it eased before it was over", () => {
    const bench = createBench({ alarms });
    bench.anomaly("alarm");
    bench.minutes(1);
    bench.anomaly("warning");
    bench.minutes(1);
    bench.anomaly("normal");
    expect(bench.alarm()).toMatchObject({ latched: true });
  });

  it("is a warning's privilege not to be", () => {
    const bench = createBench({ alarms });
    bench.anomaly("warning");
    bench.act("acknowledge");
    bench.anomaly("normal");
    expect(bench.alarm()).toBeUndefined();
  });
});

describe("alarms of one machine", () => {
  it("point at the one that most likely explains them, which the named fault is", () => {
    const bench = createBench({ points: 3 });
    bench.anomaly("warning", "p/l1/m1/q2");
    bench.minutes(1);
    bench.anomaly("alarm", "p/l1/m1/q3");
    expect(bench.alarm("p/l1/m1/q2")?.consequenceOf).toBe("l1.m1.q3.machine");
    bench.anomaly("warning");
    bench.diagnosis();
    const roots = ["q1", "q2", "q3"].map((q) => bench.alarm(`p/l1/m1/${q}`)?.consequenceOf);
    expect(roots).toEqual([undefined, "l1.m1.q1.machine", "l1.m1.q1.machine"]);
    expect(bench.published.get("l1.m1.q2.machine")?.consequenceOf).toBe("l1.m1.q1.machine");
    bench.act("acknowledge");
    bench.minutes(1);
    bench.anomaly("normal");
    expect(bench.alarm("p/l1/m1/q2")?.consequenceOf).toBe("l1.m1.q3.machine");
    expect(bench.alarm("p/l1/m1/q3")).not.toHaveProperty("consequenceOf");
  });

  it("are not explained by another machine, nor machine troubles by sensors", () => {
    const bench = createBench({ machines: 2, points: 2 });
    bench.anomaly("alarm");
    bench.anomaly("alarm", "p/l1/m2/q1");
    bench.sensor("silence", "p/l1/m1/q2");
    expect(bench.alarm()).not.toHaveProperty("consequenceOf");
    expect(bench.alarm("p/l1/m2/q1")).not.toHaveProperty("consequenceOf");
  });
});
