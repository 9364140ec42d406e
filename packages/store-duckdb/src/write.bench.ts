import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { afterAll, it } from "vitest";
import { openDuckDbStore } from "./duckdb-store.ts";

/** 12 fields a point, 200 series: points/s is 5000 times the operations a second shown (making the points included), fields/s twelve times that. */
const POINTS = 5000;
const SERIES = 200;
const FIELDS = 12;

const folder = mkdtempSync(join(tmpdir(), "raceway-duckdb-bench-"));
const store = await openDuckDbStore({ file: join(folder, "bench.duckdb") });
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

function batch(measurement: string, start: number): TelemetryPoint[] {
  return Array.from({ length: POINTS }, (_, k) => ({
    measurement,
    tags: { site: "works", line: "l1", machine: `m${k % 20}`, point: `p${k % SERIES}` },
    fields: Object.fromEntries(
      Array.from({ length: FIELDS }, (_, f) => [`indicator_${f}`, Math.sin(start + k + f)]),
    ),
    time: BigInt(start + k) * 1_000_000n,
  }));
}

it(`writes ${POINTS} points with ${FIELDS} fields`, { timeout: 60_000 }, async ({ bench }) => {
  let start = 0;
  const same = batch("repeated", 0);
  await bench.compare(
    bench("new", async () => {
      start += POINTS;
      await store.write(batch("new", start));
    }),
    bench("repeated", async () => {
      await store.write(same);
    }),
  );
});
