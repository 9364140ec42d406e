import type { DatabaseSync } from "node:sqlite";
import type { Nanos } from "@raceway/model/time";
import { inCountedTransaction } from "./counted.ts";
import { inTransaction } from "./database.ts";
import { integerOf, nanosOf, type Row, textOf } from "./row.ts";
import type { RunningTime } from "./running-time.ts";

/** A result on its way out. */
export interface OutboxEntry {
  /** What it is, so that a drain can take only what it wants: `telemetry`, `publish`… */
  readonly kind: string;
  /** Text or bytes, given back as they were. */
  readonly body: string | Uint8Array;
}

export interface OutboxRow extends OutboxEntry {
  readonly id: number;
  readonly storedAt: Nanos;
}

/** Somebody who takes results out, at its own pace. */
export interface DrainOptions {
  /** The kinds it takes; absent: all. */
  readonly kinds?: readonly string[];
}

export interface OutboxLimits {
  readonly outboxBytes: number;
  /** Age at which a waiting result is dropped when results may be dropped; time in which the journal was not open does not count. */
  readonly outboxSeconds: number;
  /**
   * `drop_oldest`: make room by dropping what has waited longest, counted by drain. `refuse`: let `commitResults` throw `JournalFull`, so that
   * analysis waits (and alarms with it).
   */
  readonly onOutboxFull: "drop_oldest" | "refuse";
}

export interface DrainStats {
  /** Rows that wait for this drain. */
  readonly rows: number;
  /** How long the oldest of them has waited, seconds of running time. */
  readonly oldestAge?: number;
  /** Rows dropped since the start before this drain had taken them. */
  readonly dropped: number;
}

export interface OutboxStats {
  readonly rows: number;
  readonly bytes: number;
  readonly drains: Readonly<Record<string, DrainStats>>;
}

interface Drain {
  readonly kinds: readonly string[];
  readonly cursor: number;
  readonly waiting: number;
  readonly dropped: number;
}

const ROW_OVERHEAD_BYTES = 64;
const PAGE = 1000;

export type Outbox = ReturnType<typeof createOutbox>;

/**
 * Results that wait for their drains. Every drain has its own cursor; a row that all have passed is deleted. A drain that is new to the file begins
 * with the oldest row; one that is no longer configured is forgotten, so that it does not hold rows for ever.
 */
