import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Alarm } from "@raceway/model/alarm";
import {
  type AlarmOccurrence,
  OCCURRENCE_SORTS,
  type OccurrenceQuery,
} from "@raceway/model/alarm-occurrence";
import { silentLog } from "@raceway/ports/log";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NORMAL } from "../book/memory.ts";
import { openAlarmJournal } from "./alarm-journal.ts";

const ALL: OccurrenceQuery = { sort: "since", descending: false, offset: 0, limit: 500 };
const at = (hour: number) => new Date(Date.UTC(2026, 10, 22) + hour * 3_600_000).toISOString();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-history-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function alarm(line: string, occurrence: number, more: Partial<Alarm> = {}): Alarm {
  return {
    id: `${line}.m.q.machine`,
    occurrence,
    point: `p/${line}/m/q`,
    condition: "machine",
    where: { line: `Line ${line}`, machine: "M", point: "Q" },
    state: "unacknowledged",
    severity: "warning",
    title: "Unusual behaviour",
    evidence: [],
    advice: "Look.",
    since: at(occurrence),
    comments: [],
    ...more,
  };
}

function openHistory() {
  const journal = openAlarmJournal(join(folder, "alarms.sqlite"), silentLog);
  const stand = (of: Alarm, closed?: string, acknowledged?: Alarm["acknowledged"]) =>
    journal.save([
      {
        id: of.id,
        memory: NORMAL,
        standing: { alarm: of, ...(closed && { closed }), ...(acknowledged && { acknowledged }) },
      },
    ]);
  const rows = (query: Partial<OccurrenceQuery> = {}) =>
    journal.history.page({ ...ALL, ...query }).rows;
  return { journal, stand, rows };
}

