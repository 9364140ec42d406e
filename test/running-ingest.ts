import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doorPassage } from "@raceway/cli/start/door-passage";
import { INDICATORS } from "@raceway/condition/manipulation/indicators";
import { createGateway } from "@raceway/gateway/gateway";
import { type Ingest, type IngestOptions, startIngest } from "@raceway/ingest/ingest";
import type { Plant } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import { silentLog } from "@raceway/ports/log";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";

/** A plant from a plant file's text. */
export function plantOf(text: string): Plant {
  return parsePlant(text, "plant.yaml", (kind) =>
    INDICATORS.filter(({ kinds }) => kinds.includes(kind)),
  );
}

export interface RunningIngest {
  readonly ingest: Ingest;
  readonly store: TelemetryStore;
  readonly url: string;
  readonly folder: string;
  close(): Promise<void>;
}

/** Ingest with its gateway on a free port and an embedded store, all in a folder of its own that goes with it. */
export async function runIngest(
  plant: Plant,
  given: {
    store?: TelemetryStore;
    folder?: string;
    options?: Pick<IngestOptions, "thinAfterSeconds" | "limits" | "recordFolder">;
  } = {},
): Promise<RunningIngest> {
  const folder = given.folder ?? mkdtempSync(join(tmpdir(), "raceway-"));
  const store = given.store ?? (await openDuckDbStore({ file: join(folder, "telemetry.duckdb") }));
  const gateway = createGateway({
    host: "127.0.0.1",
    port: 0,
    maxPayloadBytes: 1_048_576,
    passage: doorPassage(() => plant),
    log: silentLog,
  });
  const ingest = await startIngest({
    plant,
    source: gateway,
    store,
    journalPath: join(folder, "ingest.sqlite"),
    threads: 1,
    ...given.options,
    log: silentLog,
  });
  return {
    ingest,
    store,
    url: `mqtt://127.0.0.1:${gateway.port}`,
    folder,
    async close() {
      await ingest.close();
      await store.close();
      if (given.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a condition holds; the error tells what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
