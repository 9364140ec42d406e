import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOf, nanosOfIso, nanosOfSeconds, secondsOf } from "./time.ts";

const moment = fc.bigInt({ min: -62_167_219_200_000_000_000n, max: 253_402_300_799_999_999_999n });

describe("moments", () => {
  it("come back from ISO 8601 to the nanosecond, before and after 1970", () => {
    fc.assert(
      fc.property(moment, (time) => {
        expect(nanosOfIso(isoOf(time))).toBe(time);
      }),
    );
  });

  it("sort as text as they sort in time, when written with the same decimals", () => {
    expect(isoOf(0n)).toBe("1970-01-01T00:00:00.000Z");
    expect(isoOf(1_000n)).toBe("1970-01-01T00:00:00.000001Z");
    expect(isoOf(1n)).toBe("1970-01-01T00:00:00.000000001Z");
    expect(isoOf(-1n)).toBe("1969-12-31T23:59:59.999999999Z");
  });

  it("have their zone with or without a colon", () => {
    const time = nanosOfIso("2024-11-29T22:45:00Z");
    for (const zone of ["+01:00", "+0100"])
      expect(nanosOfIso(`2024-11-29T23:45:00${zone}`)).toBe(time);
    for (const zone of ["+1", "+01", "+01:0", "CET"])
      expect(nanosOfIso(`2024-11-29T23:45:00${zone}`)).toBeUndefined();
  });

  it.each(["2026-11-22", "2026-11-22T06:00:00", "2026-13-22T06:00:00Z", "now", ""])(
    "are not guessed from %j",
    (text) => {
      expect(nanosOfIso(text)).toBeUndefined();
    },
  );

  it("outside four-digit years are refused", () => {
    expect(() => isoOf(253_402_300_800_000_000_000n)).toThrow(/years 0000 to 9999/);
  });

  it("as seconds keep microseconds", () => {
    expect(secondsOf(1_763_791_200_000_001_000n)).toBeCloseTo(1_763_791_200.000001, 6);
    expect(nanosOfSeconds(1.5)).toBe(1_500_000_000n);
    expect(nanosOfSeconds(-0.25)).toBe(-250_000_000n);
  });
});
