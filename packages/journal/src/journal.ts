import { dirname } from "node:path";
import { backup, type DatabaseSync } from "node:sqlite";
import type { Json } from "@raceway/model/json";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { createChannels } from "./channels.ts";
import { inCountedTransaction } from "./counted.ts";
import { type Durability, openDatabase } from "./database.ts";
import { createDeadLetters, type DeadLetter, type DeadLetterCounts } from "./dead-letters.ts";
import { commitRoom, requireRoom } from "./disk-space.ts";
import { createInbox, type InboxLimits, type InboxStats, JournalFull } from "./inbox.ts";
import { createModelStates, type ModelState } from "./model-state.ts";
import { createNotes } from "./notes.ts";
import {
  createOutbox,
  type DrainOptions,
  type OutboxEntry,
  type OutboxLimits,
  type OutboxStats,
} from "./outbox.ts";
import { type Rearrangement, rearrange } from "./rearrange.ts";
import { createRetained, type RetainedMessage } from "./retained.ts";
import { createRunningTime } from "./running-time.ts";
import { JOURNAL_MIGRATIONS } from "./schema.ts";

export interface JournalLimits extends InboxLimits, OutboxLimits {
  readonly deadLetterRows: number;
  readonly deadLetterBytes: number;
  /** Most bytes of a payload that a dead letter keeps. */
  readonly deadLetterHeadBytes: number;
}

const MIB = 1024 * 1024;
const DAY_SECONDS = 86_400;

/** Limits of a plant with some dozens of channels: about a day without a store, minutes without analysis. */
export const DEFAULT_LIMITS: JournalLimits = {
  inboxBytes: 1024 * MIB,
  inboxSeconds: DAY_SECONDS,
  onFull: "block",
  holdMs: 10_000,
  commitItems: 256,
  commitBytes: 4 * MIB,
  seenPerChannel: 4096,
  sampleRateTolerance: 0.005,
  clockToleranceSeconds: 300,
  outboxBytes: 2048 * MIB,
  outboxSeconds: 30 * DAY_SECONDS,
  onOutboxFull: "drop_oldest",
  deadLetterRows: 10_000,
  deadLetterBytes: 64 * MIB,
  deadLetterHeadBytes: 4096,
};

export interface JournalOptions {
  /** A file that no other process opens, or `:memory:`. */
  readonly path: string;
  readonly durability: Durability;
  /** Who takes results out, by name. */
  readonly drains: Readonly<Record<string, DrainOptions>>;
  /** What differs from {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<JournalLimits>;
  readonly clock?: Clock;
  /** An even count of seconds, in which ages are measured. Default: the process's monotonic clock. */
  readonly seconds?: () => number;
  /** How long to wait for another process that is just closing the file, milliseconds. Default 5000. */
  readonly lockTimeoutMs?: number;
}

/** What the analysis of some inbox entries led to. */
export interface Results {
  readonly outbox?: readonly OutboxEntry[];
  readonly modelState?: readonly ModelState[];
  readonly deadLetters?: readonly DeadLetter[];
  readonly retained?: readonly RetainedMessage[];
  /** Id of the last inbox entry that all this came of: it and all before it are done. Absent: of none (time alone led to a verdict). */
  readonly upTo?: number;
}

/** What {@link Journal.commitChange} stores. */
export interface JournalChange {
  readonly rearrangement: Rearrangement;
  /** Keys of model states that are no more. */
  readonly forgotten: readonly string[];
  readonly notes: Readonly<Record<string, Json>>;
  readonly results: Results;
}

export interface JournalStats {
  readonly inbox: InboxStats;
  readonly outbox: OutboxStats;
  readonly deadLetters: DeadLetterCounts;
}

export type Journal = ReturnType<typeof openJournal>;

/**
 * Opens the file of what must not be lost: what came in and was acknowledged, what the models remember, what is to go out.
 *
 * @throws Error when another process has the file, or it cannot be written. A corrupt file is set aside, see `corrupt` of the result.
 */
