import type { DatabaseSync } from "node:sqlite";
import { isoOf, nanosOfSeconds } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { exclusively, openPrivateDatabase } from "../private-database.ts";
import { type Break, breaksIn, type Head, linkOf, type Row } from "./chain.ts";
import {
  type AuditEntry,
  type Change,
  type Deed,
  entryOf,
  type Kind,
  textOrNull,
  UNKNOWN,
} from "./entry.ts";
import { INSERT, prepareSchema, valuesOf } from "./schema.ts";
import type { Seal } from "./seal.ts";

/** The audit cannot be written, so nothing may be done now. */
export class AuditUnavailable extends Error {
  override name = "AuditUnavailable";
}

/** Something whose intent stands in the audit. */
export interface Intent {
  readonly id: number;
  /** Writes down how it went. Never throws: what cannot be written now is owed, and nothing else is begun before it is. */
  end(outcome: string, after?: string): void;
}

export interface AuditOptions {
  readonly seal: Seal;
  /** Whose intents a new start of the same writer finds unfinished: `console`, `command line`. */
  readonly writer: string;
  readonly clock?: Clock;
  /** Is told when an outcome could not be written, once it happened. */
  readonly onOwed?: (reason: string) => void;
}

/** An intent of another writer, which may be at work, is taken for unfinished after so long. */
const FOREIGN_SECONDS = 600;
const ENTRIES = `
  SELECT entry.*, ending.outcome AS ending, ending.after AS answer, ending.at AS endedAt FROM audit AS entry
  LEFT JOIN audit AS ending ON ending.id = (SELECT max(id) FROM audit WHERE intent = entry.id)
  WHERE entry.kind <> 'outcome'`;

export type Audit = ReturnType<typeof openAudit>;

/**
 * Who did what, when, from where, what was before and how it went. An intent is written before the act and its outcome after, so that nothing is done
 * of which no word is left; entries are only added, and each carries a keyed link to the one before (chain.ts). Where the chain ended is sealed
 * apart from the file, so that a cut-off end shows too.
 *
 * @throws Error when it cannot be opened, or the key is a new one and not that of the entries.
 */
