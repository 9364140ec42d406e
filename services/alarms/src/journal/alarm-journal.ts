import { randomUUID } from "node:crypto";
import { backup } from "node:sqlite";
import { inTransaction, openDatabase } from "@raceway/journal/database";
import type { AlarmPriority } from "@raceway/model/alarm";
import type { AlarmFeedback } from "@raceway/model/alarm-occurrence";
import type { Json } from "@raceway/model/json";
import type { NewsKind } from "@raceway/model/notify-plan";
import type { Log } from "@raceway/ports/log";
import type { AlarmMemory } from "../book/memory.ts";
import { createNewsOutbox, NEWS_TABLE, type NewsRow } from "../notify/news-outbox.ts";
import { createPushDevices, PUSH_TABLES } from "../notify/push-devices.ts";
import {
  ASSIGNED_COLUMNS,
  createAlarmHistory,
  FEEDBACK_TABLES,
  HISTORY_TABLES,
  type Standing,
} from "./alarm-history.ts";
import { createHandoverNotes, HANDOVER_TABLE } from "./handover-notes.ts";

/** One line of the journal: who did what to which alarm, and what it changed. */
export interface JournalEntry {
  /** By the service's clock, ISO 8601. */
  readonly at: string;
  readonly alarm: string;
  readonly occurrence: number;
  /** A person's name; `raceway` for what verdicts and time did. */
  readonly who: string;
  readonly act: string;
  /** States in words: the life-cycle's, and what lies over it. */
  readonly before: string;
  readonly after: string;
  /** The verdict or act that led to it, as it came: the reason why. */
  readonly detail: Json;
}

/** One line of what the metrics are made of: people were told of an alarm, or it was over. */
export interface Announcement {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly alarm: string;
  readonly news: NewsKind;
  readonly priority: AlarmPriority;
}

/** A step of an alarm, stored as one. */
export interface StoredStep {
  readonly id: string;
  readonly memory: AlarmMemory;
  readonly entry?: JournalEntry;
  /** How the occurrence stands that it concerns; absent: none is or was open. */
  readonly standing?: Standing;
  readonly announcement?: Announcement;
  /** Messages that are owed for it. */
  readonly owed?: readonly NewsRow[];
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
  `
  CREATE TABLE announcement (
    at INTEGER NOT NULL,
    alarm TEXT NOT NULL,
    news TEXT NOT NULL,
    priority TEXT NOT NULL
  ) STRICT;
  CREATE INDEX announcement_by_time ON announcement (at);
  CREATE INDEX entry_by_time ON entry (at);
  ${NEWS_TABLE}
  `,
  `
  -- The clock as it stood when it was last looked at: a clock that was set back between two starts shows.
  CREATE TABLE clock (id INTEGER PRIMARY KEY CHECK (id = 0), at INTEGER NOT NULL) STRICT;
  `,
  PUSH_TABLES,
  HISTORY_TABLES,
  FEEDBACK_TABLES,
  ASSIGNED_COLUMNS,
  HANDOVER_TABLE,
  `
  -- Lines up to this one have been told to the record, under this name.
  CREATE TABLE told (id INTEGER PRIMARY KEY CHECK (id = 0), name TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
  `,
];

