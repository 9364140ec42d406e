import { describe, expect, it } from "vitest";
import { currentStop, type Line, nextStop, stopsBetween } from "./plant.ts";
import { isoOf, type Nanos, nanosOfIso } from "./time.ts";

function at(text: string): Nanos {
  const time = nanosOfIso(text);
  if (time === undefined) throw new RangeError(text);
  return time;
}

// 2026-11-22 is a Sunday.
const LINE: Line = {
  id: "l",
  name: "l",
  machines: [],
  plannedStops: [{ days: ["sun"], from: "06:00", to: "14:00", timeZone: "UTC" }],
  calendarStops: [
    { start: at("2026-11-29T14:00:00Z"), end: at("2026-12-01T06:00:00Z") },
    { start: at("2026-12-24T12:00:00Z"), end: at("2027-01-04T06:00:00Z") },
  ],
};

const shown = (span: ReturnType<typeof nextStop>) =>
  span && [isoOf(span.start).slice(0, 16), isoOf(span.end).slice(0, 16)];

describe("the planned stops of a line", () => {
  it("come from the week's pattern and from a calendar alike, as one where they meet", () => {
    const all = stopsBetween(LINE, at("2026-11-23T00:00:00Z"), at("2026-12-26T00:00:00Z"));
    expect(all.map(shown)).toEqual([
      ["2026-11-29T06:00", "2026-12-01T06:00"],
      ["2026-12-06T06:00", "2026-12-06T14:00"],
      ["2026-12-13T06:00", "2026-12-13T14:00"],
      ["2026-12-20T06:00", "2026-12-20T14:00"],
      ["2026-12-24T12:00", "2027-01-04T06:00"],
    ]);
  });

  it("are the present one, or the next one, at a moment", () => {
    expect(shown(currentStop(LINE, at("2026-12-28T00:00:00Z")))?.[0]).toBe("2026-12-24T12:00");
    expect(currentStop(LINE, at("2026-12-07T00:00:00Z"))).toBeUndefined();
    expect(shown(nextStop(LINE, at("2026-12-07T00:00:00Z")))?.[0]).toBe("2026-12-13T06:00");
    const { plannedStops: _, ...calendarOnly } = LINE;
    expect(shown(nextStop(calendarOnly, at("2026-12-02T00:00:00Z")))?.[0]).toBe("2026-12-24T12:00");
    expect(nextStop(calendarOnly, at("2027-02-01T00:00:00Z"))).toBeUndefined();
  });
});
