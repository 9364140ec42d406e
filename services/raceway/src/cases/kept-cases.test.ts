import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NORMAL } from "@raceway/alarms/book/memory";
import { openAlarmJournal } from "@raceway/alarms/journal/alarm-journal";
import type { Alarm } from "@raceway/model/alarm";
import type { DiagnosisOutcome } from "@raceway/model/alarm-occurrence";
import { silentLog } from "@raceway/ports/log";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keptCases, tally } from "./kept-cases.ts";

const AT = "2026-11-22T06:00:00.000Z";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-cases-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function alarm(occurrence: number, fault: Alarm["fault"]): Alarm {
  return {
    ...{ id: "l.m.q.machine", occurrence, point: "p/l/m/q", condition: "machine" },
    ...{ where: { line: "L", machine: "M", point: "Q" }, state: "acknowledged" },
    ...{ severity: "alarm", title: "", evidence: [], advice: "", comments: [] },
    ...{ since: AT, acknowledged: { who: "Ann", at: AT }, ...(fault && { fault }) },
  };
}

function filledJournal() {
  const path = join(folder, "alarms.sqlite");
  const journal = openAlarmJournal(path, silentLog);
  const told: readonly (DiagnosisOutcome | undefined)[] = ["right", "wrong", undefined, "right"];
  told.forEach((diagnosis, k) => {
    const of = alarm(k + 1, k < 3 ? "outer-race" : undefined);
    journal.save([{ id: of.id, memory: NORMAL, standing: { alarm: of, closed: AT } }]);
    if (diagnosis !== undefined)
      journal.found(of.id, k + 1, { who: "Bo", at: AT, diagnosis, found: "spall", files: [] });
  });
  return { path, journal };
}

describe("cases of a plant", () => {
  it("are the openings of which somebody told what they found, without who had them in hand", () => {
    const { path, journal } = filledJournal();
    journal.close();
    const cases = keptCases(path);
    expect(cases.map(({ occurrence }) => occurrence)).toEqual([1, 2, 4]);
    expect(cases[0]).toMatchObject({
      ...{ id: "l.m.q.machine", fault: "outer-race", since: AT },
      feedback: { diagnosis: "right", found: "spall" },
    });
    expect(cases[0]).not.toHaveProperty("acknowledged");
    expect(tally(cases)).toEqual(["outer-race: 1 right, 1 wrong", "unnamed: 1 right"]);
  });

  it("are refused in words where there is no file, it is in use, or it is older than cases", () => {
    expect(() => keptCases(join(folder, "none.sqlite"))).toThrow(/does not exist: --data/);
    const { path, journal } = filledJournal();
    expect(() => keptCases(path)).toThrow(/in use by a running service/);
    journal.close();
    const db = new DatabaseSync(path);
    db.exec("DROP TABLE feedback");
    db.close();
    expect(() => keptCases(path)).toThrow(/older version/);
  });
});
