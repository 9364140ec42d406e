import type { TelemetryPoint } from "@raceway/model/telemetry";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { afterAll, it } from "vitest";
import { startInfluxd } from "./influxd.ts";
import { findBinary } from "./server-process.ts";

/** 12 fields a point, 200 series: points/s is 5000 times the operations a second shown (making the points included), fields/s twelve times that. */
const POINTS = 5000;
const SERIES = 200;
const FIELDS = 12;

const influxd = findBinary("influxd") === undefined ? undefined : await startInfluxd();
afterAll(() => influxd?.stop());

function batch(start: number): TelemetryPoint[] {
  return Array.from({ length: POINTS }, (_, k) => ({
    measurement: "indicator",
    tags: { site: "works", line: "l1", machine: `m${k % 20}`, point: `p${k % SERIES}` },
    fields: Object.fromEntries(
      Array.from({ length: FIELDS }, (_, f) => [`indicator_${f}`, Math.sin(start + k + f)]),
    ),
    time: BigInt(start + k) * 1_000_000n,
  }));
}

it.skipIf(influxd === undefined)(
  `InfluxDB 1.x on loopback: ${POINTS} points with ${FIELDS} fields`,
  { timeout: 300_000 },
  async ({ bench }) => {
    const store = openInfluxStore({ url: influxd?.url ?? "", database: "bench" });
    let start = 0;
    const same = batch(0);
    await bench.compare(
      bench("new", async () => {
        start += POINTS;
        await store.write(batch(start));
      }),
      bench("repeated", async () => {
        await store.write(same);
      }),
    );
    await store.close();
  },
);
