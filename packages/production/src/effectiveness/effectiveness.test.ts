import { expect, test } from "vitest";
import type { Accounted, TimeUse } from "../state/accounted.ts";
import { effectiveness } from "./oee.ts";
import { breakdownsOf, downtimeByCause, reliabilityOf } from "./reliability.ts";

const NOTHING: Record<TimeUse, number> = {
  ...{ running: 0, idle: 0, unplanned: 0, planned: 0, extra: 0, unknown: 0 },
};

test("OEE of a shift of 480 minutes, step by step as ISO 22400-2 has it", () => {
  // PBT 450 (30 planned), APT 400; PRI 6 s, PQ 3600, GQ 3420.
  const found = effectiveness(
    { ...NOTHING, running: 400, idle: 20, unplanned: 30, planned: 30 },
    6,
    { pieces: 3600, good: 3420 },
  );
  expect(found.availability).toBeCloseTo(400 / 450, 12);
  expect(found.performance).toBeCloseTo((6 * 3600) / (400 * 60), 12);
  expect(found.quality).toBeCloseTo(3420 / 3600, 12);
  // PRI × GQ / PBT: the same, told at once.
  expect(found.oee).toBeCloseTo((6 * 3420) / (450 * 60), 12);
});

test("a shift of which less than half is known has no availability", () => {
  const found = effectiveness({ ...NOTHING, running: 200, unknown: 250 }, 6, undefined);
  expect(found).toEqual({ known: 200 / 450 });
});

test("what is unknown counts neither as running nor as standing", () => {
  const found = effectiveness(
    { ...NOTHING, running: 300, unplanned: 100, unknown: 80 },
    6,
    undefined,
  );
  expect(found).toEqual({ known: 400 / 480, availability: 0.75 });
});

test("a shift in which nothing was planned has no figures", () => {
  expect(effectiveness({ ...NOTHING, planned: 480 }, 6, { pieces: 0, good: 0 })).toEqual({
    known: 0,
  });
});

const at = (minute: number) => BigInt(minute) * 60_000_000_000n;
const piece = (from: number, to: number, use: TimeUse, cause?: string): Accounted => ({
  ...{ start: at(from), end: at(to), use },
  ...(cause !== undefined && { cause }),
});
const DAY = [
  piece(0, 100, "running"),
  piece(100, 130, "unplanned", "jam"),
  piece(130, 150, "unplanned", "spindle"),
  piece(150, 300, "running"),
  piece(300, 303, "unplanned", "jam"),
  piece(303, 400, "running"),
  piece(400, 460, "planned"),
  piece(460, 500, "unplanned"),
  piece(500, 503, "running"),
];

test("a stop whose cause changes is one failure, and a minor stop is none", () => {
  expect(breakdownsOf(DAY).map(({ start, end }) => [start, end])).toEqual([
    [at(100), at(150)],
    [at(460), at(500)],
  ]);
  expect(reliabilityOf(DAY)).toEqual({ failures: 2, mtbfMinutes: 175, mttrMinutes: 45 });
});

test("a machine that did not fail has no time between failures", () => {
  expect(reliabilityOf([piece(0, 100, "running")])).toEqual({ failures: 0 });
});

test("minor stops count among the causes, and so do stops of which nobody told why", () => {
  expect(downtimeByCause(DAY)).toEqual([
    { minutes: 40, stops: 1 },
    { cause: "jam", minutes: 33, stops: 2 },
    { cause: "spindle", minutes: 20, stops: 1 },
  ]);
});