export function openJournal(options: JournalOptions) {
  const clock = options.clock ?? systemClock;
  const { db, corrupt } = openDatabase({
    path: options.path,
    durability: options.durability,
    migrations: JOURNAL_MIGRATIONS,
    ...(options.lockTimeoutMs === undefined ? {} : { lockTimeoutMs: options.lockTimeoutMs }),
  });
  const limits = fittingLimits(options);
  const deadLetters = createDeadLetters(db, {
    rows: limits.deadLetterRows,
    bytes: limits.deadLetterBytes,
    headBytes: limits.deadLetterHeadBytes,
  });
  const runningTime = createRunningTime(db, options.seconds ?? (() => performance.now() / 1000));
  const channels = createChannels(db, limits);
  const inbox = createInbox({
    db,
    clock,
    runningTime,
    limits,
    channels,
    deadLetters,
    requireRoom: roomOf(options.path, db),
  });
  const outbox = createOutbox(db, options.drains, limits, runningTime);
  const modelState = createModelStates(db);
  const retained = createRetained(db);
  const notes = createNotes(db);
  const counted = [inbox, outbox, deadLetters];
  let closed = false;

  function store(results: Results): void {
    runningTime.note();
    const now = clock.now();
    for (const entry of results.outbox ?? [])
      if (!outbox.add(entry, now))
        throw new JournalFull(
          `the outbox is full (${limits.outboxBytes} bytes): the slowest drain does not keep up`,
        );
    for (const { key, state } of results.modelState ?? []) modelState.set(key, state);
    for (const message of results.retained ?? []) retained.set(message);
    for (const letter of results.deadLetters ?? []) deadLetters.add(letter);
    if (results.upTo !== undefined) inbox.removeUpTo(results.upTo);
  }

  return {
    inbox,
    outbox,
    deadLetters,
    modelState,
    retained,
    notes,
    /** Set when the file was found corrupt and a new one begun. */
    corrupt,

    /**
     * Stores results, model state and the end of their inbox entries in ONE transaction, so that a result is neither lost nor counted twice.
     *
     * @throws JournalFull when the outbox is full and must not drop; SQLite's error otherwise. Nothing was stored then: `inbox.rewind()` reads the
     * same entries again.
     */
    commitResults(results: Results): void {
      inCountedTransaction(db, counted, () => store(results));
      inbox.roomMade();
      outbox.wakeAll();
    },

    /**
     * Stores what a changed plant file makes of points and channels: in ONE transaction with what is said of it, with the states that take the place of the old,
     * and with the note of the plant file, so that it happens once.
     */
    commitChange(change: JournalChange): void {
      inCountedTransaction(db, [...counted, channels], () => {
        rearrange(db, change.rearrangement);
        for (const key of change.forgotten) modelState.forget(key);
        for (const [key, value] of Object.entries(change.notes)) notes.set(key, value);
        store(change.results);
      });
      channels.readAnew();
      outbox.wakeAll();
    },

    stats(): JournalStats {
      return { inbox: inbox.stats(), outbox: outbox.stats(), deadLetters: deadLetters.counts() };
    },

    /** Copies the file, as it is at one moment, to a new one while it is in use. */
    async copyTo(file: string): Promise<void> {
      await backup(db, file);
    },

    /** Stores what still waits for its commit, then closes the file. Again: nothing happens. */
    close(): void {
      if (closed) return;
      closed = true;
      inbox.close();
      outbox.wakeAll();
      db.close();
    },
  };
}

/** Limits that fit the disk. */
function fittingLimits({ path, limits }: JournalOptions): JournalLimits {
  const wanted = { ...DEFAULT_LIMITS, ...limits };
  if (path === ":memory:") return wanted;
  return { ...wanted, commitBytes: Math.min(wanted.commitBytes, commitRoom(dirname(path))) };
}

/** What asks for room on a file's disk, and in the file, which does not become smaller. */
function roomOf(path: string, db: DatabaseSync): () => void {
  if (path === ":memory:") return () => {};
  const folder = dirname(path);
  const freePages = db.prepare("PRAGMA freelist_count");
  const { page_size: pageBytes } = db.prepare("PRAGMA page_size").get() ?? {};
  return () => requireRoom(folder, Number(freePages.get()?.["freelist_count"]) * Number(pageBytes));
}
