import { expect, test } from "vitest";
import type { Accounted, TimeUse } from "../state/accounted.ts";
import { aroundAlarm } from "./around-alarm.ts";

const at = (minute: number) => BigInt(minute) * 60_000_000_000n;
const piece = (from: number, to: number, use: TimeUse): Accounted => ({
  ...{ start: at(from), end: at(to), use },
});
const open = { since: at(100), until: at(1000) };
const QUIET = [piece(0, 1200, "running")];
const STOPS = [
  piece(0, 200, "running"),
  piece(200, 290, "unplanned"),
  piece(290, 950, "running"),
  piece(950, 1050, "unplanned"),
  piece(1050, 1200, "running"),
];

test("work in time avoids what a breakdown takes", () => {
  expect(aroundAlarm({ ...open, diagnosis: "right" }, QUIET, [at(900)], 480)).toEqual({
    ...{ outcome: "repaired", suffered: 0, avoided: 480, confirmed: true },
  });
});

test("without costs in the plant file nothing is claimed", () => {
  expect(aroundAlarm(open, QUIET, [at(900)], undefined)).toEqual({
    ...{ outcome: "repaired", suffered: 0, confirmed: false },
  });
});

test("a machine that broke down before the work avoided nothing; minutes after the alarm are not its own", () => {
  expect(aroundAlarm(open, STOPS, [at(900)], 480)).toEqual({
    ...{ outcome: "broke-down", suffered: 140, confirmed: false },
  });
});

test("what stood after the work is taken from what was avoided", () => {
  expect(aroundAlarm(open, STOPS, [at(150)], 480)).toEqual({
    ...{ outcome: "repaired", suffered: 140, avoided: 340, confirmed: false },
  });
});

test("an alarm of which nothing was found avoided nothing, though work was done", () => {
  expect(aroundAlarm({ ...open, diagnosis: "not-found" }, QUIET, [at(900)], 480)).toEqual({
    ...{ outcome: "nothing-found", suffered: 0, confirmed: false },
  });
});

test("work before the alarm or after it is another's", () => {
  expect(aroundAlarm(open, QUIET, [at(50), at(1100)], 480).outcome).toBe("open");
});
