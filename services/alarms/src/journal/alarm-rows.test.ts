import type { Alarm } from "@raceway/model/alarm";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { Clock } from "@raceway/ports/clock";
import { silentLog } from "@raceway/ports/log";
import { StoreUnavailable } from "@raceway/ports/telemetry-store";
import { describe, expect, it } from "vitest";
import { createAlarmRows } from "./alarm-rows.ts";

const alarm: Alarm = {
  id: "l.m.p.machine",
  occurrence: 1,
  point: "s/l/m/p",
  condition: "machine",
  where: { line: "L", machine: "M", point: "P" },
  state: "unacknowledged",
  severity: "warning",
  title: "Outer race",
  evidence: [],
  advice: "",
  since: "2026-01-01T00:00:00.000Z",
  comments: [],
};

/** A store that can be away, and a clock whose timers run when told. */
function setup() {
  const rows: TelemetryPoint[] = [];
  const timers: (() => void)[] = [];
  const state = { away: false };
  const store = {
    write(points: readonly TelemetryPoint[]) {
      if (state.away) return Promise.reject(new StoreUnavailable("away"));
      rows.push(...points);
      return Promise.resolve([]);
    },
  };
  const clock: Clock = {
    now: () => 2n * 10n ** 18n,
    after(_, callback) {
      timers.push(callback);
      return () => {};
    },
  };
  const events = () => rows.map(({ fields }) => fields["event"]);
  return { written: createAlarmRows({ store, clock, log: silentLog }), state, timers, events };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("createAlarmRows", () => {
  it("writes what happens to an alarm, from opening to closing", async () => {
    const { written, events } = setup();
    written.tell(alarm.id, alarm);
    written.tell(alarm.id, { ...alarm, severity: "alarm" });
    written.tell(alarm.id, undefined);
    await written.close();
    expect(events()).toEqual(["opened", "worse", "closed"]);
  });

  it("keeps rows in order while the store is away, and tries again", async () => {
    const { written, state, timers, events } = setup();
    state.away = true;
    written.tell(alarm.id, alarm);
    await settled();
    written.tell(alarm.id, undefined);
    await settled();
    expect(timers).toHaveLength(1);
    state.away = false;
    timers[0]?.();
    await settled();
    expect(events()).toEqual(["opened", "closed"]);
    await written.close();
  });

  it("says nothing of the end of an alarm that it never saw", async () => {
    const { written, events } = setup();
    written.tell(alarm.id, undefined);
    await written.close();
    expect(events()).toEqual([]);
  });
});
