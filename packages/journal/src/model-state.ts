import type { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import { type Row, textOf } from "./row.ts";

/** What a stage remembers, under a key of the caller's choice (a point's path). */
export interface ModelState {
  readonly key: string;
  readonly state: SnapshotValue;
}

export type ModelStates = ReturnType<typeof createModelStates>;

/** Snapshots of what remembers, by key; stored in the same transaction as the results that came of them. */
export function createModelStates(db: DatabaseSync) {
  const upsert = db.prepare(
    "INSERT INTO model_state (key, state) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state",
  );
  const select = db.prepare("SELECT state FROM model_state WHERE key = ?");
  const remove = db.prepare("DELETE FROM model_state WHERE key = ?");
  const keys = db.prepare("SELECT key FROM model_state ORDER BY key");
  return {
    /** The state last stored, undefined when there is none. */
    get(key: string): SnapshotValue | undefined {
      const row = select.get(key);
      return row === undefined ? undefined : stateIn(row);
    },
    set(key: string, state: SnapshotValue): void {
      // Structured clone's own form: arrays of numbers are bytes in it, where JSON would spell out each number anew with every batch.
      upsert.run(key, serialize(state));
    },
    /** Forgets a key: the model begins anew. Nothing happens when it is unknown. */
    forget(key: string): void {
      remove.run(key);
    },
    keys(): readonly string[] {
      return keys.all().map((row) => textOf(row, "key"));
    },
  };
}

/** The state in a row of the table; up to 0.2.0 it was JSON. @throws Error when it is neither */
export function stateIn(row: Row): SnapshotValue {
  const { state } = row;
  return state instanceof Uint8Array
    ? (deserialize(state) as SnapshotValue)
    : (JSON.parse(textOf(row, "state")) as SnapshotValue);
}
