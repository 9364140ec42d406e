import type { DatabaseSync } from "node:sqlite";
import type { Json } from "@raceway/model/json";
import { textOf } from "./row.ts";

/** What a stage remembers, under a key of the caller's choice (a point's path). */
export interface ModelState {
  readonly key: string;
  readonly state: Json;
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
    get(key: string): Json | undefined {
      const row = select.get(key);
      return row === undefined ? undefined : (JSON.parse(textOf(row, "state")) as Json);
    },
    set(key: string, state: Json): void {
      upsert.run(key, JSON.stringify(state));
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
