import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import {
  ALARM_PRIORITIES,
  type Alarm,
  type AlarmMark,
  type AlarmPriority,
} from "@raceway/model/alarm";
import type {
  AlarmFeedback,
  AlarmOccurrence,
  DiagnosisOutcome,
  OccurrencePage,
  OccurrenceQuery,
  OccurrenceSort,
} from "@raceway/model/alarm-occurrence";

const WORDS = `json('["' || replace(alarm, '.', '","') || '"]')`;
const FAULT_TOLD = `
  SELECT detail ->> 'fault' FROM entry AS told
  WHERE told.alarm = entry.alarm AND told.occurrence = entry.occurrence AND detail ->> 'fault' <> 'none'
  ORDER BY seq DESC LIMIT 1`;
const ACKNOWLEDGED = (column: "who" | "at") => `
  SELECT ${column} FROM entry AS act
  WHERE act.alarm = entry.alarm AND act.occurrence = entry.occurrence AND act.act = 'acknowledge'
  ORDER BY seq DESC LIMIT 1`;

/**
 * One row for each opening of an alarm. What was closed before there was this table is put together from the journal's lines, as far as these tell: without
 * priority, and with ids in place of names; what is open then is known in full.
 */
export const HISTORY_TABLES = `
  CREATE TABLE occurrence (
    alarm TEXT NOT NULL,
    occurrence INTEGER NOT NULL,
    line TEXT NOT NULL,
    condition TEXT NOT NULL,
    line_name TEXT NOT NULL,
    machine_name TEXT NOT NULL,
    point_name TEXT NOT NULL,
    severity TEXT NOT NULL,
    priority TEXT,
    fault TEXT,
    since TEXT NOT NULL,
    acknowledged_by TEXT,
    acknowledged_at TEXT,
    -- NULL while it is open.
    closed TEXT,
    PRIMARY KEY (alarm, occurrence)
  ) STRICT;
  CREATE INDEX occurrence_by_since ON occurrence (since);
  INSERT INTO occurrence
  SELECT
    alarm, occurrence,
    ${WORDS} ->> 0, ${WORDS} ->> 3, ${WORDS} ->> 0, ${WORDS} ->> 1, ${WORDS} ->> 2,
    CASE WHEN max(coalesce(detail ->> 'severity' = 'alarm', 0)) THEN 'alarm' ELSE 'warning' END,
    NULL, (${FAULT_TOLD}), min(at), (${ACKNOWLEDGED("who")}), (${ACKNOWLEDGED("at")}), max(at)
  FROM entry
  WHERE before NOT LIKE 'normal%' OR after NOT LIKE 'normal%'
  GROUP BY alarm, occurrence;
  INSERT OR REPLACE INTO occurrence
  SELECT
    id, memory ->> '$.alarm.occurrence',
    substr(id, 1, instr(id, '.') - 1), memory ->> '$.alarm.condition',
    memory ->> '$.alarm.where.line', memory ->> '$.alarm.where.machine', memory ->> '$.alarm.where.point',
    memory ->> '$.alarm.severity', memory ->> '$.alarm.priority', memory ->> '$.alarm.fault', memory ->> '$.alarm.since',
    memory ->> '$.alarm.acknowledged.who', memory ->> '$.alarm.acknowledged.at', NULL
  FROM alarm WHERE memory ->> '$.alarm.since' IS NOT NULL;
`;

/** What people found; the newest of an occurrence counts. */
export const FEEDBACK_TABLES = `
  CREATE TABLE feedback (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    alarm TEXT NOT NULL,
    occurrence INTEGER NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    diagnosis TEXT NOT NULL,
    found TEXT,
    files TEXT NOT NULL
  ) STRICT;
  CREATE INDEX feedback_by_occurrence ON feedback (alarm, occurrence, seq);
`;

/** Whose an opening is or was, last. */
export const ASSIGNED_COLUMNS = `
  ALTER TABLE occurrence ADD COLUMN assigned_to TEXT;
  ALTER TABLE occurrence ADD COLUMN assigned_by TEXT;
  ALTER TABLE occurrence ADD COLUMN assigned_at TEXT;
`;

/** How an occurrence stands after a step. */
export interface Standing {
  /** As it is, or as it was last. */
  readonly alarm: Alarm;
  /** Who acknowledged it with this step. */
  readonly acknowledged?: AlarmMark;
  /** Present once it is closed: when, ISO 8601. */
  readonly closed?: string;
}

