import type { Line } from "@raceway/model/plant";
import { isoOf, nanosOfIso } from "@raceway/model/time";
import { DAYS } from "@raceway/model/week";
import { expect, test } from "vitest";
import { shiftsBetween } from "./shifts.ts";

const night = {
  ...{ name: "night", days: [...DAYS], from: "22:00", to: "06:00", timeZone: "Europe/Berlin" },
};
const line: Line = { id: "a", name: "A", machines: [], shifts: [night] };
const at = (text: string) => nanosOfIso(text) ?? 0n;

function hoursOf(own: Line, from: string, to: string) {
  return shiftsBetween(own, at(from), at(to)).map(({ name, start, end }) => [
    ...[name, isoOf(start).slice(0, 16), Number((end - start) / 3_600_000_000_000n)],
  ]);
}

test("a shift over midnight is one shift, of the day on which it begins", () => {
  expect(hoursOf(line, "2026-06-02T00:00:00Z", "2026-06-02T02:00:00Z")).toEqual([
    ["night", "2026-06-01T20:00", 8],
  ]);
});

test("the night on which clocks are set has an hour less, or one more", () => {
  expect(hoursOf(line, "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z")).toEqual([
    ["night", "2026-03-28T21:00", 7],
  ]);
  expect(hoursOf(line, "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z")).toEqual([
    ["night", "2026-10-24T20:00", 9],
  ]);
});

test("a line without shifts has days by the clock on its wall", () => {
  const { shifts: _, ...none } = line;
  const own = { ...none, timeZone: "Asia/Shanghai" };
  expect(hoursOf(own, "2026-06-01T10:00:00Z", "2026-06-01T20:00:00Z")).toEqual([
    ["", "2026-05-31T16:00", 24],
    ["", "2026-06-01T16:00", 24],
  ]);
});
