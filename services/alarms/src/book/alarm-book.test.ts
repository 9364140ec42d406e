import type { Alarm } from "@raceway/model/alarm";
import type { Plant } from "@raceway/model/plant";
import { isoOf, nanosOfSeconds } from "@raceway/model/time";
import type { AnomalyVerdict } from "@raceway/model/verdict";
import { silentLog } from "@raceway/ports/log";
import { describe, expect, it } from "vitest";
import { openAlarmJournal } from "../journal/alarm-journal.ts";
import { createAlarmBook } from "./alarm-book.ts";
import { createStops } from "./stops.ts";

const POINT = "p/l/m/q";
const plant: Plant = {
  site: "p",
  name: "P",
  trace: {},
  lines: [
    {
      id: "l",
      name: "L",
      machines: [
        {
          id: "m",
          name: "M",
          speed: { tolerance: 0 },
          loadUnit: "%",
          points: [{ path: POINT, id: "q", name: "Q", channels: [] }],
        },
      ],
    },
  ],
};

const OVERLOAD = {
  kind: "system",
  about: "overload",
  fault: "overload",
  time: "2026-11-22T06:00:00.000Z",
  text: { en: "Of 4 waveforms one is analysed.", zh: "每 4 个波形仅分析 1 个。" },
} as const;

function createBench() {
  let seconds = 1_000_000;
  let full = false;
  const real = openAlarmJournal(":memory:", silentLog);
  const journal: typeof real = {
    ...real,
    save(steps) {
      if (full) throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
      real.save(steps);
    },
  };
  const told: (Alarm | undefined)[] = [];
  const clock = { now: () => BigInt(seconds) * 1_000_000_000n, after: () => () => {} };
  const book = createAlarmBook({
    plant,
    journal,
    clock,
    stops: createStops(),
    onAlarm: (_identity, alarm) => told.push(alarm),
  });
  return {
    journal,
    told,
    book,
    fill(now: boolean): void {
      full = now;
    },
    pass(by: number): void {
      seconds += by;
      book.tick();
    },
    /** Sets the clock. */
    set(by: number): void {
      seconds += by;
      book.clockSet(nanosOfSeconds(by));
      book.tick();
    },
    /** A verdict a second, as a point that is going bad gives them. */
    second(severity: AnomalyVerdict["severity"]): void {
      seconds += 1;
      const text = `value ${seconds}`;
      book.verdict({
        type: "verdict",
        kind: "anomaly",
        point: POINT,
        time: isoOf(clock.now()),
        persistent: true,
        severity,
        score: 1,
        evidence: [
          { channel: "x", indicator: "rms", value: 1, unit: "mm/s", model: "limit", text },
        ],
      });
    },
  };
}

describe("the book of alarms", () => {
  it("tells a change of state at once, but mere numbers only now and then", () => {
    const { told, second } = createBench();
    for (let i = 0; i < 11; i++) second("warning");
    expect(told).toHaveLength(3);
    second("alarm");
    expect(told).toHaveLength(4);
    expect(told.at(-1)?.severity).toBe("alarm");
  });

  it("keeps a journal of changes, not of verdicts", () => {
    const { journal, told, second } = createBench();
    for (let i = 0; i < 50; i++) second("normal");
    expect(told).toEqual([]);
    expect(journal.memories().size).toBe(0);
    for (let i = 0; i < 50; i++) second("warning");
    second("normal");
    expect(journal.entries("l.m.q.machine").map(({ after }) => after)).toEqual([
      "unacknowledged",
      "returned-unacknowledged",
    ]);
  });

  it("changes nothing when the journal cannot store", () => {
    const { journal, told, book, second } = createBench();
    journal.close();
    expect(() => second("alarm")).toThrow();
    expect(told).toEqual([]);
    expect(book.open()).toEqual([]);
  });

  it("tells of Raceway's own trouble although the journal cannot store it, and stores it once there is room", () => {
    const { journal, told, book, fill, pass, second } = createBench();
    fill(true);
    book.system(OVERLOAD);
    expect(told).toHaveLength(1);
    expect(() => second("alarm")).toThrow("full");
    expect(told).toHaveLength(1);
    expect(journal.memories().size).toBe(0);
    fill(false);
    pass(1);
    expect([...journal.memories().values()]).toMatchObject([{ alarm: { fault: "overload" } }]);
  });

  it.each([86_400, -86_400])(
    "lets nobody wait longer or shorter for a clock that is set by %i s",
    (by) => {
      const { book, second, set, pass } = createBench();
      const alarm = () => book.open()[0]?.alarm;
      second("alarm");
      pass(60);
      const shelf = { act: "shelve", who: "ann", comment: "later", minutes: 10 } as const;
      book.act(POINT, "machine", shelf);
      set(by);
      expect(alarm()).toMatchObject({ shelved: { who: "ann" } });
      pass(599);
      expect(alarm()?.shelved).toBeDefined();
      pass(2);
      expect(alarm()?.shelved).toBeUndefined();
      // From then on it waits for somebody: 30 minutes until it is told once more.
      pass(60);
      set(by);
      expect(alarm()?.escalation).toBeUndefined();
      pass(1739);
      expect(alarm()?.escalation).toBeUndefined();
      pass(2);
      expect(alarm()?.escalation).toBe(1);
    },
  );

  it("does not keep open what the plant file lacks by now", () => {
    const { book, journal, second } = createBench();
    second("alarm");
    expect(book.isOpen(POINT, "machine")).toBe(true);
    const later = createAlarmBook({
      plant: { ...plant, lines: [] },
      journal,
      clock: { now: () => 2_000_000_000_000_000n, after: () => () => {} },
      stops: createStops(),
      onAlarm: () => {},
    });
    expect(later.isOpen(POINT, "machine")).toBe(false);
    expect(later.open()).toEqual([]);
  });

  it("raises an alarm of Raceway itself at high priority, in no planned stop and once", () => {
    const { book, told } = createBench();
    for (let i = 0; i < 5; i++) book.system(OVERLOAD);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      id: "raceway.ingest.overload.system",
      priority: "high",
      fault: "overload",
      title: "Analysis does not keep up",
      translations: { zh: { title: "分析跟不上数据", evidence: ["每 4 个波形仅分析 1 个。"] } },
    });
    const id = "raceway.ingest.overload.system";
    expect(
      book.act("p/raceway/ingest/overload", "system", { act: "acknowledge", who: "ann" }),
    ).toBe(undefined);
    book.system({ ...OVERLOAD, fault: "none", time: "2026-11-22T06:10:00.000Z" });
    expect(book.memory(id).alarm).toBeUndefined();
    expect(told.at(-1)).toBeUndefined();
  });

  it("says which point and condition an act was meant for when there is none", () => {
    const { book } = createBench();
    expect(book.act("p/l/m/other", "machine", { act: "acknowledge", who: "ann" })).toContain(
      "p/l/m/other",
    );
    expect(book.act(POINT, "weather", { act: "acknowledge", who: "ann" })).toContain("weather");
  });
});
