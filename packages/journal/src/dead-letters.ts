import type { DatabaseSync } from "node:sqlite";
import type { Nanos } from "@raceway/model/time";
import { bytesOf, integerOf, nanosOf, textOf } from "./row.ts";

/** A message that can never be used, and why. Its sender was told "stored", so that it does not send it for ever. */
export interface DeadLetter {
  readonly topic: string;
  /** The beginning of the payload; what exceeds the journal's limit is cut. */
  readonly head: Uint8Array;
  /** Bytes of the whole payload. */
  readonly size: number;
  readonly receivedAt: Nanos;
  /** Short and from a small set, for counting: `duplicate`, `undecodable`, `oversize`… */
  readonly reasonCode: string;
  /** What was found, where, and what would be right. */
  readonly reason: string;
}

export interface StoredDeadLetter extends DeadLetter {
  readonly id: number;
}

export interface DeadLetterLimits {
  readonly rows: number;
  readonly bytes: number;
  /** Most bytes of a payload that are kept. */
  readonly headBytes: number;
}

export interface DeadLetterCounts {
  readonly rows: number;
  readonly bytes: number;
  /** Rows held now, by reason code. */
  readonly byReason: Readonly<Record<string, number>>;
  /** Oldest rows removed since the start to keep within the limits. */
  readonly evicted: number;
}

export type DeadLetters = ReturnType<typeof createDeadLetters>;

/** Of one topic and reason, and of one reason: shares of all rows beyond which the oldest of their own kind go, however few these are. */
const ALIKE_SHARE = 1 / 50;
const REASON_SHARE = 1 / 2;
const LEAST_KEPT = 10;
/** What became of messages that were good: nobody repeats these to push others out, and each of them is missed. Only the limits of the whole table count for them. */
const OF_GOOD_MESSAGES: ReadonlySet<string> = new Set(["store-refused", "inbox-full"]);
/** A topic of MQTT may have 64 KiB. */
const MOST_TOPIC_CHARACTERS = 512;

/**
 * The table of dead letters. `add` is for inside the journal's transactions. What one sender repeats pushes out its own, and not what is wrong with others.
 */
export function createDeadLetters(db: DatabaseSync, limits: DeadLetterLimits) {
  db.exec("CREATE INDEX IF NOT EXISTS dead_letter_alike ON dead_letter (reason_code, topic, id)");
  const insert = db.prepare(
    "INSERT INTO dead_letter (received_at, size, stored_bytes, reason_code, reason, topic, head) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const oldest = db.prepare(
    "SELECT id, stored_bytes, reason_code FROM dead_letter ORDER BY id LIMIT 1",
  );
  const countAlike = db.prepare(
    "SELECT count(*) AS n FROM dead_letter WHERE reason_code = ? AND topic = ?",
  );
  const oldestAlike = db.prepare(
    "SELECT id, stored_bytes, reason_code FROM dead_letter WHERE reason_code = ? AND topic = ? ORDER BY id LIMIT 1",
  );
  // The sign keeps SQLite from sorting by the index above: in order of ids the first of a frequent reason is found at once.
  const oldestOfReason = db.prepare(
    "SELECT id, stored_bytes, reason_code FROM dead_letter WHERE +reason_code = ? ORDER BY id LIMIT 1",
  );
  const remove = db.prepare("DELETE FROM dead_letter WHERE id = ?");
  const newest = db.prepare(
    `SELECT id, received_at, size, reason_code, reason, topic, head FROM dead_letter
     WHERE id < ? AND (?2 IS NULL OR reason_code = ?2) ORDER BY id DESC LIMIT ?3`,
  );
  newest.setReadBigInts(true);
  const totals = db.prepare(
    "SELECT reason_code, count(*) AS n, sum(stored_bytes) AS bytes FROM dead_letter GROUP BY reason_code",
  );
  const groups = totals.all();
  let byReason = new Map(groups.map((row) => [textOf(row, "reason_code"), integerOf(row, "n")]));
  let rows = groups.reduce((sum, row) => sum + integerOf(row, "n"), 0);
  let bytes = groups.reduce((sum, row) => sum + integerOf(row, "bytes"), 0);
  let evicted = 0;

  function count(reasonCode: string, change: 1 | -1, size: number): void {
    rows += change;
    bytes += change * size;
    const left = (byReason.get(reasonCode) ?? 0) + change;
    if (left > 0) byReason.set(reasonCode, left);
    else byReason.delete(reasonCode);
  }

  function evict(row: ReturnType<typeof oldest.get>): void {
    if (row === undefined) return;
    remove.run(integerOf(row, "id"));
    count(textOf(row, "reason_code"), -1, integerOf(row, "stored_bytes"));
    evicted += 1;
  }

  function keepToShares(reasonCode: string, topic: string): void {
    const alike = integerOf(countAlike.get(reasonCode, topic) ?? {}, "n");
    if (alike > most(ALIKE_SHARE)) evict(oldestAlike.get(reasonCode, topic));
    else if ((byReason.get(reasonCode) ?? 0) > most(REASON_SHARE))
      evict(oldestOfReason.get(reasonCode));
  }

  const most = (share: number) => Math.max(LEAST_KEPT, Math.floor(limits.rows * share));

  return {
    add(letter: DeadLetter): void {
      const head = letter.head.subarray(0, limits.headBytes);
      const topic = letter.topic.slice(0, MOST_TOPIC_CHARACTERS);
      const { reasonCode } = letter;
      const stored = head.length + letter.reason.length + topic.length;
      insert.run(letter.receivedAt, letter.size, stored, reasonCode, letter.reason, topic, head);
      count(reasonCode, 1, stored);
      if (!OF_GOOD_MESSAGES.has(reasonCode)) keepToShares(reasonCode, topic);
      while (rows > 1 && (rows > limits.rows || bytes > limits.bytes)) evict(oldest.get());
    },

    /** Newest first. `before`: id of the last one of the page before. */
    list(page: {
      readonly limit: number;
      readonly before?: number;
      readonly reasonCode?: string;
    }): readonly StoredDeadLetter[] {
      const from = page.before ?? Number.MAX_SAFE_INTEGER;
      return newest.all(from, page.reasonCode ?? null, page.limit).map((row) => ({
        id: integerOf(row, "id"),
        topic: textOf(row, "topic"),
        head: bytesOf(row, "head"),
        size: integerOf(row, "size"),
        receivedAt: nanosOf(row, "received_at"),
        reasonCode: textOf(row, "reason_code"),
        reason: textOf(row, "reason"),
      }));
    },

    counts(): DeadLetterCounts {
      return { rows, bytes, byReason: Object.fromEntries(byReason), evicted };
    },

    mark() {
      const noted = { byReason: new Map(byReason), rows, bytes, evicted };
      return () => {
        ({ byReason, rows, bytes, evicted } = noted);
      };
    },
  };
}
