import { isoOf, nanosOfIso } from "@raceway/model/time";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sourceTime } from "./source-time.ts";

const time = (found: unknown, as: Parameters<typeof sourceTime>[1]["as"]) => {
  const read = sourceTime(found, { at: "", as, timeZone: "Europe/Berlin" });
  return read === undefined ? undefined : isoOf(read);
};

describe("a source time", () => {
  it.each([
    ["2026-11-30T06:00:00Z", "iso", "2026-11-30T06:00:00.000Z"],
    ["2026-11-30 06:00:00+0100", "iso", "2026-11-30T05:00:00.000Z"],
    ["2026-11-30T06:00:00.1234567890123Z", "iso", "2026-11-30T06:00:00.123456789Z"],
    ["2026-11-30T06:00:00", "local", "2026-11-30T05:00:00.000Z"],
    ["2026-07-01 06:00:00.5", "local", "2026-07-01T04:00:00.500Z"],
    [1_764_482_400, "s", "2025-11-30T06:00:00.000Z"],
    [1_764_482_400.25, "s", "2025-11-30T06:00:00.250Z"],
    ["1764482400250", "ms", "2025-11-30T06:00:00.250Z"],
    ["1764482400250000001", "ns", "2025-11-30T06:00:00.250000001Z"],
  ] as const)("%s as %s is %s", (found, as, expected) => {
    expect(time(found, as)).toBe(expected);
  });

  it.each([
    ["2026-11-30T06:00:00", "iso"],
    [1_764_482_400, "iso"],
    ["30.11.2026 06:00", "local"],
    ["2026-02-30 06:00:00", "local"],
    ["soon", "ms"],
    [-5, "s"],
    [{}, "s"],
  ] as const)("%s as %s is refused with what would be right", (found, as) => {
    expect(() => time(found, as)).toThrow(/is right$/);
  });

  it("is none where there is none", () => {
    expect(time(null, "iso")).toBeUndefined();
    expect(time("", "ms")).toBeUndefined();
  });

  it("reads whole milliseconds exactly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
        const iso = new Date(ms).toISOString();
        expect(sourceTime(ms, { at: "", as: "ms", timeZone: "UTC" })).toBe(nanosOfIso(iso));
      }),
    );
  });
});
