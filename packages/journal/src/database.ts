import { statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { moveAside, type SetAside } from "@raceway/ports/set-aside";
import { diskSpace, NoRoom } from "./disk-space.ts";

/**
 * What a commit outlives. `process`: the death of this process, also by `kill -9` (WAL, synchronous NORMAL). `power`: a power cut as well, for
 * one fsync a commit (synchronous FULL).
 */
export type Durability = "process" | "power";

export interface DatabaseOptions {
  /** A file, or `:memory:` for tests. */
  readonly path: string;
  readonly durability: Durability;
  /** SQL by version: `migrations[n]` brings a file from version n to n + 1. Never edit one that was released; append. */
  readonly migrations: readonly string[];
  /** Keep every other process out while the file is open. Default true. */
  readonly exclusive?: boolean;
  /** How long to wait for another process that is just closing the file, milliseconds. Default 5000. */
  readonly lockTimeoutMs?: number;
}

export interface OpenedDatabase {
  readonly db: DatabaseSync;
  /** Present when the file was corrupt: where it was moved (with its `-wal`), so that a person can try to recover it. */
  readonly corrupt?: SetAside;
}

/** SQLite result codes (sqlite.org/rescode.html). */
const CODES = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/**
 * Opens a SQLite file in WAL mode and brings it to the newest version. A corrupt file is set aside as `NAME.corrupt-<time>` and a new one begun:
 * a process that refuses to start stores nothing at all.
 *
 * @throws Error when another process has it open, when it comes from a newer version, or when the directory cannot be written.
 */
export function openDatabase(options: DatabaseOptions): OpenedDatabase {
  try {
    return { db: openSound(options) };
  } catch (error) {
    if (!isCorruption(error)) throw explain(error, options.path);
    const reason = error instanceof Error ? error.message : String(error);
    // SQLite's recovery tool looks for the log under the main file's new name; a log left behind would be replayed into the new file.
    const setAside = moveAside(options.path, ["-wal"]);
    return { db: openSound(options), corrupt: { setAside, reason } };
  }
}

/** Runs `work` in one transaction: all of it is stored, or none when it throws. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    if (resultCode(error) === CODES.full) shortenLog(db);
    throw error;
  }
}

/** On a full disk the log can grow no more; what is in it belongs into the file, and it begins anew in the room that it has. */
function shortenLog(db: DatabaseSync): void {
  try {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Not even that: there must be room first.
  }
}

/** The primary SQLite result code of an error that node:sqlite threw. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

class CorruptionFound extends Error {
  override name = "CorruptionFound";
}

/** Whether an error says that a file is damaged: to be answered by opening it anew, which sets it aside. */
export function isCorruption(error: unknown): boolean {
  const code = resultCode(error);
  return error instanceof CorruptionFound || code === CODES.corrupt || code === CODES.notADatabase;
}

/** Whether an error speaks of the file or its disk, not of what was to be stored. */
export function isStorageFault(error: unknown): boolean {
  const code = resultCode(error);
  return (
    error instanceof NoRoom ||
    isCorruption(error) ||
    code === CODES.full ||
    code === CODES.ioError ||
    code === CODES.readOnly
  );
}

/** SQLite's own words for a value or row that it will never take: too big, a constraint, a type. */
const REFUSALS: readonly number[] = [18, 19, 20, 25];

/** Whether an error can come of nothing but what was to be stored: the same again would fail again. */
export function isRefusal(error: unknown): boolean {
  const code = resultCode(error);
  return code === undefined || REFUSALS.includes(code);
}

function explain(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (code === CODES.busy)
    return new Error(`${path} is open in another process: one process has one file`, {
      cause: error,
    });
  if (code === CODES.cannotOpen || code === CODES.readOnly)
    return new Error(
      `${path} cannot be written: does its folder exist, and may this process write there?`,
      { cause: error },
    );
  return error;
}

function openSound(options: DatabaseOptions): DatabaseSync {
  if (wasEmptied(options.path)) throw new CorruptionFound("the file is empty");
  const db = new DatabaseSync(options.path);
  try {
    configure(db, options);
    check(db);
    migrate(db, options);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** To SQLite an empty file is a new database, and nobody would hear that there was another. One that was only just made may be in the making. */
function wasEmptied(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.size !== 0) return false;
  const { mtimeMs, birthtimeMs } = stat;
  return Math.abs(mtimeMs - birthtimeMs) > 1000 || Date.now() - mtimeMs > 60_000;
}

function configure(db: DatabaseSync, options: DatabaseOptions): void {
  const { durability, exclusive = true, lockTimeoutMs = 5000 } = options;
  db.exec(`PRAGMA busy_timeout = ${lockTimeoutMs}`);
  // Before the first table: a 16 KiB waveform then needs two pages instead of five.
  db.exec("PRAGMA page_size = 16384");
  if (exclusive) db.exec("PRAGMA locking_mode = EXCLUSIVE");
  db.exec("PRAGMA journal_mode = WAL");
  db.exec(`PRAGMA synchronous = ${durability === "power" ? "FULL" : "NORMAL"}`);
  // After a burst the log is cut back, so that it does not stay as large as it ever was.
  db.exec(`PRAGMA journal_size_limit = ${64 * 1024 * 1024}`);
  db.exec(`PRAGMA wal_autocheckpoint = ${logPages(options.path)}`);
  db.exec("PRAGMA foreign_keys = ON");
}

const MOST_LOG_PAGES = 1000;

/** How long the log may become, in pages, before it is brought into the file: SQLite's own 1000, on a small disk a thirty-second of it. */
function logPages(path: string): number {
  if (path === ":memory:") return MOST_LOG_PAGES;
  const pages = Math.floor(diskSpace(dirname(path)).total / 32 / 16_384);
  return Math.min(Math.max(pages, 8), MOST_LOG_PAGES);
}

function check(db: DatabaseSync): void {
  const row = db.prepare("PRAGMA quick_check(1)").get();
  const verdict = String(row?.["quick_check"]);
  if (verdict !== "ok") throw new CorruptionFound(verdict);
}

function migrate(db: DatabaseSync, { path, migrations }: DatabaseOptions): void {
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version > migrations.length)
    throw new Error(
      `${path} has version ${version}, this program knows ${migrations.length}: start the newer program, or another file`,
    );
  migrations.slice(version).forEach((sql, step) => {
    inTransaction(db, () => {
      db.exec(sql);
      db.exec(`PRAGMA user_version = ${version + step + 1}`);
    });
  });
}
