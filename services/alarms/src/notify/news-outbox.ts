import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "@raceway/journal/database";
import type { Alarm } from "@raceway/model/alarm";
import type { NewsKind } from "@raceway/model/notify-plan";
import type { Log } from "@raceway/ports/log";

/** News that a channel owes to people. */
export interface NewsRow {
  readonly channel: string;
  readonly route: string;
  /** News of one route and bundle that are due become one message. */
  readonly bundle: string;
  /** Milliseconds since 1970. */
  readonly due: number;
  readonly body: NewsBody;
}

/** What happened, with all that a message needs should the alarm be closed by the time it is sent. */
export interface NewsBody {
  readonly news: NewsKind;
  /** By the service's clock, ISO 8601. */
  readonly at: string;
  readonly alarm: Alarm;
}

/** News that are sent together; the same in every attempt. */
export interface NewsBatch {
  readonly id: string;
  readonly route: string;
  readonly bundle: string;
  readonly rows: readonly NewsBody[];
}

export interface OutboxCounts {
  readonly waiting: number;
  /** When the oldest row was written, milliseconds since 1970. */
  readonly oldest?: number;
}

export const NEWS_TABLE = `
  CREATE TABLE news (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    route TEXT NOT NULL,
    bundle TEXT NOT NULL,
    due INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    batch TEXT
  ) STRICT;
  CREATE INDEX news_by_channel ON news (channel, due);
`;

/** So many rows wait at most; then the oldest go. A mail server that is dead for a week must not fill the disk. */
const MOST_ROWS = 5000;
/** News in one message. */
const MOST_IN_BATCH = 100;

export type NewsOutbox = ReturnType<typeof createNewsOutbox>;

/** Messages that are owed, in the alarms' own file, so that an alarm's step and the duty to tell of it are one transaction. */
export function createNewsOutbox(db: DatabaseSync, log: Log) {
  const insert = db.prepare(
    "INSERT INTO news (channel, route, bundle, due, at, body) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const count = db.prepare("SELECT count(*) AS n, min(at) AS oldest FROM news");
  const dropOldest = db.prepare("DELETE FROM news WHERE seq = (SELECT min(seq) FROM news)");
  const frozen = db.prepare(
    "SELECT batch FROM news WHERE channel = ? AND batch IS NOT NULL ORDER BY seq LIMIT 1",
  );
  const firstDue = db.prepare(
    "SELECT route, bundle, seq, at FROM news WHERE channel = ? AND due <= ? ORDER BY due, seq LIMIT 1",
  );
  const freeze = db.prepare(
    `UPDATE news SET batch = ?1 WHERE seq IN
      (SELECT seq FROM news WHERE channel = ?2 AND route = ?3 AND bundle = ?4 ORDER BY seq LIMIT ${MOST_IN_BATCH})`,
  );
  const select = db.prepare("SELECT route, bundle, body FROM news WHERE batch = ? ORDER BY seq");
  const remove = db.prepare("DELETE FROM news WHERE batch = ?");
  const next = db.prepare("SELECT min(due) AS due FROM news WHERE channel = ?");
  const removeOlder = db.prepare("DELETE FROM news WHERE due < ?");
  const removeChannels = db.prepare(
    "DELETE FROM news WHERE channel NOT IN (SELECT value FROM json_each(?))",
  );
  const move = db.prepare("UPDATE news SET due = due + ?");
  let dropped = 0;

  return {
    /** Adds news; inside the journal's transaction. */
    add({ channel, route, bundle, due, body }: NewsRow): void {
      const at = Date.parse(body.at);
      insert.run(channel, route, bundle, due, at, JSON.stringify(body));
      if (Number(count.get()?.["n"]) <= MOST_ROWS) return;
      dropOldest.run();
      dropped += 1;
      if (dropped % 100 === 1)
        log.error(
          { dropped, limit: MOST_ROWS },
          "notification: too much waits, the oldest is lost",
        );
    },
    /**
     * The next message of a channel that is due, the one tried last first. Its news stay the same, and stay stored, until {@link done}.
     *
     * @param now milliseconds since 1970.
     */
    take(channel: string, now: number): NewsBatch | undefined {
      const id = frozen.get(channel)?.["batch"] ?? begin(channel, now);
      return typeof id === "string" ? batchOf(id) : undefined;
    },
    done(id: string): void {
      remove.run(id);
    },
    /** When the next message of a channel is due, milliseconds since 1970; undefined: nothing waits. */
    nextDue(channel: string): number | undefined {
      const due = next.get(channel)?.["due"];
      return typeof due === "number" ? due : undefined;
    },
    /** Brings everything that waits nearer or further by so many milliseconds; inside the journal's transaction. */
    moveDue(by: number): void {
      move.run(by);
    },
    /** Drops what was due before a moment (a digest of a week is due when the week is over), and what is for channels that are not configured any more. @returns how much. */
    prune(before: number, channels: readonly string[]): number {
      const old = Number(removeOlder.run(before).changes);
      return old + Number(removeChannels.run(JSON.stringify(channels)).changes);
    },
    counts(): OutboxCounts {
      const row = count.get();
      const oldest = row?.["oldest"];
      return {
        waiting: Number(row?.["n"]),
        ...(typeof oldest === "number" && { oldest }),
      };
    },
  };

  function begin(channel: string, now: number): string | undefined {
    const first = firstDue.get(channel, now);
    if (first === undefined) return undefined;
    // The time keeps ids of a new file apart from those of an older one.
    const id = `${Number(first["at"]).toString(36)}.${String(first["seq"])}.${channel}`;
    inTransaction(db, () =>
      freeze.run(id, channel, String(first["route"]), String(first["bundle"])),
    );
    return id;
  }

  function batchOf(id: string): NewsBatch | undefined {
    const found = select.all(id);
    const [first] = found;
    if (first === undefined) return undefined;
    return {
      id,
      route: String(first["route"]),
      bundle: String(first["bundle"]),
      rows: found.map((row) => JSON.parse(String(row["body"])) as NewsBody),
    };
  }
}