const RANKS: Readonly<Record<"severity" | "priority", string>> = {
  severity: "CASE severity WHEN 'alarm' THEN 1 ELSE 0 END",
  priority: `CASE priority ${ALARM_PRIORITIES.map((name, rank) => `WHEN '${name}' THEN ${rank}`).join(" ")} ELSE -1 END`,
};

const SORTS: Readonly<Record<OccurrenceSort, readonly string[]>> = {
  since: ["since"],
  // What is still open has lasted longest.
  closed: ["closed IS NULL", "closed"],
  severity: [RANKS.severity],
  priority: [RANKS.priority],
  fault: ["coalesce(fault, '')"],
  place: ["line_name", "machine_name", "point_name"],
  condition: ["condition"],
  acknowledged: ["coalesce(acknowledged_by, '')"],
  assigned: ["coalesce(assigned_to, '')"],
};

const OCCURRENCES = `(
  SELECT past.*, told.at AS told_at, told.who AS told_by, told.diagnosis, told.found, told.files
  FROM occurrence AS past LEFT JOIN feedback AS told ON told.seq = (
    SELECT max(seq) FROM feedback AS any WHERE any.alarm = past.alarm AND any.occurrence = past.occurrence
  )
)`;

/** What is NULL narrows nothing. */
const WANTED = `WHERE
  (:from IS NULL OR closed IS NULL OR closed >= :from)
  AND (:to IS NULL OR since < :to)
  AND (:lines IS NULL OR condition = 'system' OR line IN (SELECT value FROM json_each(:lines)))
  AND (:id IS NULL OR alarm = :id)
  AND (:occurrence IS NULL OR occurrence = :occurrence)
  AND (:diagnosis IS NULL OR CASE :diagnosis
    WHEN 'any' THEN diagnosis IS NOT NULL
    WHEN 'none' THEN diagnosis IS NULL
    ELSE diagnosis = :diagnosis END)
  AND (:line IS NULL OR (line = :line AND condition <> 'system'))
  AND (:place IS NULL OR (condition <> 'system' AND substr(alarm, 1, length(:place) + 1) = :place || '.'))
  AND (:severity IS NULL OR severity = :severity)
  AND (:condition IS NULL OR condition = :condition)
  AND (:who IS NULL OR acknowledged_by = :who)
  AND (:assigned IS NULL OR assigned_to = :assigned)
  AND (:acknowledged IS NULL OR (acknowledged_by IS NOT NULL) = :acknowledged)
  AND (:open IS NULL OR (closed IS NULL) = :open)`;

