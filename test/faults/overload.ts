import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { until } from "../running-ingest.ts";
import { type IngestStatus, prepareIngest } from "./ingest-process.ts";
import { plantText, pointId } from "./plant-under-load.ts";
import { startFleet } from "./sensor-fleet.ts";

export interface OverloadOptions {
  readonly seconds: number;
  readonly sensors: number;
  /** Waveforms a second that the sensors measure. */
  readonly rate: number;
  /** Source time between two waveforms of a sensor, milliseconds. */
  readonly stepMs?: number;
  readonly args?: readonly string[];
}

export interface OverloadResult {
  readonly measured: number;
  readonly acknowledged: number;
  readonly analysed: number;
  readonly thinned: number;
  /** Rows in the store. */
  readonly stored: number;
  /** Largest k of "one waveform in k is analysed" that the status has shown. */
  readonly mostEvery: number;
  /** Resident memory of the ingest process, MiB, second by second. */
  readonly memory: readonly number[];
}

/** Lets sensors measure for some time and watches the memory of a real `raceway ingest` with DuckDB; then counts. */
export async function runLoad(options: OverloadOptions): Promise<OverloadResult> {
  const { sensors, rate, seconds, stepMs = 100, args = [] } = options;
  const folder = mkdtempSync(join(tmpdir(), "raceway-load-"));
  const plantFile = join(folder, "plant.yaml");
  writeFileSync(plantFile, plantText(sensors));
  const file = join(folder, "telemetry.duckdb");
  const data = join(folder, "data");
  const ingest = await prepareIngest({ plantFile, data, store: `duckdb:${file}`, args });
  const memory: number[] = [];
  let mostEvery = 1;
  async function ask(): Promise<IngestStatus | undefined> {
    const status = await ingest.status();
    mostEvery = Math.max(mostEvery, status?.analysing_every ?? 1);
    return status;
  }
  try {
    ingest.start();
    await until("ingest to be ready", async () => (await ingest.status())?.ready === true, 30_000);
    const start = Date.now() - 48 * 3_600_000;
    const fleet = startFleet({ url: ingest.url, sensors, rate, start, stepMs });
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
      await sleep(1000);
      memory.push(residentMiB(ingest.pid()));
      await ask();
    }
    const counts = { measured: fleet.measured(), acknowledged: fleet.acknowledged() };
    fleet.close();
    const { analysed, thinned } = await settled(ask);
    await ingest.stop();
    return { ...counts, analysed, thinned, stored: await rowsIn(file, sensors), mostEvery, memory };
  } finally {
    await ingest.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function settled(ask: () => Promise<IngestStatus | undefined>): Promise<IngestStatus> {
  let status: IngestStatus | undefined;
  await until(
    "everything to be analysed and stored",
    async () => {
      status = await ask();
      return status?.inbox_rows === 0 && status.outbox_rows === 0;
    },
    300_000,
  );
  if (status === undefined) throw new Error("ingest does not answer");
  return status;
}

function residentMiB(pid: number | undefined): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1024;
}

async function rowsIn(file: string, sensors: number): Promise<number> {
  const store = await openDuckDbStore({ file });
  let rows = 0;
  for (let sensor = 0; sensor < sensors; sensor++) {
    const found = await store.series({
      measurement: "indicator",
      fields: ["rms"],
      tags: { point: pointId(sensor) },
      from: 0n,
      to: 2n ** 62n,
      limit: 10_000_000,
    });
    rows += found.length;
  }
  await store.close();
  return rows;
}
