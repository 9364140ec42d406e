import type { DatabaseSync } from "node:sqlite";
import { type Nanos, nanosOfSeconds, secondsOf } from "@raceway/model/time";
import { nanosOf } from "./row.ts";

/**
 * How long the journal has been open in its life: what ages are counted in, since no wall clock can move it. Time in which the file was not open does not count.
 */
export interface RunningTime {
  now(): Nanos;
  /** Seconds since a moment of it. */
  since(then: Nanos): number;
  /** Writes it down; inside a transaction. What was not written before a crash goes missing, and makes things younger. */
  note(): void;
}

/** Running time goes on from the newest moment in the file. @param seconds an even count of seconds. */
export function createRunningTime(db: DatabaseSync, seconds: () => number): RunningTime {
  const newest = db.prepare(
    `SELECT max(coalesce((SELECT max(running) FROM running_time), 0),
                coalesce((SELECT running FROM inbox ORDER BY id DESC LIMIT 1), 0),
                coalesce((SELECT running FROM outbox ORDER BY id DESC LIMIT 1), 0)) AS running`,
  );
  newest.setReadBigInts(true);
  const write = db.prepare(
    "INSERT INTO running_time (id, running) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET running = excluded.running",
  );
  const base = nanosOf(newest.get() ?? {}, "running");
  const openedAt = seconds();
  const now = () => base + nanosOfSeconds(seconds() - openedAt);
  return {
    now,
    since: (then) => Math.max(0, secondsOf(now() - then)),
    note: () => void write.run(now()),
  };
}