/**
 * Opens the alarms' own SQLite file (`:memory:` for tests): what every alarm remembers, every act on it, and the messages that are owed. An
 * acknowledgement survives a power cut: acts are rare, so each may cost an fsync.
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
  const newestByAlarm = db.prepare(
    "SELECT * FROM entry WHERE alarm = ? ORDER BY seq DESC LIMIT ? OFFSET ?",
  );
  const countByAlarm = db.prepare("SELECT count(*) AS n FROM entry WHERE alarm = ?");
  const newest = db.prepare("SELECT * FROM entry ORDER BY seq DESC LIMIT ?");
  const announce = db.prepare(
    "INSERT INTO announcement (at, alarm, news, priority) VALUES (?, ?, ?, ?)",
  );
  const since = db.prepare("SELECT * FROM announcement WHERE at >= ? ORDER BY at, rowid");
  const forgetEntries = db.prepare("DELETE FROM entry WHERE at < ?");
  const forgetAnnouncements = db.prepare("DELETE FROM announcement WHERE at < ?");
  const noteClock = db.prepare(
    "INSERT INTO clock (id, at) VALUES (0, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
  );
  const clockNoted = db.prepare("SELECT at FROM clock");
  const told = db.prepare("SELECT name, seq FROM told");
  const startTelling = db.prepare("INSERT INTO told (id, name, seq) VALUES (0, ?, 0)");
  const setTold = db.prepare("UPDATE told SET seq = ?");
  const byPeople = db.prepare(
    "SELECT * FROM entry WHERE seq > ? AND who <> 'raceway' ORDER BY seq LIMIT ?",
  );
  if (told.get() === undefined) startTelling.run(randomUUID());
  const outbox = createNewsOutbox(db, log);
  const devices = createPushDevices(db);
  const history = createAlarmHistory(db);
  const handover = createHandoverNotes(db);

  return {
    outbox,
    devices,
    history,
    handover,
    /** What every alarm remembers, by id. */
    memories(): Map<string, AlarmMemory> {
      return new Map(
        all.all().map((row) => [String(row["id"]), JSON.parse(String(row["memory"]))] as const),
      );
    },
    /** Stores steps with all that belongs to them: everything or nothing. */
    save(steps: readonly StoredStep[]): void {
      inTransaction(db, () => {
        for (const { id, memory, entry, standing, announcement, owed = [] } of steps) {
          upsert.run(id, JSON.stringify(memory));
          if (standing !== undefined) history.stand(standing);
          if (entry !== undefined) insertEntry(entry);
          if (announcement !== undefined) insertAnnouncement(announcement);
          for (const row of owed) outbox.add(row);
        }
      });
    },
    /** The clock was set by so many milliseconds and stands at `now`: messages stay as far from their time as they were. Stored together with the steps. */
    moveClock(by: number, now: number, steps: readonly StoredStep[]): void {
      inTransaction(db, () => {
        for (const { id, memory } of steps) upsert.run(id, JSON.stringify(memory));
        outbox.moveDue(by);
        noteClock.run(now);
      });
    },
    /** Notes how the clock stands, milliseconds since 1970. */
    noteClock(now: number): void {
      noteClock.run(now);
    },
    /** How the clock stood when it was last noted or something was written, milliseconds since 1970; undefined: neither was. */
    lastClock(): number | undefined {
      const noted = clockNoted.get()?.["at"];
      if (typeof noted === "number") return noted;
      const at = newest.get(1)?.["at"];
      return typeof at === "string" ? Date.parse(at) : undefined;
    },
    /** Keeps what somebody found of an opening of an alarm, with its line. @returns false when there is no such opening. */
    found(alarm: string, occurrence: number, feedback: AlarmFeedback): boolean {
      const { who, at, diagnosis, found: comment } = feedback;
      const one = { id: alarm, occurrence, sort: "since", descending: false } as const;
      const [past] = history.page({ ...one, offset: 0, limit: 1 }).rows;
      if (past === undefined) return false;
      const state = past.closed === undefined ? "open" : "normal";
      inTransaction(db, () => {
        history.found(alarm, occurrence, feedback);
        insertEntry({
          ...{ at, alarm, occurrence, who, act: `found-${diagnosis}`, before: state, after: state },
          detail: { ...(comment !== undefined && { comment }) },
        });
      });
      return true;
    },
    /** Every line about an alarm, oldest first. */
    entries(alarm: string): readonly JournalEntry[] {
      return byAlarm.all(alarm).map(entryOfRow);
    },
    /** A part of the lines about an alarm, newest first, and how many there are. */
    page(alarm: string, { offset, limit }: { offset: number; limit: number }) {
      const total = Number(countByAlarm.get(alarm)?.["n"]);
      return { total, entries: newestByAlarm.all(alarm, limit, offset).map(entryOfRow) };
    },
    /** The newest lines of all alarms, newest first. */
    latestEntries(count: number): readonly JournalEntry[] {
      return newest.all(count).map(entryOfRow);
    },
    /** The journal's own name, and lines that people caused and that have not been told to the record, oldest first. */
    untold(count: number) {
      const { name, seq } = told.get() ?? {};
      const rows = byPeople.all(Number(seq ?? 0), count);
      return {
        journal: String(name),
        entries: rows.map((row) => ({ seq: Number(row["seq"]), ...entryOfRow(row) })),
      };
    },
    /** Notes that all up to a line have been told. */
    told(seq: number): void {
      setTold.run(seq);
    },
    /** What people were told since a moment (milliseconds since 1970), oldest first. */
    announcements(from: number): readonly Announcement[] {
      return since.all(from).map((row) => ({
        at: Number(row["at"]),
        alarm: String(row["alarm"]),
        news: String(row["news"]) as NewsKind,
        priority: String(row["priority"]) as AlarmPriority,
      }));
    },
    /** Forgets lines from before a moment, so that a chattering alarm cannot fill the disk in years. */
    forget(before: number): void {
      inTransaction(db, () => {
        const moment = new Date(before).toISOString();
        forgetEntries.run(moment);
        history.forget(moment);
        forgetAnnouncements.run(before);
      });
    },
    /** Copies the file, as it is at one moment, to a new one while it is in use. */
    async copyTo(file: string): Promise<void> {
      await backup(db, file);
    },
    close(): void {
      db.close();
    },
  };

  function insertEntry(entry: JournalEntry): void {
    const { at, alarm, occurrence, who, act, before, after, detail } = entry;
    insert.run(at, alarm, occurrence, who, act, before, after, JSON.stringify(detail));
  }

  function insertAnnouncement({ at, alarm, news, priority }: Announcement): void {
    announce.run(at, alarm, news, priority);
  }
}

function entryOfRow(row: Readonly<Record<string, unknown>>): JournalEntry {
  return {
    at: String(row["at"]),
    alarm: String(row["alarm"]),
    occurrence: Number(row["occurrence"]),
    who: String(row["who"]),
    act: String(row["act"]),
    before: String(row["before"]),
    after: String(row["after"]),
    detail: JSON.parse(String(row["detail"])),
  };
}
