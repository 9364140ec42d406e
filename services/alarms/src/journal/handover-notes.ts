import type { DatabaseSync } from "node:sqlite";
import type { AlarmMark } from "@raceway/model/alarm";
import type { HandoverNote, HandoverPage } from "@raceway/model/handover";

export const HANDOVER_TABLE = `
  CREATE TABLE handover (
    note INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    -- NULL: of the whole plant.
    line TEXT,
    shifts TEXT NOT NULL,
    text TEXT NOT NULL,
    -- NULL while it waits for the next shift.
    taken_by TEXT,
    taken_at TEXT
  ) STRICT;
`;

/** Which notes are wanted. */
export interface HandoverQuery {
  /** Only of these lines; absent: all, and those of the whole plant. */
  readonly lines?: readonly string[];
  readonly waiting?: boolean;
  readonly offset: number;
  readonly limit: number;
}

const WANTED = `WHERE
  (:lines IS NULL OR line IN (SELECT value FROM json_each(:lines)))
  AND (:waiting = 0 OR taken_by IS NULL)`;

/** What shifts leave each other, in the alarms' own file; kept for good. */
export function createHandoverNotes(db: DatabaseSync) {
  const insert = db.prepare(
    "INSERT INTO handover (at, who, line, shifts, text) VALUES (?, ?, ?, ?, ?)",
  );
  const count = db.prepare(`SELECT count(*) AS n FROM handover ${WANTED}`);
  const select = db.prepare(
    `SELECT * FROM handover ${WANTED} ORDER BY note DESC LIMIT :limit OFFSET :offset`,
  );
  // The first to take it over is the one who has it.
  const take = db.prepare(`
    UPDATE handover SET taken_by = coalesce(taken_by, ?), taken_at = coalesce(taken_at, ?)
    WHERE note = ? AND line IS ?`);

  return {
    write({ at, who, line, shifts, text }: Omit<HandoverNote, "note" | "taken">): void {
      insert.run(at, who, line ?? null, JSON.stringify(shifts), text);
    },
    /** @param line the note's; undefined: one of the whole plant. @returns whether there is such a note. */
    take(note: number, line: string | undefined, { who, at }: AlarmMark): boolean {
      return take.run(who, at, note, line ?? null).changes > 0;
    },
    /** A part of the notes, newest first. */
    page({ lines, waiting = false, offset, limit }: HandoverQuery): HandoverPage {
      const wanted = {
        lines: lines === undefined ? null : JSON.stringify(lines),
        waiting: Number(waiting),
      };
      const total = Number(count.get(wanted)?.["n"]);
      return { total, notes: select.all({ ...wanted, offset, limit }).map(noteOfRow) };
    },
  };
}

function noteOfRow(row: Readonly<Record<string, unknown>>): HandoverNote {
  const text = (column: string) => String(row[column]);
  return {
    note: Number(row["note"]),
    at: text("at"),
    who: text("who"),
    ...(row["line"] !== null && { line: text("line") }),
    shifts: JSON.parse(text("shifts")),
    text: text("text"),
    ...(row["taken_by"] !== null && { taken: { who: text("taken_by"), at: text("taken_at") } }),
  };
}