describe("the history of alarms", () => {
  it("says whose an opening is, finds what is somebody's, and forgets who gave it back", () => {
    const { journal, stand, rows } = openHistory();
    const assigned = { who: "Ann", to: "Bo", at: at(3) };
    stand(alarm("a", 1, { assigned }));
    stand(alarm("b", 1), undefined, { who: "Cy", at: at(2) });
    expect(rows({ assigned: "Bo" })).toMatchObject([{ id: "a.m.q.machine", assigned }]);
    expect(journal.history.page(ALL).people).toEqual(["Bo", "Cy"]);
    expect(rows({ sort: "assigned", descending: true })[0]).toMatchObject({ assigned });
    stand(alarm("a", 1));
    expect(rows({ assigned: "Bo" })).toEqual([]);
    for (const place of ["b", "b.m", "b.m.q"])
      expect(rows({ place })).toMatchObject([{ id: "b.m.q.machine" }]);
    expect(rows({ place: "b.m.q.mach" })).toEqual([]);
    journal.close();
  });

  it("has each opening once: at its worst, at its highest, with who acknowledged it and when it was closed", () => {
    const { journal, stand, rows } = openHistory();
    stand(alarm("a", 1, { priority: "low" }));
    stand(alarm("a", 1, { severity: "alarm", priority: "high", fault: "outer-race" }));
    stand(alarm("a", 1, { priority: "low" }), at(5), { who: "Ann", at: at(4) });
    stand(alarm("a", 2));
    expect(rows()).toEqual([
      {
        id: "a.m.q.machine",
        occurrence: 1,
        condition: "machine",
        where: { line: "Line a", machine: "M", point: "Q" },
        severity: "alarm",
        priority: "high",
        fault: "outer-race",
        since: at(1),
        acknowledged: { who: "Ann", at: at(4) },
        closed: at(5),
      },
      expect.objectContaining({ occurrence: 2, severity: "warning" }),
    ]);
    expect(journal.history.page(ALL)).toMatchObject({ total: 2, people: ["Ann"] });
    journal.close();
  });

  it("is narrowed by time, line, severity, condition, person, acknowledgement and being open", () => {
    const { journal, stand, rows } = openHistory();
    const system = { id: "raceway.ingest.overload.system", condition: "system" } as const;
    stand(alarm("a", 1, { severity: "alarm" }), at(3), { who: "Ann", at: at(2) });
    stand(alarm("b", 4));
    stand(alarm("raceway", 5, system));
    const ids = (query: Partial<OccurrenceQuery>) => rows(query).map(({ id }) => id);
    const [a, b, raceway] = ["a.m.q.machine", "b.m.q.machine", system.id];
    expect(ids({ from: at(3.5) })).toEqual([b, raceway]);
    expect(ids({ to: at(4) })).toEqual([a]);
    expect(ids({ from: at(2), to: at(2.5) })).toEqual([a]);
    expect(ids({ line: "b" })).toEqual([b]);
    expect(ids({ line: "raceway" })).toEqual([]);
    expect(ids({ lines: ["b"] })).toEqual([b, raceway]);
    expect(ids({ lines: [] })).toEqual([raceway]);
    expect(ids({ severity: "alarm" })).toEqual([a]);
    expect(ids({ condition: "system" })).toEqual([raceway]);
    expect(ids({ who: "Ann" })).toEqual([a]);
    expect(ids({ acknowledged: false })).toEqual([b, raceway]);
    expect(ids({ open: true, severity: "warning" })).toEqual([b, raceway]);
    expect(ids({ open: false })).toEqual([a]);
    journal.close();
  });

  it("comes in pages that together are the whole, in the order of any column", () => {
    const { journal, stand, rows } = openHistory();
    for (let k = 0; k < 40; k++) {
      const severity = k % 3 === 0 ? "alarm" : "warning";
      const priority = (["low", "medium", "high"] as const)[k % 3] ?? "low";
      const closed = k % 4 === 0 ? undefined : at(50 + (k % 7));
      stand(alarm(`l${k % 5}`, k + 1, { severity, priority }), closed);
    }
    const keyOf = ({ id, occurrence }: AlarmOccurrence) => `${id} ${occurrence}`;
    fc.assert(
      fc.property(
        fc.constantFrom(...OCCURRENCE_SORTS),
        fc.boolean(),
        fc.integer({ min: 1, max: 17 }),
        (sort, descending, limit) => {
          const whole = rows({ sort, descending }).map(keyOf);
          const parts = Array.from({ length: Math.ceil(40 / limit) }, (_, k) =>
            rows({ sort, descending, limit, offset: k * limit }).map(keyOf),
          );
          expect(parts.flat()).toEqual(whole);
          expect(new Set(whole).size).toBe(40);
          expect(rows({ sort, descending: !descending }).map(keyOf)).toEqual(whole.toReversed());
        },
      ),
      { numRuns: 40 },
    );
    const priorities = rows({ sort: "priority" }).map(({ priority }) => priority);
    expect(priorities.slice(0, 14)).toEqual(Array.from({ length: 14 }, () => "low"));
    expect(priorities.slice(-13)).toEqual(Array.from({ length: 13 }, () => "high"));
    expect(rows({ sort: "closed", descending: true })[0]?.closed).toBeUndefined();
    journal.close();
  });

  it("keeps what people found, the last telling first of all, with a line of the journal and for good", () => {
    const { journal, stand, rows } = openHistory();
    stand(alarm("a", 1), at(2));
    stand(alarm("a", 2), at(3));
    const told = { who: "Ann", at: at(4), diagnosis: "wrong", files: [] } as const;
    const sha256 = "0".repeat(64);
    const files = [{ file: "x.png", name: "ring.png", bytes: 9, sha256 }];
    const later = { ...told, at: at(5), diagnosis: "right", found: "spall", files } as const;
    expect(journal.found("a.m.q.machine", 1, told)).toBe(true);
    expect(journal.found("a.m.q.machine", 1, later)).toBe(true);
    expect(journal.found("a.m.q.machine", 3, told)).toBe(false);
    expect(rows().map(({ feedback }) => feedback)).toEqual([later, undefined]);
    const counts = (["right", "wrong", "any", "none"] as const).map(
      (diagnosis) => rows({ diagnosis }).length,
    );
    expect(counts).toEqual([1, 0, 1, 1]);
    expect(rows({ id: "a.m.q.machine", occurrence: 2 })).toMatchObject([{ occurrence: 2 }]);
    expect(journal.entries("a.m.q.machine")).toMatchObject([
      { act: "found-wrong", who: "Ann", detail: {} },
      { act: "found-right", detail: { comment: "spall" } },
    ]);
    journal.forget(Date.parse(at(100)));
    expect(rows()).toMatchObject([{ occurrence: 1, feedback: later }]);
    journal.close();
  });

  it("closes what the plant has no more, and forgets what is long closed", () => {
    const { journal, stand, rows } = openHistory();
    stand(alarm("a", 1));
    stand(alarm("gone", 2));
    stand(alarm("old", 3), at(4));
    journal.history.closeOthers(new Set(["a.m.q.machine"]), at(9));
    expect(rows().map(({ closed }) => closed)).toEqual([undefined, at(9), at(4)]);
    journal.forget(Date.parse(at(5)));
    expect(rows()).toHaveLength(2);
    journal.close();
  });

  it("is put together from the lines of a journal that had none: closed ones as far as they tell, open ones in full", () => {
    const { journal } = openHistory();
    const line = (
      occurrence: number,
      hour: number,
      before: string,
      after: string,
      more: { readonly who?: string; readonly act: string; readonly detail?: object },
    ) => ({
      ...{ at: at(hour), alarm: "a.m.q.machine", occurrence, before, after },
      ...{ who: more.who ?? "raceway", act: more.act, detail: { ...more.detail } },
    });
    const severe = { act: "anomaly", detail: { type: "verdict", severity: "alarm" } };
    const named = { act: "diagnosis", detail: { type: "verdict", fault: "inner-race" } };
    const over = { act: "anomaly", detail: { type: "verdict", severity: "normal" } };
    const seen = { who: "Ann", act: "acknowledge" };
    const open = alarm("a", 2, { priority: "medium", acknowledged: { who: "Ben", at: at(8) } });
    const lines = [
      line(1, 1, "normal", "unacknowledged", severe),
      line(1, 2, "unacknowledged", "unacknowledged", named),
      line(1, 3, "unacknowledged", "acknowledged", seen),
      line(1, 4, "acknowledged", "normal", over),
      line(1, 5, "normal", "normal, shelved", { who: "Ann", act: "shelve" }),
      line(2, 7, "normal, shelved", "unacknowledged, shelved", severe),
    ];
    const memory = { ...NORMAL, occurrence: 2, alarm: open };
    journal.save(lines.map((entry) => ({ id: entry.alarm, memory, entry })));
    journal.close();
    const db = new DatabaseSync(join(folder, "alarms.sqlite"));
    // As it was before there was a history.
    db.exec("DROP TABLE told");
    db.exec("DROP TABLE handover");
    db.exec("DROP TABLE feedback");
    db.exec("DROP TABLE occurrence");
    db.exec("PRAGMA user_version = 4");
    db.close();
    const later = openHistory();
    const place = { id: "a.m.q.machine", condition: "machine" };
    expect(later.rows()).toEqual([
      {
        ...{ ...place, occurrence: 1, where: { line: "a", machine: "m", point: "q" } },
        ...{ severity: "alarm", fault: "inner-race", since: at(1), closed: at(4) },
        acknowledged: { who: "Ann", at: at(3) },
      },
      {
        ...{ ...place, occurrence: 2, where: open.where, severity: "warning", priority: "medium" },
        ...{ since: at(2), acknowledged: { who: "Ben", at: at(8) } },
      },
    ]);
    later.journal.close();
  });
});