/** Every opening of every alarm, in the alarms' own file. */
export function createAlarmHistory(db: DatabaseSync) {
  const upsert = db.prepare(`
    INSERT INTO occurrence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (alarm, occurrence) DO UPDATE SET
      line_name = excluded.line_name,
      machine_name = excluded.machine_name,
      point_name = excluded.point_name,
      severity = CASE WHEN 'alarm' IN (severity, excluded.severity) THEN 'alarm' ELSE 'warning' END,
      priority = CASE WHEN ${RANKS.priority} > ${RANKS.priority.replaceAll("priority", "excluded.priority")}
        THEN priority ELSE excluded.priority END,
      fault = coalesce(excluded.fault, fault),
      acknowledged_by = coalesce(excluded.acknowledged_by, acknowledged_by),
      acknowledged_at = coalesce(excluded.acknowledged_at, acknowledged_at),
      closed = excluded.closed,
      assigned_to = excluded.assigned_to,
      assigned_by = excluded.assigned_by,
      assigned_at = excluded.assigned_at
  `);
  // What people have found is worth keeping.
  const forget = db.prepare(`DELETE FROM occurrence WHERE closed < ? AND NOT EXISTS (
    SELECT 1 FROM feedback WHERE feedback.alarm = occurrence.alarm AND feedback.occurrence = occurrence.occurrence)`);
  const insertFeedback = db.prepare(
    "INSERT INTO feedback (alarm, occurrence, at, who, diagnosis, found, files) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const openOnes = db.prepare("SELECT DISTINCT alarm FROM occurrence WHERE closed IS NULL");
  const close = db.prepare("UPDATE occurrence SET closed = ? WHERE alarm = ? AND closed IS NULL");
  const count = db.prepare(`SELECT count(*) AS n FROM ${OCCURRENCES} ${WANTED}`);
  const people = db.prepare(`
    SELECT acknowledged_by AS who FROM occurrence WHERE acknowledged_by IS NOT NULL
    UNION SELECT assigned_to FROM occurrence WHERE assigned_to IS NOT NULL
    ORDER BY who LIMIT 200`);

  return {
    /** Carries an occurrence over as it now stands; to be called within the step's transaction. */
    stand({ alarm, acknowledged = alarm.acknowledged, closed }: Standing): void {
      const { id, occurrence, condition, where, severity, priority, fault, since, assigned } =
        alarm;
      upsert.run(
        ...[id, occurrence, id.split(".")[0] ?? "", condition, where.line, where.machine],
        ...[where.point, severity, priority ?? null, fault ?? null, since],
        ...[acknowledged?.who ?? null, acknowledged?.at ?? null, closed ?? null],
        ...[assigned?.to ?? null, assigned?.who ?? null, assigned?.at ?? null],
      );
    },
    /** Keeps what somebody found; to be called within the journal's transaction. */
    found(id: string, occurrence: number, feedback: AlarmFeedback): void {
      const { at, who, diagnosis, found, files } = feedback;
      insertFeedback.run(id, occurrence, at, who, diagnosis, found ?? null, JSON.stringify(files));
    },
    /** What the plant has no more is open no more. @param at ISO 8601. */
    closeOthers(known: ReadonlySet<string>, at: string): void {
      for (const { alarm } of openOnes.all())
        if (!known.has(String(alarm))) close.run(at, String(alarm));
    },
    /** A part of the history. */
    page(query: OccurrenceQuery): OccurrencePage {
      const values = valuesOf(query);
      const direction = query.descending ? "DESC" : "ASC";
      // The last ones tell any two rows apart, so that pages neither overlap nor leave anything out.
      const order = [...SORTS[query.sort], "since", "alarm", "occurrence"]
        .map((column) => `${column} ${direction}`)
        .join(", ");
      const total = count.get(values);
      const rows = db
        .prepare(
          `SELECT * FROM ${OCCURRENCES} ${WANTED} ORDER BY ${order} LIMIT :limit OFFSET :offset`,
        )
        .all({ ...values, limit: query.limit, offset: query.offset });
      return {
        total: Number(total?.["n"]),
        people: people.all().map(({ who }) => String(who)),
        rows: rows.map(occurrenceOfRow),
      };
    },
    /** @param before ISO 8601. */
    forget(before: string): void {
      forget.run(before);
    },
  };
}

function valuesOf(query: OccurrenceQuery): Record<string, SQLInputValue> {
  const { from, to, lines, line, severity, condition, who, acknowledged, open } = query;
  const { id, occurrence, diagnosis, assigned, place } = query;
  const flag = (is: boolean | undefined) => (is === undefined ? null : Number(is));
  return {
    from: from ?? null,
    to: to ?? null,
    lines: lines === undefined ? null : JSON.stringify(lines),
    id: id ?? null,
    occurrence: occurrence ?? null,
    diagnosis: diagnosis ?? null,
    line: line ?? null,
    place: place ?? null,
    severity: severity ?? null,
    condition: condition ?? null,
    who: who ?? null,
    assigned: assigned ?? null,
    acknowledged: flag(acknowledged),
    open: flag(open),
  };
}

function occurrenceOfRow(row: Readonly<Record<string, unknown>>): AlarmOccurrence {
  const text = (column: string) => String(row[column]);
  const has = (column: string) => row[column] !== null;
  return {
    id: text("alarm"),
    occurrence: Number(row["occurrence"]),
    condition: text("condition") as AlarmOccurrence["condition"],
    where: { line: text("line_name"), machine: text("machine_name"), point: text("point_name") },
    severity: text("severity") as AlarmOccurrence["severity"],
    ...(has("priority") && { priority: text("priority") as AlarmPriority }),
    ...(has("fault") && { fault: text("fault") as NonNullable<AlarmOccurrence["fault"]> }),
    since: text("since"),
    ...(has("acknowledged_by") && {
      acknowledged: { who: text("acknowledged_by"), at: text("acknowledged_at") },
    }),
    ...(has("assigned_to") && {
      assigned: { to: text("assigned_to"), who: text("assigned_by"), at: text("assigned_at") },
    }),
    ...(has("closed") && { closed: text("closed") }),
    ...(has("told_at") && {
      feedback: {
        who: text("told_by"),
        at: text("told_at"),
        diagnosis: text("diagnosis") as DiagnosisOutcome,
        ...(has("found") && { found: text("found") }),
        files: JSON.parse(text("files")),
      },
    }),
  };
}
