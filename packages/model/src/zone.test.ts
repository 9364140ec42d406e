import { describe, expect, it } from "vitest";
import { instantAt, zoneOffset } from "./zone.ts";

const at = (text: string) => Date.parse(text);

describe("a place's clock on the wall", () => {
  it.each([
    ["2026-07-01T12:00:00Z", "Europe/Berlin", 2],
    ["2026-12-01T12:00:00Z", "Europe/Berlin", 1],
    ["2026-12-01T12:00:00.500Z", "Asia/Kolkata", 5.5],
    ["2026-12-01T12:00:00Z", "America/Los_Angeles", -8],
  ])("at %s in %s is %f hours ahead of UTC", (time, zone, hours) => {
    expect(zoneOffset(at(time), zone)).toBe(hours * 3_600_000);
  });

  it("shows midnight when it is midnight there, also on the days when it is set", () => {
    const midnight = (day: string) => instantAt(at(`${day}T00:00:00Z`), "Europe/Berlin");
    expect(midnight("2026-03-29")).toBe(at("2026-03-28T23:00:00Z"));
    expect(midnight("2026-03-30")).toBe(at("2026-03-29T22:00:00Z"));
    expect(midnight("2026-10-26")).toBe(at("2026-10-25T23:00:00Z"));
  });
});
