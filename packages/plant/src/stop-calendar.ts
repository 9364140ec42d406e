import { readFileSync, statSync } from "node:fs";
import { nanosOfMillis } from "@raceway/model/time";
import { isTimeZone, mergedSpans, type Span } from "@raceway/model/week";
import ical from "node-ical";
import type { Fault } from "./fault.ts";

/** The stops of a calendar, or what is wrong with it. */
export type StopCalendar = { readonly stops: readonly Span[] } | Omit<Fault, "path">;

/** Repeating events are followed for so long from their first. */
const YEARS = 20;
const YEAR_MS = 365.25 * 86_400_000;
const MOST_STOPS = 10_000;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Reads planned stops from an iCalendar file (RFC 5545): every event that is not cancelled is a stop, repeated as its rule says.
 *
 * @param timeZone of times and whole days that name none.
 */
export function readStopCalendar(path: string, timeZone: string): StopCalendar {
  try {
    if (statSync(path).size > MOST_BYTES)
      return bad(path, "more than 4 MiB", "a calendar of planned stops alone");
    return stopsOf(readFileSync(path, "utf8"), path, timeZone);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason = code === "ENOENT" ? "no such file" : String(error);
    return bad(path, reason, "a readable iCalendar file (.ics)");
  }
}

/** The same of a calendar's text. @param path for the faults. */
export function stopsOf(text: string, path: string, timeZone: string): StopCalendar {
  if (!/^BEGIN:VCALENDAR\s*$/m.test(text))
    return bad(path, "no calendar", "an iCalendar file, which begins with BEGIN:VCALENDAR");
  if (/^RDATE[;:]/m.test(text))
    return bad(path, "RDATE", "events of their own, or RRULE, instead of RDATE");
  const stops: Span[] = [];
  for (const event of Object.values(ical.sync.parseICS(zoned(text, timeZone)))) {
    if (event?.type !== "VEVENT" || event.status === "CANCELLED") continue;
    const name = `event "${String(event.summary ?? event.uid)}"`;
    const begin = event.start;
    if (!(begin instanceof Date) || Number.isNaN(begin.getTime()))
      return bad(path, `${name} without a start`, "DTSTART in every event");
    if (begin.tz === undefined || !isTimeZone(begin.tz))
      return bad(path, `${name} in an unknown time zone`, "an IANA time zone, e.g. Europe/Berlin");
    const occurrences = ical.expandRecurringEvent(event, {
      from: begin,
      to: new Date(begin.getTime() + YEARS * YEAR_MS),
    });
    for (const { start, end } of occurrences) {
      if (!(end.getTime() > start.getTime()))
        return bad(path, `${name} without a length`, "DTEND or DURATION in every event");
      stops.push({ start: nanosOfMillis(start.getTime()), end: nanosOfMillis(end.getTime()) });
    }
    if (stops.length > MOST_STOPS)
      return bad(path, `more than ${MOST_STOPS} stops in ${YEARS} years`, "planned stops alone");
  }
  if (stops.length === 0) return bad(path, "no event", "at least one event (VEVENT)");
  return { stops: mergedSpans(stops) };
}

function bad(path: string, what: string, allowed: string): Omit<Fault, "path"> {
  return { found: `"${path}": ${what}`, allowed };
}

/**
 * The calendar with the plant's time zone where a time names none: such times are by the clock on the wall, which for a plant is the plant's; the library
 * would take the server's. Whole days begin and end at midnight.
 */
function zoned(text: string, timeZone: string): string {
  return text
    .replace(/\r?\n[ \t]/g, "")
    .replace(
      /^(DTSTART|DTEND|EXDATE|RECURRENCE-ID)((?:;VALUE=[A-Z-]+)?):([\dT,]+)\s*$/gm,
      (_, property: string, _value: string, times: string) => {
        const full = times.replace(/(^|,)(\d{8})(?=,|$)/g, "$1$2T000000");
        return `${property};TZID=${timeZone}:${full}\r`;
      },
    );
}
