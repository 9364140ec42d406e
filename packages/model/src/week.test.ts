import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOf, type Nanos, nanosOfIso } from "./time.ts";
import {
  currentSpan,
  isTimeZone,
  isWithin,
  offsetMinutes,
  type Span,
  spansBetween,
  WEEK,
  type WeeklyPeriod,
} from "./week.ts";

function at(text: string): Nanos {
  const time = nanosOfIso(text);
  if (time === undefined) throw new RangeError(text);
  return time;
}

const period = (
  days: WeeklyPeriod["days"],
  from: string,
  to: string,
  timeZone = "UTC",
): WeeklyPeriod => ({ days, from, to, timeZone });

const nextSpan = (periods: readonly WeeklyPeriod[], now: Nanos) =>
  spansBetween(periods, now, now + WEEK).find(({ end }) => now < end);

const shown = (span: Span | undefined) =>
  span && [isoOf(span.start).slice(0, 16), isoOf(span.end).slice(0, 16)];

describe("weekly periods", () => {
  // 2026-11-22 is a Sunday.
  const sunday = [period(["sun"], "06:00", "14:00")];

  it("hold from their first minute to before their last", () => {
    expect(isWithin(sunday, at("2026-11-22T05:59:59Z"))).toBe(false);
    expect(isWithin(sunday, at("2026-11-22T06:00:00Z"))).toBe(true);
    expect(isWithin(sunday, at("2026-11-22T13:59:59Z"))).toBe(true);
    expect(isWithin(sunday, at("2026-11-22T14:00:00Z"))).toBe(false);
    expect(isWithin(sunday, at("2026-11-23T08:00:00Z"))).toBe(false);
  });

  it("go over midnight when they end before they begin", () => {
    const night = [period(["fri"], "22:00", "06:00")];
    expect(isWithin(night, at("2026-11-21T05:00:00Z"))).toBe(true);
    expect(isWithin(night, at("2026-11-20T05:00:00Z"))).toBe(false);
    expect(
      shown(currentSpan([period(["sat"], "00:00", "24:00")], at("2026-11-21T05:00:00Z"))),
    ).toEqual(["2026-11-21T00:00", "2026-11-22T00:00"]);
  });

  it("name the next one, a week ahead if need be", () => {
    expect(shown(nextSpan(sunday, at("2026-11-22T14:00:00Z")))).toEqual([
      "2026-11-29T06:00",
      "2026-11-29T14:00",
    ]);
    expect(nextSpan([], at("2026-11-22T14:00:00Z"))).toBeUndefined();
  });

  it("are one span where they touch or overlap", () => {
    const weekend = [period(["sat"], "14:00", "00:00"), period(["sun"], "00:00", "22:00")];
    expect(shown(currentSpan(weekend, at("2026-11-21T20:00:00Z")))).toEqual([
      "2026-11-21T14:00",
      "2026-11-22T22:00",
    ]);
  });

  it("follow the wall clock through summer time", () => {
    const early = [period(["sun"], "06:00", "14:00", "Europe/Berlin")];
    expect(shown(nextSpan(early, at("2026-07-01T00:00:00Z")))).toEqual([
      "2026-07-05T04:00",
      "2026-07-05T12:00",
    ]);
    expect(shown(nextSpan(early, at("2026-11-18T00:00:00Z")))).toEqual([
      "2026-11-22T05:00",
      "2026-11-22T13:00",
    ]);
    // 2026-03-29: 02:00 becomes 03:00. 2026-10-25: 03:00 becomes 02:00.
    const night = [period(["sat"], "22:00", "06:00", "Europe/Berlin")];
    expect(shown(nextSpan(night, at("2026-03-28T12:00:00Z")))).toEqual([
      "2026-03-28T21:00",
      "2026-03-29T04:00",
    ]);
    expect(shown(nextSpan(night, at("2026-10-24T12:00:00Z")))).toEqual([
      "2026-10-24T20:00",
      "2026-10-25T05:00",
    ]);
  });

  it("read an hour that spring skips as the hour after it", () => {
    const skipped = [period(["sun"], "02:30", "05:00", "Europe/Berlin")];
    expect(shown(nextSpan(skipped, at("2026-03-28T12:00:00Z")))).toEqual([
      "2026-03-29T01:30",
      "2026-03-29T03:00",
    ]);
  });

  it("know which time zones there are", () => {
    expect(isTimeZone("Asia/Shanghai")).toBe(true);
    expect(isTimeZone("Middle/Earth")).toBe(false);
  });

  it("know how far a zone's clock is ahead at any minute, also of the days on which clocks are set", () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
    const minute = fc.integer({ min: Date.UTC(1973, 0) / 60_000, max: Date.UTC(2037, 0) / 60_000 });
    fc.assert(
      fc.property(zone, minute, (timeZone, from) => {
        // The same day asked twice, and a day on which some clock may have been set.
        for (const at of [from, from + 1, setAt(timeZone, from)]) {
          const shown = new Intl.DateTimeFormat("sv-SE", {
            timeZone,
            dateStyle: "short",
            timeStyle: "short",
          }).format(at * 60_000);
          const ahead = Date.parse(`${shown.replace(" ", "T")}Z`) / 60_000 - at;
          expect(offsetMinutes(BigInt(at) * 60_000_000_000n, timeZone)).toBe(ahead);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** The first minute after the clocks of a zone are set next, within a year; the minute itself where they never are. */
function setAt(timeZone: string, from: number): number {
  const ahead = (minute: number) => offsetMinutes(BigInt(minute) * 60_000_000_000n, timeZone);
  const months = Array.from({ length: 13 }, (_, i) => from + i * 30 * 1440);
  const later = months.find((minute) => ahead(minute) !== ahead(from));
  if (later === undefined) return from;
  let [old, set] = [from, later];
  while (set - old > 1) {
    const middle = Math.floor((old + set) / 2);
    if (ahead(middle) === ahead(from)) old = middle;
    else set = middle;
  }
  return set;
}
