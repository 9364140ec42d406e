import { type AlarmRules, DEFAULT_ALARM_RULES } from "@raceway/model/alarm";
import type { Plant } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import type { AlarmAnswer, AlarmAsk } from "@raceway/wire/alarm-answer";
import type { AlarmReport } from "@raceway/wire/alarm-report";
import type { AlarmBook } from "../book/alarm-book.ts";
import type { AlarmJournal, JournalEntry } from "../journal/alarm-journal.ts";
import type { NotificationStatus } from "../notify/dispatcher.ts";
import { type AlarmMetrics, alarmMetrics, alarmRate } from "./metrics.ts";

const DAY_MS = 86_400_000;
/** What a page shows; the rest is in the file. */
const JOURNAL_LINES = 50;

export interface ReportParts {
  readonly plant: Plant;
  readonly journal: AlarmJournal;
  readonly book: AlarmBook;
  readonly notification?: NotificationStatus;
}

/** How the alarms fare, as published. */
export function alarmReport(
  { plant, journal, book, notification }: ReportParts,
  now: Nanos,
): AlarmReport {
  const { operators }: AlarmRules = plant.alarms ?? DEFAULT_ALARM_RULES;
  const to = Number(now / 1_000_000n);
  const open = book.open().map(({ alarm }) => alarm);
  const metrics = (days: number): AlarmMetrics => {
    const from = to - days * DAY_MS;
    return alarmMetrics(journal.announcements(from), open, { from, to, operators });
  };
  return {
    time: isoOf(now),
    lastDay: metrics(1),
    lastMonth: metrics(30),
    rate: alarmRate(journal.announcements(to - DAY_MS), { from: to - DAY_MS, to, operators }),
    covered: [...book.covered()],
    journal: journal.latestEntries(JOURNAL_LINES).map(journalLine),
    ...(notification !== undefined && { notification }),
  };
}

/** The part of an alarm's journal that was asked for, each line with the verdict that led to it. */
export function journalAnswer(
  journal: AlarmJournal,
  alarm: string,
  { ask, ...page }: AlarmAsk,
): AlarmAnswer {
  const { total, entries } = journal.page(alarm, page);
  const lines = entries.map((entry) => {
    const { detail } = entry;
    return { ...journalLine(entry), ...(isVerdict(detail) && { verdict: detail }) };
  });
  return { ask, journal: { total, lines } };
}

/** By its type alone: what is stored was checked when it came. */
function isVerdict(detail: unknown): detail is Verdict {
  return (
    typeof detail === "object" && detail !== null && "type" in detail && detail.type === "verdict"
  );
}

/** A line for people: the verdict that led to it stays in the file, a person's reason, and to whom it went, are told. */
function journalLine({ detail, ...line }: JournalEntry): AlarmReport["journal"][number] {
  const { comment, to }: Readonly<Record<string, unknown>> =
    typeof detail === "object" && detail !== null ? { ...detail } : {};
  return {
    ...line,
    ...(typeof comment === "string" && { comment }),
    ...(typeof to === "string" && { to }),
  };
}
