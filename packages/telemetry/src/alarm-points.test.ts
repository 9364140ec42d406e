import type { Alarm } from "@raceway/model/alarm";
import { nanosOfIso } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { alarmPoints, closedAlarmPoint } from "./alarm-points.ts";

const now = nanosOfIso("2026-01-02T00:00:00Z") ?? 0n;
const alarm: Alarm = {
  id: "l.m.p.machine",
  occurrence: 1,
  point: "s/l/m/p",
  condition: "machine",
  where: { line: "L", machine: "M", point: "P" },
  state: "unacknowledged",
  severity: "warning",
  title: "Outer race",
  evidence: ["because"],
  advice: "Replace it.",
  since: "2026-01-01T00:00:00.000Z",
  comments: [],
};
const acknowledged: Alarm = {
  ...alarm,
  state: "acknowledged",
  acknowledged: { who: "Ann", at: "2026-01-01T01:00:00.000Z" },
};
const events = (rows: readonly { fields: Readonly<Record<string, unknown>> }[]) =>
  rows.map(({ fields }) => fields["event"]);

describe("alarmPoints", () => {
  it("dates the opening by the measurement, the acknowledgement by the person", () => {
    const rows = alarmPoints(undefined, acknowledged, now);
    expect(events(rows)).toEqual(["opened", "acknowledged"]);
    expect(rows[0]?.time).toBe(nanosOfIso(alarm.since));
    expect(rows[1]?.fields).toMatchObject({ who: "Ann", state: 2, advice: "Replace it." });
  });

  it("says nothing twice: new evidence alone is no event", () => {
    expect(alarmPoints(alarm, { ...alarm, evidence: ["more"] }, now)).toEqual([]);
    expect(events(alarmPoints(alarm, acknowledged, now))).toEqual(["acknowledged"]);
    expect(events(alarmPoints(alarm, { ...alarm, severity: "alarm" }, now))).toEqual(["worse"]);
  });

  it("tells the same rows again when nothing is known of before", () => {
    const first = [...alarmPoints(undefined, alarm, now), ...alarmPoints(alarm, acknowledged, now)];
    const again = alarmPoints(undefined, acknowledged, now + 5n);
    expect(again.map(({ time, tags }) => [time, tags])).toEqual(
      first.map(({ time, tags }) => [time, tags]),
    );
  });

  it("tells of maintenance: out of service and in service again", () => {
    const outOfService = { who: "Bo", at: "2026-01-01T02:00:00.000Z", reason: "bearing replaced" };
    expect(events(alarmPoints(alarm, { ...alarm, outOfService }, now))).toEqual(["out of service"]);
    expect(events(alarmPoints({ ...alarm, outOfService }, alarm, now))).toEqual(["in service"]);
  });

  it("begins anew with the next occurrence", () => {
    expect(events(alarmPoints(acknowledged, { ...alarm, occurrence: 2 }, now))).toEqual(["opened"]);
  });
});

describe("closedAlarmPoint", () => {
  it("comes after the acknowledgement that closed it, though both have one time", () => {
    const at = nanosOfIso(acknowledged.acknowledged?.at ?? "") ?? 0n;
    const row = closedAlarmPoint(acknowledged, at);
    expect(row.time).toBe(at + 1n);
    expect(row.fields).toMatchObject({ state: 0, event: "closed" });
  });
});
