import { createHash } from "node:crypto";
import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isoOf } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";

/** A change that somebody made or tried. */
export interface Change {
  readonly who: string;
  readonly role: string;
  /** Where from; `command line` for the CLI. */
  readonly address: string;
  /** What was done, e.g. `POST /api/alarms/:id/acknowledge`. */
  readonly what: string;
  /** To what. */
  readonly target: string;
  readonly before?: string;
  readonly after?: string;
  /** How it went: an HTTP status, or `done`. */
  readonly outcome: string;
}

export type AuditEntry = Change & { readonly id: number; readonly at: string };

const SCHEMA = `
CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, address TEXT NOT NULL, what TEXT NOT NULL, target TEXT NOT NULL,
  before TEXT, after TEXT, outcome TEXT NOT NULL, chain TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is not changed'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is not deleted'); END;
`;
/** Most characters of what was before and after that are kept. */
const LONGEST = 4000;
const FIELDS = ["at", "who", "role", "address", "what", "target", "before", "after", "outcome"];
const SELECT = `SELECT id, ${FIELDS.join(", ")}, chain FROM audit`;

export type Audit = ReturnType<typeof openAudit>;

/**
 * Who changed what, when, from where, and what was before. Entries are only added; each carries the SHA-256 of itself and the one before, so that one
 * that was altered or taken out of the middle shows. (Who may write the file can cut off its end: copy it elsewhere if that matters.)
 */
export function openAudit(path: string, clock: Clock = systemClock) {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  // Several processes write here, seldom.
  db.exec("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  db.exec(SCHEMA);
  if (path !== ":memory:") chmodSync(path, 0o600);
  const last = db.prepare("SELECT chain FROM audit ORDER BY id DESC LIMIT 1");
  const insert = db.prepare(
    `INSERT INTO audit (${FIELDS.join(", ")}, chain) VALUES (${FIELDS.map(() => "?").join(", ")}, ?)`,
  );
  const newest = db.prepare(`${SELECT} WHERE id < ? ORDER BY id DESC LIMIT ?`);
  const all = db.prepare(`${SELECT} ORDER BY id`);

  return {
    add(change: Change): void {
      const values = valuesOf({ ...change, at: isoOf(clock.now()) });
      db.exec("BEGIN IMMEDIATE");
      try {
        insert.run(...values, linkOf(String(last.get()?.["chain"] ?? ""), values));
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    /** The newest entries, newest first; before an id when one is given. */
    read(limit: number, before = Number.MAX_SAFE_INTEGER): readonly AuditEntry[] {
      return newest.all(before, limit).map(entryOf);
    },
    /** Id of the first entry that does not follow from the one before it; undefined: all do. */
    firstBroken(): number | undefined {
      let chain = "";
      for (const row of all.iterate()) {
        const link = linkOf(
          chain,
          FIELDS.map((field) => textOrNull(row[field])),
        );
        if (link !== row["chain"]) return Number(row["id"]);
        chain = link;
      }
      return undefined;
    },
    close: () => db.close(),
  };
}

function valuesOf(change: Change & { readonly at: string }): (string | null)[] {
  const texts: Readonly<Record<string, unknown>> = { ...change };
  return FIELDS.map((field) => textOrNull(texts[field]));
}

function textOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value).slice(0, LONGEST);
}

function linkOf(before: string, values: readonly (string | null)[]): string {
  return createHash("sha256")
    .update(JSON.stringify([before, ...values]))
    .digest("base64");
}

function entryOf(row: Readonly<Record<string, unknown>>): AuditEntry {
  const text = (field: string) => String(row[field] ?? "");
  const optional = (field: "before" | "after") =>
    typeof row[field] === "string" ? { [field]: row[field] } : {};
  return {
    id: Number(row["id"]),
    at: text("at"),
    who: text("who"),
    role: text("role"),
    address: text("address"),
    what: text("what"),
    target: text("target"),
    ...optional("before"),
    ...optional("after"),
    outcome: text("outcome"),
  };
}
