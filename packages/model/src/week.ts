import type { Nanos } from "./time.ts";

/** Days of the week as plant files write them, Monday first (ISO 8601). */
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

/**
 * Hours that come back every week: a planned stop, a shift, quiet hours. By the clock on the wall of `timeZone`, so a shift that begins at 06:00
 * does so in summer and winter alike.
 */
export interface WeeklyPeriod {
  /** On which days it begins. */
  readonly days: readonly Day[];
  /** `HH:MM`, 00:00 to 23:59. */
  readonly from: string;
  /** `HH:MM`, up to 24:00. At or before `from`: on the following day. */
  readonly to: string;
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
}

/** One occurrence of a period: [start, end). */
export interface Span {
  readonly start: Nanos;
  readonly end: Nanos;
}

const MINUTE = 60_000_000_000n;
const DAY_MINUTES = 24 * 60;
/** In nanoseconds. */
export const WEEK = 7n * BigInt(DAY_MINUTES) * MINUTE;

/** Whether a moment lies in any of the periods. */
export function isWithin(periods: readonly WeeklyPeriod[], now: Nanos): boolean {
  return currentSpan(periods, now) !== undefined;
}

/**
 * The span that a moment lies in; periods that touch or overlap are one span. Undefined outside all of them.
 */
export function currentSpan(periods: readonly WeeklyPeriod[], now: Nanos): Span | undefined {
  return spansBetween(periods, now, now + WEEK).find(({ start, end }) => start <= now && now < end);
}

/** At least all spans that touch [from, to], in order, merged where they meet. */
export function spansBetween(
  periods: readonly WeeklyPeriod[],
  from: Nanos,
  to: Nanos,
): readonly Span[] {
  return mergedSpans(periods.flatMap((period) => occurrencesOf(period, from, to)));
}

interface Stretch<T> {
  readonly start: T;
  readonly end: T;
}

/** Spans in order, whatever they are measured in, those that touch or overlap as one. */
export function mergedSpans<T extends number | bigint>(
  spans: readonly Stretch<T>[],
): readonly Stretch<T>[] {
  const merged: Stretch<T>[] = [];
  for (const span of spans.toSorted((a, b) => (a.start < b.start ? -1 : 1))) {
    const last = merged.at(-1);
    if (last === undefined || span.start > last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { start: last.start, end: span.end };
  }
  return merged;
}

/** Each time that a period comes, in order: from two days before the first moment to two days after the last, for neither a time zone nor a night makes more. */
export function occurrencesOf(
  { days, timeZone, ...hours }: WeeklyPeriod,
  from: Nanos,
  to: Nanos,
): Span[] {
  const start = minutesOf(hours.from);
  const stop = minutesOf(hours.to);
  const length = stop > start ? stop - start : stop - start + DAY_MINUTES;
  const first = dayOf(from, timeZone) - 2;
  return Array.from({ length: dayOf(to, timeZone) + 3 - first }, (_, i) => first + i)
    .filter((day) => days.includes(weekdayOf(day)))
    .map((day) => ({
      start: momentOf(day * DAY_MINUTES + start, timeZone),
      end: momentOf(day * DAY_MINUTES + start + length, timeZone),
    }))
    .filter((span) => span.start < span.end);
}

function minutesOf(clock: string): number {
  const [hours = "0", minutes = "0"] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** Days since 1970-01-01 by the wall clock; that day was a Thursday. */
function weekdayOf(day: number): Day {
  return DAYS[(((day + 3) % 7) + 7) % 7] ?? "mon";
}

function dayOf(now: Nanos, timeZone: string): number {
  return Math.floor(wallMinutes(now, timeZone) / DAY_MINUTES);
}

/** Minutes that a wall clock has counted since 1970-01-01T00:00 of its own. */
function wallMinutes(time: Nanos, timeZone: string): number {
  return Number(time / MINUTE) + offsetMinutes(time, timeZone);
}

/**
 * The moment at which a wall clock shows so many minutes. An hour that is skipped in spring is read as the hour after it; one that comes twice
 * in autumn is the first.
 */
export function momentOf(minutes: number, timeZone: string): Nanos {
  const asUtc = BigInt(minutes) * MINUTE;
  // The offset is wanted at the moment that is sought: a day earlier it is surely the old one, a day later the new one.
  const before = asUtc - BigInt(offsetMinutes(asUtc - 1440n * MINUTE, timeZone)) * MINUTE;
  const after = asUtc - BigInt(offsetMinutes(asUtc + 1440n * MINUTE, timeZone)) * MINUTE;
  return wallMinutes(before, timeZone) === minutes || wallMinutes(after, timeZone) !== minutes
    ? before
    : after;
}

/** Offsets of whole days by `zone day`: a message's local time asks several times for the same one. */
const steadyDays = new Map<string, number | undefined>();
const MOST_DAYS = 1000;

/** Minutes that a zone's wall clock is ahead of UTC at a moment. @throws RangeError for an unknown zone. */
export function offsetMinutes(time: Nanos, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const minute = Number(time / MINUTE);
  const day = Math.floor(minute / DAY_MINUTES);
  const key = `${timeZone} ${day}`;
  if (!steadyDays.has(key)) {
    if (steadyDays.size >= MOST_DAYS) steadyDays.clear();
    steadyDays.set(key, steadyOffset(day, timeZone));
  }
  return steadyDays.get(key) ?? offsetAt(minute, timeZone);
}

/** The offset of a whole UTC day; undefined for a day on which the clocks are set. */
function steadyOffset(day: number, timeZone: string): number | undefined {
  const first = offsetAt(day * DAY_MINUTES, timeZone);
  return first === offsetAt((day + 1) * DAY_MINUTES, timeZone) ? first : undefined;
}

function offsetAt(minute: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(minute * 60_000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute: past = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, past) / 60_000 - minute;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}

/** Whether the runtime knows a time zone's name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}
