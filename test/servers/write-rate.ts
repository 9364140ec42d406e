import { loadavg } from "node:os";
import { createManipulationPool } from "@raceway/ingest/analysis/manipulation-pool";
import type { SensorRecord } from "@raceway/model/record";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { plantOf } from "../running-ingest.ts";
import { startInfluxd } from "./influxd.ts";

/** Fields a second into a real InfluxDB while a worker thread analyses waveforms: `node test/servers/write-rate.ts [seconds]`. */
const SECONDS = Number(process.argv[2] ?? 8);
const POINTS = 5000;
const FIELDS = 27;
const SERIES = 200;

const PLANT = plantOf(`
site: s
lines:
  - id: l
    machines:
      - id: m
        speed: { rpm: 1500 }
        points:
          - { id: p, bearing: "6205", channels: [{ id: vib, kind: vibration, unit: g }] }
`);

/** Analyses one waveform after the other, for as long as it is wanted. */
function keepAnalysing() {
  const pool = createManipulationPool(PLANT, 1);
  const samples = Float64Array.from({ length: 8192 }, (_, k) => Math.sin(k / 7) + Math.sin(k * k));
  const record: SensorRecord = {
    type: "waveform",
    point: "s/l/m/p",
    channel: "vib",
    time: 0n,
    sampleRate: 25_600,
    unit: "g",
    samples,
  };
  const done = { waveforms: 0, wanted: true };
  const running = (async () => {
    for (; done.wanted; done.waveforms++)
      await pool.observe({ kind: "record", record: { ...record, samples: samples.slice() } });
  })();
  return {
    waveforms: () => done.waveforms,
    async stop() {
      done.wanted = false;
      await running;
      await pool.close();
    },
  };
}

function batch(start: number): TelemetryPoint[] {
  return Array.from({ length: POINTS }, (_, k) => ({
    measurement: "indicator",
    tags: {
      site: "works",
      line: "l1",
      machine: `m${k % 20}`,
      point: `p${k % SERIES}`,
      channel: "vib",
    },
    fields: Object.fromEntries(
      Array.from({ length: FIELDS }, (_, f) => [`indicator_${f}`, Math.sin(start + k + f)]),
    ),
    time: BigInt(start + k) * 1_000_000n,
  }));
}

const influxd = await startInfluxd();
const analysis = keepAnalysing();
try {
  let start = 0;
  for (const compress of [false, true, false, true]) {
    const store = openInfluxStore({ url: influxd.url, database: "rate", compress });
    const before = analysis.waveforms();
    const began = performance.now();
    let fields = 0;
    for (; performance.now() - began < SECONDS * 1000; fields += POINTS * FIELDS) {
      start += POINTS;
      await store.write(batch(start));
    }
    const seconds = (performance.now() - began) / 1000;
    const rate = Math.round(fields / seconds).toLocaleString("en");
    const waveforms = Math.round((analysis.waveforms() - before) / seconds);
    console.log(
      `${compress ? "gzip " : "plain"}: ${rate} fields/s stored, beside ${waveforms} waveforms/s analysed in one thread; load average ${(loadavg()[0] ?? 0).toFixed(1)}`,
    );
    await store.close();
  }
} finally {
  await analysis.stop();
  await influxd.stop();
}
