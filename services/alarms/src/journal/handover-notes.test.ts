import type { Plant } from "@raceway/model/plant";
import { nanosOfIso } from "@raceway/model/time";
import { silentLog } from "@raceway/ports/log";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { handoverAnswerTo } from "../report/handover.ts";
import { openAlarmJournal } from "./alarm-journal.ts";

const hours = (from: string, to: string) => [
  { days: ["mon", "tue", "wed", "thu", "fri"] as const, from, to, timeZone: "Europe/Berlin" },
];
const plant: Plant = {
  site: "p",
  name: "P",
  trace: {},
  lines: [],
  notify: {
    ...{ timeZone: "Europe/Berlin", channels: [], routes: [] },
    shifts: { early: hours("06:00", "14:00"), late: hours("14:00", "22:00") },
  },
};
/** A Monday, by the wall clock of the plant an hour later. */
const at = (time: string) => nanosOfIso(`2026-11-30T${time}:00Z`) ?? 0n;

let journal: ReturnType<typeof openAlarmJournal>;
beforeEach(() => {
  journal = openAlarmJournal(":memory:", silentLog);
});
afterEach(() => journal.close());

const ask = (wish: object, time = "10:00") =>
  handoverAnswerTo(
    { ask: "a", ...wish } as Parameters<typeof handoverAnswerTo>[0],
    journal.handover,
    plant,
    at(time),
  );
const notes = (query: object = {}) =>
  ask({ act: "list", offset: 0, limit: 20, ...query }).handover?.notes;

describe("notes of a shift to the next", () => {
  it("say in which shift of the plant's own clock they were written, and wait until somebody takes them over", () => {
    ask({ act: "write", who: "Ann", line: "l", text: "press 2 runs slowly" }, "12:59");
    ask({ act: "write", who: "Bo", text: "fire drill" }, "13:00");
    expect(notes()).toMatchObject([
      { note: 2, who: "Bo", shifts: ["late"], text: "fire drill" },
      { note: 1, who: "Ann", line: "l", shifts: ["early"], at: "2026-11-30T12:59:00.000Z" },
    ]);
    expect(ask({ act: "take", who: "Cy", note: 1, line: "l" }, "13:10")).toEqual({ ask: "a" });
    // Who comes second changes nothing.
    ask({ act: "take", who: "Di", note: 1, line: "l" }, "13:20");
    expect(notes()?.[1]?.taken).toEqual({ who: "Cy", at: "2026-11-30T13:10:00.000Z" });
    expect(notes({ waiting: true })).toMatchObject([{ note: 2 }]);
  });

  it("of a line are taken over by people of that line, and seen by those who see it", () => {
    ask({ act: "write", who: "Ann", line: "l", text: "a" });
    ask({ act: "write", who: "Ann", text: "b" });
    for (const wrong of [{ line: "k" }, {}])
      expect(ask({ act: "take", who: "Cy", note: 1, ...wrong }).refused).toMatch(/no note 1 of/);
    expect(notes({ lines: ["l"] })).toMatchObject([{ text: "a" }]);
    expect(notes({ lines: [] })).toEqual([]);
  });
});
