import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { encodeWaveform } from "@raceway/wire/codec";
import { connectAsync } from "mqtt";
import { expect, it } from "vitest";
import { plantOf, runIngest, until } from "../running-ingest.ts";
import { fillPlantYear } from "./fill-plant-year.ts";
import { startInfluxd } from "./influxd.ts";
import { plantYear } from "./plant-year.ts";
import { describeWithServers, findBinary } from "./server-process.ts";

const PLANT = plantOf(`
site: s
lines:
  - id: l
    machines:
      - id: m
        speed: { rpm: 1500 }
        points: [{ id: p, bearing: "6205", channels: [{ id: vib, kind: vibration, unit: g }] }]
`);
const everything = {
  measurement: "indicator",
  fields: ["rms"],
  tags: { site: "s" },
  from: 0n,
  to: 2n ** 63n,
};

async function sendTen(url: string, first: number): Promise<void> {
  const sensor = await connectAsync(url);
  for (let k = first; k < first + 10; k++) {
    const samples = Float64Array.from({ length: 1024 }, (_, i) => Math.sin(i / 7 + k));
    const time = BigInt(Date.now() - 60_000 + k * 1000) * 1_000_000n;
    const payload = encodeWaveform({ time, sampleRate: 10_240, unit: "g", samples }, "cbor");
    await sensor.publishAsync("raceway/v1/waveform/s/l/m/p/vib", Buffer.from(payload), { qos: 1 });
  }
  await sensor.endAsync();
}

it("a copy of the data folder, taken while nothing runs, goes on where the original was", async () => {
  const folder = mkdtempSync(join(tmpdir(), "raceway-backup-"));
  const copy = `${folder}-copy`;
  const first = await runIngest(PLANT, { folder });
  await sendTen(first.url, 0);
  await until("ten analysed", () => first.ingest.status().analysed === 10);
  await first.close();
  cpSync(folder, copy, { recursive: true });

  const second = await runIngest(PLANT, { folder: copy });
  await sendTen(second.url, 10);
  await until("twenty rows", async () => (await second.store.series(everything)).length === 20);
  expect(second.ingest.status().journalSetAside).toBeNull();
  await second.close();
  const original = await openDuckDbStore({ file: join(folder, "telemetry.duckdb") });
  expect((await original.series(everything)).length).toBeLessThanOrEqual(10);
  await original.close();
  for (const each of [folder, copy]) rmSync(each, { recursive: true });
});

describeWithServers(["influxd"], "backup and restore of InfluxDB", () => {
  it("brings back every row of every retention policy into an empty server", async () => {
    const copies = mkdtempSync(join(tmpdir(), "raceway-influxd-backup-"));
    const influxd = (...args: string[]) =>
      promisify(execFile)(findBinary("influxd") ?? "influxd", args);
    const now = Math.floor(Date.now() / 60_000) * 60_000;
    const short = {
      ...plantYear(2, now),
      policies: plantYear(2, now).policies.map((policy) => ({
        ...policy,
        spanMs: 30 * policy.stepMs,
      })),
    };
    const from = await startInfluxd();
    await fillPlantYear(from.url, "raceway", short);
    const counts = async (server: typeof from) =>
      Promise.all(
        short.policies.map(({ name }) =>
          server.query(`SELECT count("score") FROM "raceway"."${name}"."state" GROUP BY *`),
        ),
      );
    const before = await counts(from);
    for (const text of before) expect(text).toContain("count");
    await influxd("backup", "-portable", "-host", from.rpc, "-db", "raceway", copies);
    await from.stop();

    const to = await startInfluxd();
    await influxd("restore", "-portable", "-host", to.rpc, "-db", "raceway", copies);
    // Its files are being opened for a moment after `restore` has ended.
    await until("the engine is open", async () => !(await counts(to)).join().includes("closed"));
    expect(await counts(to)).toEqual(before);
    await to.stop();
    rmSync(copies, { recursive: true });
  });
});
