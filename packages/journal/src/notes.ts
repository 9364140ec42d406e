import type { DatabaseSync } from "node:sqlite";
import type { Json } from "@raceway/model/json";
import { textOf } from "./row.ts";

export type Notes = ReturnType<typeof createNotes>;

/** What a service remembers beside its models, by key. */
export function createNotes(db: DatabaseSync) {
  const select = db.prepare("SELECT value FROM note WHERE key = ?");
  const upsert = db.prepare(
    "INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  return {
    get(key: string): Json | undefined {
      const row = select.get(key);
      return row === undefined ? undefined : (JSON.parse(textOf(row, "value")) as Json);
    },
    set(key: string, value: Json): void {
      upsert.run(key, JSON.stringify(value));
    },
  };
}
