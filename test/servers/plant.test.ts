import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startIngest } from "@raceway/ingest/ingest";
import { silentLog } from "@raceway/ports/log";
import { createMqttSource } from "@raceway/source-mqtt/mqtt-source";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { encodeWaveform } from "@raceway/wire/codec";
import { SENSOR_CLASSES, topicFilter } from "@raceway/wire/topic";
import { connectAsync } from "mqtt";
import { expect, it } from "vitest";
import { plantOf, until } from "../running-ingest.ts";
import { startInfluxd } from "./influxd.ts";
import { startMosquitto } from "./mosquitto.ts";
import { describeWithServers } from "./server-process.ts";

const PLANT = plantOf(`
site: s
lines:
  - id: l
    machines:
      - id: m
        speed: { rpm: 1500 }
        points:
          - id: p
            bearing: 6205
            channels:
              - { id: vib, kind: vibration, unit: g }
`);
const TOPIC = "raceway/v1/waveform/s/l/m/p/vib";
const START = BigInt(Date.now() - 3_600_000) * 1_000_000n;

function waveform(index: number): Buffer {
  const samples = Float64Array.from(
    { length: 2048 },
    (_, i) => Math.sin(i / 7) + Math.sin(i * i + index) / 5,
  );
  const time = START + BigInt(index) * 1_000_000_000n;
  return Buffer.from(encodeWaveform({ time, sampleRate: 10_240, unit: "g", samples }, "cbor"));
}

describeWithServers(["mosquitto", "influxd"], "a plant with its own broker and an InfluxDB", () => {
  it("gets every result, though InfluxDB is away at the start and dies in the middle", async () => {
    const folder = mkdtempSync(join(tmpdir(), "raceway-plant-"));
    const mosquitto = await startMosquitto();
    const influxd = await startInfluxd();
    const store = openInfluxStore({ url: influxd.url, database: "raceway" });
    await influxd.kill();
    const ingest = await startIngest({
      plant: PLANT,
      source: createMqttSource({
        url: mosquitto.url,
        clientId: "ingest",
        topics: SENSOR_CLASSES.map((name) => topicFilter(name)),
        maxPayloadBytes: 1_048_576,
        log: silentLog,
      }),
      store,
      journalPath: join(folder, "ingest.sqlite"),
      threads: 1,
      log: silentLog,
    });
    const sensor = await connectAsync(mosquitto.url);
    await until("the subscription", () => ingest.status().door.state === "open");
    const send = async (from: number, to: number) => {
      for (let i = from; i < to; i++) await sensor.publishAsync(TOPIC, waveform(i), { qos: 1 });
      await until(`analysis of ${to}`, () => ingest.status().analysed === to);
    };
    const stored = async () => {
      const answer = await influxd.query('SELECT count("rms") FROM "raceway".."indicator"');
      return Number(JSON.parse(answer).results[0]?.series?.[0]?.values[0][1] ?? 0);
    };

    await send(0, 20);
    await until("the store's absence", () => ingest.status().waitingFor.store !== null);
    await influxd.restart();
    await until("the first 20 rows", async () => (await stored()) === 20, 60_000);
    await influxd.kill();
    await send(20, 50);
    await influxd.restart();
    await until("all 50 rows", async () => (await stored()) === 50, 60_000);
    expect(ingest.status()).toMatchObject({ accepted: 50, rejected: 0 });

    await sensor.endAsync();
    await ingest.close();
    await store.close();
    await influxd.stop();
    await mosquitto.stop();
    rmSync(folder, { recursive: true });
  });
});
