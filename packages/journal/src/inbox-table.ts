import type { DatabaseSync } from "node:sqlite";
import type { PointPath } from "@raceway/model/identity";
import type { Nanos } from "@raceway/model/time";
import type { ClockNote } from "./channel-clock.ts";
import { bytesOf, integerOf, nanosOf, type Row, textOf } from "./row.ts";

/** A message that was understood, as it waits for analysis. */
export interface InboxEntry {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly receivedAt: Nanos;
  readonly point: PointPath;
  readonly channel: string;
  /** By which it is judged: the source time, which is with point and channel the identity of the record, or its arrival. */
  readonly time: Nanos;
  /** The order of the channel's times begins anew with it. */
  readonly anew?: true;
  /** What its sensor's clock said, where it is judged by arrival instead. */
  readonly clock?: ClockNote;
  /** Hz, of a waveform; absent for a reading. */
  readonly sampleRate?: number;
  /** Arrival in the journal's running time. */
  readonly running: Nanos;
}

/** An entry as read; the sample rate is in the payload. */
export interface InboxRow extends Omit<InboxEntry, "sampleRate" | "running"> {
  readonly id: number;
}

export interface InboxTotals {
  readonly rows: number;
  readonly bytes: number;
  /** When the oldest entry was received, in running time; absent when empty. */
  readonly oldestRunning?: Nanos;
}

/** What an entry takes up besides its payload, roughly. */
const ROW_OVERHEAD_BYTES = 128;

/** Bytes that an entry counts against the inbox's limit. */
export function inboxBytes(entry: Pick<InboxEntry, "payload" | "topic">): number {
  return entry.payload.length + entry.topic.length + ROW_OVERHEAD_BYTES;
}

export type InboxTable = ReturnType<typeof createInboxTable>;

/** The inbox's rows, counted. Writing is for inside the journal's transactions. */
export function createInboxTable(db: DatabaseSync) {
  const insert = db.prepare(
    `INSERT INTO inbox
       (time, received_at, bytes, waveform, point, channel, topic, payload, running, anew, clock_fault, clock_says)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const after = db.prepare(
    `SELECT id, time, received_at, point, channel, topic, payload, anew, clock_fault, clock_says
     FROM inbox WHERE id > ? ORDER BY id`,
  );
  after.setReadBigInts(true);
  const upTo = db.prepare("SELECT count(*) AS n, sum(bytes) AS bytes FROM inbox WHERE id <= ?");
  const removeUpTo = db.prepare("DELETE FROM inbox WHERE id <= ?");
  const remove = db.prepare("DELETE FROM inbox WHERE id = ?");
  const oldestWaveform = db.prepare(
    "SELECT id, bytes, point, channel, topic FROM inbox WHERE id > ? AND waveform = 1 ORDER BY id LIMIT 1",
  );
  const oldest = db.prepare("SELECT id, running FROM inbox ORDER BY id LIMIT 1");
  oldest.setReadBigInts(true);
  const newest = db.prepare("SELECT max(id) AS id FROM inbox");
  const all = upTo.get(Number.MAX_SAFE_INTEGER);
  let rows = integerOf(all, "n");
  let bytes = integerOf(all, "bytes");
  /** No waveform is left up to here: the next one to drop need not be sought from the beginning. */
  let droppedUpTo = 0;

  function toRow(row: Row): InboxRow {
    return {
      id: integerOf(row, "id"),
      topic: textOf(row, "topic"),
      payload: bytesOf(row, "payload"),
      receivedAt: nanosOf(row, "received_at"),
      point: textOf(row, "point"),
      channel: textOf(row, "channel"),
      time: nanosOf(row, "time"),
      ...(integerOf(row, "anew") === 1 && { anew: true as const }),
      ...(row["clock_fault"] !== null && {
        clock: {
          fault: textOf(row, "clock_fault") as ClockNote["fault"],
          says: nanosOf(row, "clock_says"),
        },
      }),
    };
  }

  return {
    insert(entry: InboxEntry): number {
      const size = inboxBytes(entry);
      const { lastInsertRowid } = insert.run(
        entry.time,
        entry.receivedAt,
        size,
        entry.sampleRate === undefined ? 0 : 1,
        entry.point,
        entry.channel,
        entry.topic,
        entry.payload,
        entry.running,
        entry.anew ? 1 : 0,
        entry.clock?.fault ?? null,
        entry.clock?.says ?? null,
      );
      rows += 1;
      bytes += size;
      return Number(lastInsertRowid);
    },

    /** Rows after an id in order: at most `limit`, and no more once `maxBytes` are reached (so one at least, if there is one). */
    readAfter(id: number, limit: number, maxBytes: number): readonly InboxRow[] {
      const found: InboxRow[] = [];
      let size = 0;
      for (const raw of after.iterate(id)) {
        if (found.length >= limit) break;
        const row = toRow(raw);
        size += inboxBytes(row);
        if (found.length > 0 && size > maxBytes) break;
        found.push(row);
      }
      return found;
    },

    removeUpTo(id: number): void {
      const sums = upTo.get(id);
      removeUpTo.run(id);
      rows -= integerOf(sums, "n");
      bytes -= integerOf(sums, "bytes");
    },

    /** Removes the oldest waveform after an id and says which it was; undefined when there is none. */
    dropOldestWaveform(
      after: number,
    ): { id: number; point: PointPath; channel: string; topic: string; bytes: number } | undefined {
      const row = oldestWaveform.get(Math.max(droppedUpTo, after));
      if (row === undefined) return undefined;
      const dropped = {
        id: integerOf(row, "id"),
        point: textOf(row, "point"),
        channel: textOf(row, "channel"),
        topic: textOf(row, "topic"),
        bytes: integerOf(row, "bytes"),
      };
      remove.run(dropped.id);
      droppedUpTo = dropped.id;
      rows -= 1;
      bytes -= dropped.bytes;
      return dropped;
    },

    get rows(): number {
      return rows;
    },
    get bytes(): number {
      return bytes;
    },

    /** Id of the newest row; 0 when there is none. */
    newestId(): number {
      return integerOf(newest.get(), "id");
    },

    /** Id of the oldest row; undefined when there is none. */
    oldestId(): number | undefined {
      const row = oldest.get();
      return row === undefined ? undefined : integerOf(row, "id");
    },

    totals(): InboxTotals {
      const row = oldest.get();
      if (row === undefined) return { rows, bytes };
      return { rows, bytes, oldestRunning: nanosOf(row, "running") };
    },

    mark() {
      const noted = { rows, bytes, droppedUpTo };
      return () => {
        ({ rows, bytes, droppedUpTo } = noted);
      };
    },
  };
}
