import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * A database for several processes that write seldom, in a file that only its owner may read. What is committed is on the disk: no log that grows
 * beside it.
 *
 * @throws Error of SQLite when it cannot be opened.
 */
export function openPrivateDatabase(path: string): DatabaseSync {
  if (path !== ":memory:") {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Made here, so that there is no moment at which others may read it; SQLite gives its journal the same mode.
    closeSync(openSync(path, "a", 0o600));
    chmodSync(path, 0o600);
  }
  const db = new DatabaseSync(path);
  db.exec("PRAGMA busy_timeout = 10000; PRAGMA synchronous = EXTRA");
  return db;
}

/** Runs `work` as the only writer: all of it happens, or nothing. */
export function exclusively<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
