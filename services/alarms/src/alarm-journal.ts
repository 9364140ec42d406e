import { inTransaction, openDatabase } from "@raceway/journal/database";
import type { AlarmState } from "@raceway/model/alarm";
import type { Json } from "@raceway/model/json";
import type { Log } from "@raceway/ports/log";
import type { AlarmMemory } from "./alarm.ts";

/** One line of the journal: who did what to which alarm, and what it changed. */
export interface JournalEntry {
  /** By the service's clock, ISO 8601. */
  readonly at: string;
  readonly alarm: string;
  readonly occurrence: number;
  /** A person's name; `raceway` for what verdicts did. */
  readonly who: string;
  readonly act: string;
  readonly before: AlarmState;
  readonly after: AlarmState;
  /** The verdict or act that led to it, as it came. */
  readonly detail: Json;
}

export type AlarmJournal = ReturnType<typeof openAlarmJournal>;

const MIGRATIONS = [
  `
  CREATE TABLE alarm (id TEXT PRIMARY KEY, memory TEXT NOT NULL) STRICT;
  CREATE TABLE entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    alarm TEXT NOT NULL,
    occurrence INTEGER NOT NULL,
    who TEXT NOT NULL,
    act TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX entry_by_alarm ON entry (alarm, seq);
  `,
];

/**
 * Opens the alarms' own SQLite file (`:memory:` for tests): what every alarm remembers, and every act on it. An acknowledgement survives a power cut:
 * acts are rare, so each may cost an fsync.
 *
 * @throws Error when another process has the file open, see {@link openDatabase}.
 */
export function openAlarmJournal(path: string, log: Log) {
  const { db, corrupt } = openDatabase({ path, durability: "power", migrations: MIGRATIONS });
  if (corrupt !== undefined)
    log.error({ path, ...corrupt }, "the alarm journal was corrupt: set aside, a new one begun");
  const all = db.prepare("SELECT id, memory FROM alarm");
  const upsert = db.prepare(
    "INSERT INTO alarm (id, memory) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET memory = excluded.memory",
  );
  const insert = db.prepare(
    "INSERT INTO entry (at, alarm, occurrence, who, act, before, after, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const byAlarm = db.prepare("SELECT * FROM entry WHERE alarm = ? ORDER BY seq");

  return {
    /** What every alarm remembers, by id. */
    memories(): Map<string, AlarmMemory> {
      return new Map(
        all.all().map((row) => [String(row["id"]), JSON.parse(String(row["memory"]))] as const),
      );
    },
    /** Stores a memory and, when given, the line that tells why: both or neither. */
    save(id: string, memory: AlarmMemory, entry?: JournalEntry): void {
      inTransaction(db, () => {
        upsert.run(id, JSON.stringify(memory));
        if (entry !== undefined) insertEntry(entry);
      });
    },
    /** Every line about an alarm, oldest first. */
    entries(alarm: string): readonly JournalEntry[] {
      return byAlarm.all(alarm).map((row) => ({
        at: String(row["at"]),
        alarm: String(row["alarm"]),
        occurrence: Number(row["occurrence"]),
        who: String(row["who"]),
        act: String(row["act"]),
        before: row["before"] as AlarmState,
        after: row["after"] as AlarmState,
        detail: JSON.parse(String(row["detail"])),
      }));
    },
    close(): void {
      db.close();
    },
  };

  function insertEntry(entry: JournalEntry): void {
    const { at, alarm, occurrence, who, act, before, after, detail } = entry;
    insert.run(at, alarm, occurrence, who, act, before, after, JSON.stringify(detail));
  }
}
