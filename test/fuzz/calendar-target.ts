import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStopCalendar } from "@raceway/plant/stop-calendar";
import { promised, shapeOf, type Target, words } from "./target.ts";

/** A calendar of planned stops, as an office program writes it. */

const event = (...lines: readonly string[]) =>
  ["BEGIN:VEVENT", "UID:a", "SUMMARY:Stop", ...lines, "END:VEVENT"].join("\r\n");
const calendar = (...events: readonly string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR", ""].join("\r\n");
const LONGEST_REASON = 20_000;

const folder = mkdtempSync(join(tmpdir(), "raceway-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "stops.ics");

export const CALENDAR_TARGET: Target = {
  name: "stop-calendar",
  share: 1,
  longest: 8192,
  seeds: words(
    calendar(event("DTSTART:20261201T060000", "DTEND:20261201T140000")),
    calendar(
      event(
        "DTSTART;TZID=Europe/Berlin:20261205T060000",
        "DURATION:PT8H",
        "RRULE:FREQ=WEEKLY;COUNT=9",
      ),
      event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227", "STATUS:CANCELLED"),
    ),
    calendar(
      event(
        "DTSTART:20261201T060000Z",
        "DTEND:20261201T140000Z",
        "EXDATE:20261208T060000Z",
        "RRULE:FREQ=MONTHLY;BYDAY=1SA",
      ),
    ),
  ),
  dictionary: words(
    ...[
      "BEGIN:VEVENT",
      "END:VEVENT",
      "BEGIN:VTIMEZONE",
      "BEGIN:VALARM",
      "RECURRENCE-ID:",
      "\r\n",
      ";",
      ":",
      "=",
    ],
    ...[
      "FREQ=SECONDLY",
      "FREQ=MINUTELY",
      "FREQ=DAILY",
      "INTERVAL=0",
      "COUNT=",
      "UNTIL=",
      "BYDAY=",
      "BYSECOND=0,1,2",
    ],
    ...[
      "DTSTART:",
      "DTEND:",
      "DURATION:P1W",
      "TZID=",
      "99991231T235959",
      "00000101",
      "__proto__",
      "constructor",
    ],
  ),
  run(input) {
    writeFileSync(path, input);
    const found = quietly(() => readStopCalendar(path, "Asia/Shanghai"));
    if ("stops" in found) {
      promised(
        found.stops.every(({ start, end }) => start < end),
        "every stop has a length",
      );
      return `ok ${Math.min(found.stops.length, 5)}`;
    }
    promised(found.found.length <= LONGEST_REASON, "a refusal can be read");
    return shapeOf(found.found.replace(path, ""));
  },
};

/** The library tells the console of each oddity. */
function quietly<T>(work: () => T): T {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return work();
  } finally {
    console.warn = warn;
  }
}
