import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { Verdict } from "@raceway/model/verdict";
import type { SeriesQuery, TelemetryStore } from "@raceway/ports/telemetry-store";
import { afterEach, expect, it } from "vitest";
import { checkPlant } from "../plant-option.ts";
import { openStore } from "../store-option.ts";
import { replayDirect } from "./direct.ts";
import { storedReadings } from "./stored.ts";

const PLANT = (alarm: number) =>
  checkPlant(
    `site: s
lines:
  - id: l
    machines:
      - id: m
        points:
          - id: p
            channels:
              - { id: temp, kind: temperature, unit: degF, limits: { temperature: { alarm: ${alarm} } } }
              - { id: vrms, kind: vibration, unit: in/s, values: velocity_rms }
              - { id: crest, kind: vibration, values: crest }
              - { id: wave, kind: vibration, unit: g }
`,
    "plant.yaml",
  );

const START = 1_704_164_645_000_000_000n;
const row = (channel: string, field: string, minute: number, value: number): TelemetryPoint => ({
  measurement: "indicator",
  tags: { site: "s", line: "l", machine: "m", point: "p", channel },
  fields: { [field]: value },
  time: START + BigInt(minute) * 60_000_000_000n,
});

let folder: string | undefined;
afterEach(() => folder !== undefined && rmSync(folder, { recursive: true, force: true }));

it("trends of a store are judged again, by another plant file's limits", async () => {
  folder = mkdtempSync(join(tmpdir(), "raceway-stored-"));
  const store = await openStore(`duckdb:${join(folder, "telemetry.duckdb")}`);
  try {
    const minutes = Array.from({ length: 120 }, (_, minute) => minute);
    await store.write([
      ...minutes.map((minute) => row("temp", "temperature", minute, 40 + minute / 2)),
      ...minutes.map((minute) => row("vrms", "velocity_rms", minute, 1.5)),
      row("crest", "crest", 7, 4),
      row("wave", "rms", 7, 1),
    ]);
    const plant = PLANT(85);
    const { said, records, count } = await storedReadings(store, plant);
    expect(said).toEqual([
      "s/l/m/p/temp: 120 readings",
      "s/l/m/p/vrms: 120 readings",
      "s/l/m/p/crest: 1 readings",
      "s/l/m/p/wave: left out: a store has no waveforms",
    ]);
    expect(count).toBe(241);
    // As the store has them: by °C and mm/s.
    expect(records.slice(0, 2)).toMatchObject([
      { channel: "temp", unit: "degC", value: 40, time: START },
      { channel: "vrms", unit: "mm/s", value: 1.5 },
    ]);
    const verdicts: Verdict[] = [];
    const async = (async function* () {
      yield* records;
    })();
    await replayDirect({
      plant,
      records: async,
      threads: 0,
      onVerdict: (one) => verdicts.push(one),
    });
    expect(verdicts).toContainEqual(
      expect.objectContaining({ kind: "anomaly", severity: "alarm" }),
    );
  } finally {
    await store.close();
  }
}, 30_000);

it("more rows than a store gives at a time are read part after part, each once", async () => {
  const asked: SeriesQuery[] = [];
  const times = Array.from({ length: 25_000 }, (_, at) => START + BigInt(at));
  const store = {
    name: "fake",
    async series(query: SeriesQuery) {
      asked.push(query);
      if (query.tags["channel"] !== "temp") return [];
      const within = times.filter((time) => time >= query.from && time < query.to);
      return within
        .slice(-(query.limit ?? 0))
        .map((time) => ({ time, tags: {}, fields: { temperature: Number(time - START) } }));
    },
  } as Partial<TelemetryStore> as TelemetryStore;
  const { records } = await storedReadings(store, PLANT(85));
  expect(records.map(({ value }) => value)).toEqual(times.map((_, at) => at));
  expect(asked.filter(({ tags }) => tags["channel"] === "temp")).toHaveLength(3);
});