export function createOutbox(
  db: DatabaseSync,
  drainOptions: Readonly<Record<string, DrainOptions>>,
  limits: OutboxLimits,
  runningTime: RunningTime,
) {
  const insert = db.prepare(
    "INSERT INTO outbox (stored_at, bytes, kind, body, running) VALUES (?, ?, ?, ?, ?)",
  );
  // The kinds are a JSON list, empty for all: one statement for every drain.
  const wanted = "(json_array_length(?2) = 0 OR kind IN (SELECT value FROM json_each(?2)))";
  const select = db.prepare(
    `SELECT id, stored_at, kind, body FROM outbox WHERE id > ?1 AND ${wanted} ORDER BY id LIMIT ?3`,
  );
  select.setReadBigInts(true);
  const countBetween = db.prepare(
    `SELECT count(*) AS n FROM outbox WHERE id > ?1 AND ${wanted} AND id <= ?3`,
  );
  const oldestFor = db.prepare(
    `SELECT running FROM outbox WHERE id > ?1 AND ${wanted} ORDER BY id LIMIT 1`,
  );
  oldestFor.setReadBigInts(true);
  const setCursor = db.prepare(
    "INSERT INTO drain (name, cursor) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor",
  );
  const sums = db.prepare("SELECT count(*) AS n, sum(bytes) AS bytes FROM outbox WHERE id <= ?");
  const newest = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'");
  const oldest = db.prepare("SELECT id, bytes, kind, running FROM outbox ORDER BY id LIMIT 1");
  oldest.setReadBigInts(true);
  const removeUpTo = db.prepare("DELETE FROM outbox WHERE id <= ?");
  const all = sums.get(Number.MAX_SAFE_INTEGER);
  let rows = integerOf(all, "n");
  let bytes = integerOf(all, "bytes");
  let lastId = integerOf(newest.get(), "seq");
  /** All up to here has been deleted. */
  let trimmedTo = 0;
  let drains: ReadonlyMap<string, Drain> = inTransaction(db, openDrains);
  let wake: (() => void)[] = [];
  trim();

  /** Brings the stored cursors in line with the configured drains. */
  function openDrains(): Map<string, Drain> {
    const configured = Object.entries(drainOptions);
    // A tool that only looks into the file configures none, and must not change anything.
    if (configured.length === 0) return new Map();
    const rowsOfDrains = db.prepare("SELECT name, cursor FROM drain").all();
    const stored = new Map(
      rowsOfDrains.map((row) => [textOf(row, "name"), integerOf(row, "cursor")]),
    );
    db.exec("DELETE FROM drain");
    return new Map(
      configured.map(([name, { kinds = [] }]) => {
        const cursor = stored.get(name) ?? 0;
        setCursor.run(name, cursor);
        const waiting = integerOf(countBetween.get(cursor, JSON.stringify(kinds), lastId), "n");
        return [name, { kinds, cursor, waiting, dropped: 0 }];
      }),
    );
  }

  function change(name: string, drain: Drain, changes: Partial<Drain>): void {
    drains = new Map(drains).set(name, { ...drain, ...changes });
  }

  /** Applies a change to every drain that takes a kind. */
  function changeAll(kind: string, changed: (drain: Drain) => Drain): void {
    drains = new Map(
      [...drains].map(([name, drain]) => [name, takes(drain, kind) ? changed(drain) : drain]),
    );
  }

  function mark(): () => void {
    const noted = { rows, bytes, lastId, trimmedTo, drains };
    return () => {
      ({ rows, bytes, lastId, trimmedTo, drains } = noted);
    };
  }

  function drainNamed(name: string): Drain {
    const drain = drains.get(name);
    if (drain === undefined)
      throw new RangeError(
        `the outbox has no drain "${name}": ${[...drains.keys()].join(", ") || "none"} are configured`,
      );
    return drain;
  }

  function rowsAfter(id: number, { kinds }: Drain, limit: number): readonly OutboxRow[] {
    return select.all(id, JSON.stringify(kinds), limit).map((row) => ({
      id: integerOf(row, "id"),
      storedAt: nanosOf(row, "stored_at"),
      kind: textOf(row, "kind"),
      body: row["body"] as string | Uint8Array,
    }));
  }

  function takes(drain: Drain, kind: string): boolean {
    return drain.kinds.length === 0 || drain.kinds.includes(kind);
  }

  function remove(id: number): void {
    const sum = sums.get(id);
    removeUpTo.run(id);
    rows -= integerOf(sum, "n");
    bytes -= integerOf(sum, "bytes");
  }

  function trim(): void {
    if (rows === 0 || drains.size === 0) return;
    const passed = Math.min(...[...drains.values()].map((drain) => drain.cursor));
    if (passed === trimmedTo) return;
    remove(passed);
    trimmedTo = passed;
  }

  /** Rows of other kinds need not be looked through again, and do not wait for this drain. */
  function skip(name: string, drain: Drain): void {
    inCountedTransaction(db, [{ mark }], () => {
      change(name, drain, { cursor: lastId, waiting: 0 });
      trim();
    });
  }

  function dropOld(): void {
    while (rows > 0 && ageOf(oldest.get()) > limits.outboxSeconds) dropOldest();
  }

  function ageOf(row: Row | undefined): number {
    return row === undefined ? 0 : runningTime.since(nanosOf(row, "running"));
  }

  function dropOldest(): void {
    const row = oldest.get();
    if (row === undefined) return;
    const id = integerOf(row, "id");
    changeAll(textOf(row, "kind"), (drain) =>
      drain.cursor >= id
        ? drain
        : { ...drain, waiting: drain.waiting - 1, dropped: drain.dropped + 1 },
    );
    remove(id);
  }

  return {
    /** Adds a row; inside the journal's transaction. False when it is full and rows must not be dropped. */
    add(entry: OutboxEntry, storedAt: Nanos): boolean {
      // Nobody would ever take it out.
      if (![...drains.values()].some((drain) => takes(drain, entry.kind))) return true;
      const length =
        typeof entry.body === "string" ? Buffer.byteLength(entry.body) : entry.body.length;
      const size = length + ROW_OVERHEAD_BYTES;
      while (rows > 0 && bytes + size > limits.outboxBytes) {
        if (limits.onOutboxFull === "refuse") return false;
        dropOldest();
      }
      if (limits.onOutboxFull === "drop_oldest") dropOld();
      const { lastInsertRowid } = insert.run(
        storedAt,
        size,
        entry.kind,
        entry.body,
        runningTime.now(),
      );
      lastId = Number(lastInsertRowid);
      rows += 1;
      bytes += size;
      changeAll(entry.kind, (drain) => ({ ...drain, waiting: drain.waiting + 1 }));
      return true;
    },

    /** The next rows for a drain, in order. They stay until {@link advance}. */
    read(name: string, limit: number): readonly OutboxRow[] {
      const drain = drainNamed(name);
      const found = rowsAfter(drain.cursor, drain, limit);
      if (found.length === 0) skip(name, drain);
      return found;
    },

    /** All rows that wait for a drain, in order, a page of them in memory at a time. */
    *waiting(name: string): Generator<OutboxRow> {
      const drain = drainNamed(name);
      let page = rowsAfter(drain.cursor, drain, PAGE);
      for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
        yield* page;
        page = rowsAfter(last.id, drain, PAGE);
      }
    },

    /** Says that a drain is done with all rows up to an id, and deletes what every drain has passed. */
    advance(name: string, upTo: number): void {
      const drain = drainNamed(name);
      if (upTo <= drain.cursor) return;
      inCountedTransaction(db, [{ mark }], () => {
        const cursor = Math.min(upTo, lastId);
        const done = countBetween.get(drain.cursor, JSON.stringify(drain.kinds), cursor);
        change(name, drain, { cursor, waiting: drain.waiting - integerOf(done, "n") });
        for (const [each, { cursor: at }] of drains) setCursor.run(each, at);
        trim();
      });
    },

    /** Resolves when a drain may have something to read (at once when so), or when the journal closes. */
    arrived(name: string): Promise<void> {
      if (drainNamed(name).cursor < lastId) return Promise.resolve();
      return new Promise((resolve) => wake.push(resolve));
    },

    stats(): OutboxStats {
      const stats = [...drains].map(([name, { kinds, cursor, waiting, dropped }]) => {
        const oldestRow = oldestFor.get(cursor, JSON.stringify(kinds));
        const waits = { rows: waiting, dropped };
        return [
          name,
          oldestRow === undefined ? waits : { ...waits, oldestAge: ageOf(oldestRow) },
        ] as const;
      });
      return { rows, bytes, drains: Object.fromEntries(stats) };
    },

    /** For the journal: after a commit that may have added rows, and when it closes. */
    wakeAll(): void {
      const woken = wake;
      wake = [];
      for (const resolve of woken) resolve();
    },

    mark,
  };
}
