import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoOf } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { PlantFileError, readPlantFile } from "./plant-file.ts";
import { stopsOf } from "./stop-calendar.ts";

const event = (...lines: readonly string[]) =>
  ["BEGIN:VEVENT", `UID:${lines.join()}`, "DTSTAMP:20260101T000000Z", ...lines, "END:VEVENT"].join(
    "\r\n",
  );
const calendar = (...events: readonly string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//plant//EN", ...events, "END:VCALENDAR", ""].join(
    "\r\n",
  );

function spansOf(...events: readonly string[]) {
  const read = stopsOf(calendar(...events), "stops.ics", "Asia/Shanghai");
  if (!("stops" in read)) throw new Error(read.found);
  return read.stops.map(({ start, end }) => [isoOf(start).slice(0, 16), isoOf(end).slice(0, 16)]);
}
const faultOf = (text: string) => stopsOf(text, "stops.ics", "UTC");

describe("a calendar of planned stops", () => {
  it("repeats as its rules say, by its own wall clock through summer time, less what is cancelled", () => {
    const spans = spansOf(
      event(
        "SUMMARY:Sunday",
        "DTSTART;TZID=Europe/Berlin:20260315T060000",
        "DTEND;TZID=Europe/Berlin:20260315T140000",
        "RRULE:FREQ=WEEKLY;BYDAY=SU;COUNT=4",
        "EXDATE;TZID=Europe/Berlin:20260322T060000",
      ),
      event("STATUS:CANCELLED", "DTSTART:20260601T060000Z", "DTEND:20260601T080000Z"),
    );
    expect(spans).toEqual([
      ["2026-03-15T05:00", "2026-03-15T13:00"],
      ["2026-03-29T04:00", "2026-03-29T12:00"],
      ["2026-04-05T04:00", "2026-04-05T12:00"],
    ]);
  });

  it("takes times without a zone, and whole days, by the plant's clock", () => {
    expect(
      spansOf(
        event("DTSTART:20260501T060000", "DURATION:PT12H", "RRULE:FREQ=MONTHLY;COUNT=2"),
        event("DTSTART;VALUE=DATE:20260810", "DTEND;VALUE=DATE:20260824"),
      ),
    ).toEqual([
      ["2026-04-30T22:00", "2026-05-01T10:00"],
      ["2026-05-31T22:00", "2026-06-01T10:00"],
      ["2026-08-09T16:00", "2026-08-23T16:00"],
    ]);
  });

  it("knows the names of zones that Windows writes, and follows a rule without an end for years", () => {
    const spans = spansOf(
      event(
        "DTSTART;TZID=W. Europe Standard Time:20260104T060000",
        "DTEND;TZID=W. Europe Standard Time:20260104T140000",
        "RRULE:FREQ=WEEKLY",
      ),
    );
    expect(spans[0]).toEqual(["2026-01-04T05:00", "2026-01-04T13:00"]);
    expect(spans.length).toBeGreaterThan(1000);
  });

  it.each([
    ["that is none", "stops: sunday", "no calendar"],
    ["without an event", calendar(), "no event"],
    ["with an event without a start", calendar(event("SUMMARY:Easter")), "without a start"],
    ["with an event without a length", calendar(event("DTSTART:20260101T060000Z")), "length"],
    [
      "with a zone that nobody knows",
      calendar(event("DTSTART;TZID=Moon/Base:20260101T060000", "DURATION:PT1H")),
      "unknown time zone",
    ],
    [
      "with dates of repetition one by one",
      calendar(event("DTSTART:20260101T060000Z", "DURATION:PT1H", "RDATE:20260201T060000Z")),
      "RDATE",
    ],
  ])("%s is refused in words", (_, text, found) => {
    expect(faultOf(text)).toMatchObject({ found: expect.stringContaining(found) });
  });

  it("is read from beside the plant file, and what is wrong with it is a fault of the plant file", () => {
    const directory = mkdtempSync(join(tmpdir(), "raceway-stops-"));
    const plant = join(directory, "plant.yaml");
    writeFileSync(
      plant,
      `site: s
lines:
  - id: l
    stopCalendar: stops.ics
    costs: { unplannedHour: 4000, lifeHour: 2 }
    machines:
      - { id: m, points: [{ id: p, channels: [{ id: vib, kind: vibration }] }] }
`,
    );
    const read = () => readPlantFile(plant, () => []).lines[0];
    expect(read).toThrow(PlantFileError);
    expect(read).toThrow(/lines\[0\]\.stopCalendar: found ".*stops\.ics": no such file/);
    const stop = event("DTSTART:20260501T060000Z", "DURATION:PT12H");
    writeFileSync(join(directory, "stops.ics"), calendar(stop));
    expect(read()).toMatchObject({
      calendarStops: [{ start: 1_777_615_200_000_000_000n }],
      costs: { unplannedHour: 4000, failureHours: 8, workHours: 2, lifeHour: 2 },
    });
    writeFileSync(join(directory, "stops.ics"), calendar(event("RRULE:FREQ=NEVER")));
    expect(read).toThrow(/stopCalendar: found ".*stops\.ics": .*NEVER/);
  });
});
