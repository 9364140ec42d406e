import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAlarmJournal } from "@raceway/alarms/journal/alarm-journal";
import { DRAINS } from "@raceway/ingest/out/drains";
import { openJournal } from "@raceway/journal/journal";
import { nanosOfIso, nanosOfSeconds } from "@raceway/model/time";
import { silentLog } from "@raceway/ports/log";
import type { PlantedFault } from "@raceway/simulator/scenario";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plantOf } from "../../../../test/running-ingest.ts";
import { playHistory } from "./play-history.ts";

const HOUR = 3600;
const POINT = "works/line-1/fan/drive-end";
const PLANT = plantOf(`
site: works
lines:
  - id: line-1
    plannedStops: [{ days: [sun], from: "06:00", to: "22:00" }]
    machines:
      - id: fan
        speed: { rpm: 1800, tolerance: 0.02 }
        points:
          - id: drive-end
            bearing: "6205"
            channels: [{ id: vib, kind: vibration, unit: g, sampleRate: 12800, silentAfter: 7200 }]
`);
/** A Thursday; the next planned stop is four days later. */
const START = nanosOfIso("2026-11-26T00:00:00Z") ?? 0n;
const END = START + nanosOfSeconds(4.5 * 24 * HOUR);
const DIRT: PlantedFault = {
  at: POINT,
  fault: "imbalance",
  onsetSeconds: 30 * HOUR,
  growthSeconds: 24 * HOUR,
  bend: 0,
};

let folder: string;
let store: Awaited<ReturnType<typeof openDuckDbStore>>;
const shares: number[] = [];
const file = (name: string) => join(folder, name);
const rows = (measurement: string, fields: readonly string[]) =>
  store.series({ measurement, fields, tags: {}, from: START, to: END });

describe("the past of a simulated plant", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "raceway-history-"));
    store = await openDuckDbStore({ file: ":memory:" });
    const sampling = {
      vibrationEverySeconds: 1800,
      soundEverySeconds: 1800,
      readingEverySeconds: 1800,
      samples: 4096,
    };
    const damage = await playHistory({
      plant: PLANT,
      scenario: { name: "dirt on a fan", sampling, faults: [DIRT] },
      seed: 1,
      start: START,
      end: END,
      store,
      journalPath: file("ingest.sqlite"),
      alarmsPath: file("alarms.sqlite"),
      onProgress: (share) => shares.push(share),
      log: silentLog,
    });
    expect(damage.faults[0]?.untilSeconds).toBeGreaterThan(0);
  }, 300_000);
  afterAll(async () => {
    await store?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has an alarm that was seen within the hour, and put right in the planned stop", async () => {
    const [work] = await rows("maintenance", ["work"]);
    expect(work?.fields["work"]).toBe("balanced");
    expect(new Date(Number((work?.time ?? 0n) / 1_000_000n)).toISOString()).toBe(
      "2026-11-29T09:00:00.000Z",
    );
    const journal = openAlarmJournal(file("alarms.sqlite"), silentLog);
    const acts = journal.entries("line-1.fan.drive-end.machine").map(({ act }) => act);
    const memory = journal.memories().get("line-1.fan.drive-end.machine");
    journal.close();
    expect(acts).toContain("acknowledge");
    expect(memory?.alarm).toBeUndefined();
  });

  it("is in the store", async () => {
    const vibration = await rows("indicator", ["rms"]);
    expect(vibration.length).toBeGreaterThan(200);
    expect((await rows("alarm", ["state"])).length).toBeGreaterThan(2);
  });

  it("is what ingest remembers when it is started", () => {
    const journal = openJournal({
      path: file("ingest.sqlite"),
      durability: "process",
      drains: DRAINS,
    });
    expect(journal.modelState.get(POINT)).toBeDefined();
    expect(journal.retained.list().map(({ topic }) => topic)).toContain(
      "raceway/v1/verdict/works/line-1/fan/drive-end/anomaly",
    );
    journal.close();
  });

  it("tells how far it has come", () => {
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });
});
