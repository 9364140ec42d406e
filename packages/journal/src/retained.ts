import type { DatabaseSync } from "node:sqlite";
import { bytesOf, textOf } from "./row.ts";

/** The latest payload of a retained topic; an empty one clears the topic, as in MQTT. */
export interface RetainedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export type Retained = ReturnType<typeof createRetained>;

/** What was last published as retained, to publish it again after a start: an embedded broker forgets, the journal does not. */
export function createRetained(db: DatabaseSync) {
  const upsert = db.prepare(
    "INSERT INTO retained (topic, payload) VALUES (?, ?) ON CONFLICT (topic) DO UPDATE SET payload = excluded.payload",
  );
  const remove = db.prepare("DELETE FROM retained WHERE topic = ?");
  const all = db.prepare("SELECT topic, payload FROM retained ORDER BY topic");
  return {
    set({ topic, payload }: RetainedMessage): void {
      if (payload.length === 0) remove.run(topic);
      else upsert.run(topic, payload);
    },
    list(): readonly RetainedMessage[] {
      return all.all().map((row) => ({
        topic: textOf(row, "topic"),
        payload: bytesOf(row, "payload"),
      }));
    },
  };
}
