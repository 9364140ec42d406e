import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { exclusively } from "../private-database.ts";
import { LINKED, linkOf, type Row } from "./chain.ts";

const VERSION = 2;
const TABLE = `
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, intent INTEGER, writer TEXT NOT NULL,
  at TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, address TEXT NOT NULL, what TEXT NOT NULL, target TEXT NOT NULL,
  before TEXT, after TEXT, outcome TEXT, chain TEXT NOT NULL
) STRICT;
CREATE INDEX audit_of_intent ON audit (intent) WHERE intent IS NOT NULL;
CREATE TABLE shipped (target TEXT PRIMARY KEY, id INTEGER NOT NULL) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is not changed'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is not deleted'); END;
`;

const COLUMNS = [...LINKED, "chain"];
export const INSERT = `INSERT INTO audit (${COLUMNS.join(", ")}) VALUES (${COLUMNS.map(() => "?").join(", ")})`;

/** A row's values in the order of {@link INSERT}. */
export function valuesOf(row: Row): (string | number | null)[] {
  return COLUMNS.map((column) => {
    const value = row[column];
    return typeof value === "number"
      ? value
      : value === undefined || value === null
        ? null
        : String(value);
  });
}

/** What was found when an audit of version 0.1 was taken over. */
export interface TakenOver {
  readonly entries: number;
  /** The first entry whose chain, which had no key, did not hold. */
  readonly firstBroken?: number;
}

/**
 * Makes the tables, or takes those of version 0.1 over: its entries get links with the key.
 *
 * @throws Error when the file is of a later version.
 */
export function prepareSchema(db: DatabaseSync, key: Buffer): TakenOver | undefined {
  return exclusively(db, () => {
    const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
    if (version > VERSION)
      throw new Error(`the audit is of version ${version}, this program knows ${VERSION}`);
    if (version === VERSION) return undefined;
    const isOld = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit'").get();
    const old = isOld ? db.prepare("SELECT * FROM audit ORDER BY id").all() : [];
    if (isOld) db.exec("DROP TABLE audit");
    db.exec(`${TABLE} PRAGMA user_version = ${VERSION}`);
    return isOld ? takeOver(db, key, old) : undefined;
  });
}

function takeOver(db: DatabaseSync, key: Buffer, old: readonly Row[]): TakenOver {
  const insert = db.prepare(INSERT);
  let chain = "";
  old.forEach((entry, index) => {
    const row = { ...entry, id: index + 1, kind: "note", intent: null, writer: "version 0.1" };
    chain = linkOf(key, chain, row);
    insert.run(...valuesOf({ ...row, chain }));
  });
  const firstBroken = firstBrokenOf(old);
  return { entries: old.length, ...(firstBroken !== undefined && { firstBroken }) };
}

/** Version 0.1: SHA-256 of the link before and the entry. */
function firstBrokenOf(old: readonly Row[]): number | undefined {
  const fields = LINKED.slice(LINKED.indexOf("at"));
  let chain = "";
  for (const row of old) {
    const text = JSON.stringify([chain, ...fields.map((field) => row[field] ?? null)]);
    chain = createHash("sha256").update(text).digest("base64");
    if (chain !== row["chain"]) return Number(row["id"]);
  }
  return undefined;
}
