import { nanosOfIso, nanosOfSeconds } from "@raceway/model/time";
import { expect, test } from "vitest";
import { partSlots } from "./part-slots.ts";

const start = nanosOfIso("2026-06-01T20:00:00Z") ?? 0n;
const end = start + nanosOfSeconds(86_400);
const RHYTHM = {
  everySeconds: 3600,
  rests: [{ days: ["mon"], from: "22:00", to: "06:00", timeZone: "UTC" }],
} as const;

test("a stand has no part while its line rests, and numbers go on after it", () => {
  const slots = [...partSlots(RHYTHM, { start, end })];
  expect(slots.slice(0, 4).map(({ number }) => number)).toEqual([0, 1, 2, 3]);
  expect(slots[2]?.time).toBe(nanosOfIso("2026-06-02T06:00:00Z"));
  expect(slots).toHaveLength(16);
});

test("a part has the same number whenever a stand is looked at", () => {
  const from = start + nanosOfSeconds(50_000);
  const all = [...partSlots(RHYTHM, { start, end })];
  expect([...partSlots(RHYTHM, { start, end, from })]).toEqual(
    all.filter(({ time }) => time >= from),
  );
});