export function openAudit(path: string, options: AuditOptions) {
  const { seal, writer, clock = systemClock, onOwed } = options;
  const db = openPrivateDatabase(path);
  const takenOver = prepareSchema(db, seal.key);
  const last = db.prepare("SELECT id, chain FROM audit ORDER BY id DESC LIMIT 1");
  const insert = db.prepare(INSERT);
  const newest = db.prepare(`${ENTRIES} AND entry.id < ? ORDER BY entry.id DESC LIMIT ?`);
  const unfinished = db.prepare(
    `${ENTRIES} AND entry.kind = 'intent' AND ending.id IS NULL AND (entry.writer = ? OR entry.at < ?) ORDER BY entry.id`,
  );
  const after = db.prepare("SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?");
  const owed: (() => void)[] = [];

  const end = (): Head => {
    const row = last.get();
    return { id: Number(row?.["id"] ?? 0), chain: String(row?.["chain"] ?? "") };
  };
  if (seal.isNew && takenOver === undefined && end().id > 0) {
    db.close();
    seal.discard();
    throw new Error(
      `${path} has entries, and its key is not where it should be: bring the key back, or move the audit away to begin a new one`,
    );
  }

  /** Where the seal knows of entries that are gone, their numbers stay free: the gap shows for ever. */
  function append(kind: Kind, deed: Row): number {
    const id = exclusively(db, () => {
      const before = end();
      const next = Math.max(before.id, seal.head()?.id ?? 0) + 1;
      const row = { ...deed, id: next, kind, writer, at: isoOf(clock.now()) };
      insert.run(...valuesOf({ ...row, chain: linkOf(seal.key, before.chain, row) }));
      return next;
    });
    // Under the lock, so that of two processes the later end is sealed.
    exclusively(db, () => seal.stamp(end()));
    return id;
  }

  function payOwed(): void {
    while (owed.length > 0) {
      owed[0]?.();
      owed.shift();
    }
  }

  /** @throws AuditUnavailable */
  function write(kind: Kind, deed: Row): number {
    try {
      payOwed();
      return append(kind, deed);
    } catch (error) {
      throw new AuditUnavailable(`the audit ${path} cannot be written: ${saidBy(error)}`, {
        cause: error,
      });
    }
  }

  function writeEnd(row: Row): void {
    try {
      write("outcome", row);
    } catch (error) {
      owed.push(() => append("outcome", row));
      onOwed?.(saidBy(error));
    }
  }

  if (takenOver !== undefined) append("note", takenOverNote(takenOver));
  return {
    path,
    /** To be called before something is done. @throws AuditUnavailable: then it must not be done. */
    begin(deed: Deed): Intent {
      const id = write("intent", kept(deed));
      const { before: _, ...rest } = deed;
      return {
        id,
        end: (outcome, answer) =>
          writeEnd({ ...kept({ ...rest, after: answer }), intent: id, outcome }),
      };
    },
    /** Writes down what is done already, or was refused. @throws AuditUnavailable */
    note: (change: Change): number => write("note", { ...kept(change), outcome: change.outcome }),
    /** Closes intents that a process of this writer left without an outcome, and tells them. @throws AuditUnavailable */
    takeStock(): readonly AuditEntry[] {
      const long = isoOf(clock.now() - nanosOfSeconds(FOREIGN_SECONDS));
      const found = unfinished.all(writer, long);
      for (const { id, before: _, after: __, ...row } of found)
        write("outcome", { ...row, intent: id, outcome: UNKNOWN });
      return found.map((row) => entryOf({ ...row, ending: UNKNOWN }));
    },
    /** The newest entries, newest first, intents with their outcomes; before an id when one is given. */
    read(limit: number, before = Number.MAX_SAFE_INTEGER): readonly AuditEntry[] {
      return newest.all(before, limit).map(entryOf);
    },
    /** Where entries were altered, taken out or cut off; empty: nowhere. @throws Error when the seal is not of this key. */
    breaks: (): readonly Break[] =>
      breaksIn(seal.key, db.prepare("SELECT * FROM audit ORDER BY id").iterate(), seal.head()),
    /** Entries as they are chained, after an id, oldest first. */
    rowsAfter: (id: number, limit: number): readonly Row[] => after.all(id, limit),
    ...shippedIn(db),
    close(): void {
      try {
        payOwed();
      } catch {
        // Their intents stay without an outcome, which the next start finds.
      }
      db.close();
    },
  };
}

/** How far others have been told. */
function shippedIn(db: DatabaseSync) {
  const get = db.prepare("SELECT id FROM shipped WHERE target = ?");
  const put = db.prepare(
    "INSERT INTO shipped (target, id) VALUES (?, ?) ON CONFLICT (target) DO UPDATE SET id = excluded.id",
  );
  const waiting = db.prepare("SELECT count(*) AS n, min(at) AS since FROM audit WHERE id > ?");
  const shipped = (target: string) => Number(get.get(target)?.["id"] ?? 0);
  return {
    shipped,
    /** Names of those who took something before. */
    shippedTo: (): readonly string[] =>
      db
        .prepare("SELECT target FROM shipped ORDER BY target")
        .all()
        .map(({ target }) => String(target)),
    setShipped: (target: string, id: number) => void put.run(target, id),
    waiting(target: string): { readonly entries: number; readonly since?: string } {
      const row = waiting.get(shipped(target));
      const since = row?.["since"];
      return { entries: Number(row?.["n"]), ...(typeof since === "string" && { since }) };
    },
  };
}

function kept(deed: Omit<Deed, "after"> & { readonly after?: string | undefined }): Row {
  const { who, role, address, what, target, before, after } = deed;
  const texts = { who, role, address, what, target, before, after };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, textOrNull(text)]));
}

function takenOverNote({ entries, firstBroken }: { entries: number; firstBroken?: number }): Row {
  const outcome =
    firstBroken === undefined
      ? `${entries} entries`
      : `${entries} entries; entry ${firstBroken} or one before it had been altered`;
  const by = { who: "raceway", role: "service", address: "this machine" };
  return { ...by, what: "audit taken over from version 0.1", target: "audit", outcome };
}

const saidBy = (error: unknown) => (error instanceof Error ? error.message : String(error));
