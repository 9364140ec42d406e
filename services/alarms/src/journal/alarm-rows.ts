import type { Alarm } from "@raceway/model/alarm";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { alarmPoints, closedAlarmPoint } from "@raceway/telemetry/alarm-points";

export interface AlarmRowsParts {
  readonly store: Pick<TelemetryStore, "write">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Most rows that wait while the store is away; the oldest go first. The alarms' own journal has everything. */
const MOST_WAITING = 20_000;
const RETRY_MS = 2000;
const RETRY_CAP_MS = 60_000;

/**
 * Writes what happens to alarms into the telemetry store, for the annotations and lists of dashboards. Rows wait in memory while the store is away; after a
 * restart what is open is told again, in the same rows.
 */
export function createAlarmRows({ store, clock, log }: AlarmRowsParts) {
  const seen = new Map<string, Alarm>();
  const waiting: TelemetryPoint[] = [];
  let writing: Promise<void> | undefined;
  let cancelRetry = () => {};
  let failures = 0;
  let closed = false;

  function push(rows: readonly TelemetryPoint[]): void {
    waiting.push(...rows);
    waiting.splice(0, waiting.length - MOST_WAITING);
    if (failures === 0) drain();
  }

  function drain(): void {
    if (closed || waiting.length === 0) return;
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0 && !closed) {
      const rows = waiting.slice();
      try {
        const refused = await store.write(rows);
        const [first] = refused;
        if (first) log.warn({ reason: first.reason, rows: refused.length }, "alarm rows refused");
        if (failures > 0) log.info({}, "alarms: rows flow again");
        failures = 0;
        const taken = new Set(rows);
        waiting.splice(0, waiting.length, ...waiting.filter((row) => !taken.has(row)));
      } catch (error) {
        if (failures === 0) log.warn({ error: String(error) }, "alarms: rows wait for the store");
        const pause = Math.min(RETRY_CAP_MS, RETRY_MS * 2 ** failures) * (1 + Math.random() / 4);
        failures += 1;
        cancelRetry = clock.after(pause, drain);
        return;
      }
    }
  }

  return {
    /** An alarm as it is now; undefined when it is closed. */
    tell(id: string, alarm: Alarm | undefined): void {
      const before = seen.get(id);
      if (alarm !== undefined) {
        seen.set(id, alarm);
        push(alarmPoints(before, alarm, clock.now()));
      } else if (before !== undefined) {
        seen.delete(id);
        push([closedAlarmPoint(before, clock.now())]);
      }
    },
    /** Finishes the write in hand. */
    async close(): Promise<void> {
      cancelRetry();
      await writing;
      closed = true;
    },
  };
}
