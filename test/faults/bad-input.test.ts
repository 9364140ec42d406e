import { jsonBytes } from "@raceway/wire/codec";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { plantOf, type RunningIngest, runIngest, until } from "../running-ingest.ts";

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
              - { id: temp, kind: temperature }
`);
const VIB = "raceway/v1/waveform/s/l/m/p/vib";
const TEMP = "raceway/v1/reading/s/l/m/p/temp";
const NOW = Date.now();

function waveform(change: object = {}, at = NOW): Buffer {
  const samples = Array.from({ length: 2048 }, (_, i) => Math.sin(i / 7) + Math.sin(i * i) / 5);
  const message = {
    time: new Date(at).toISOString(),
    sampleRate: 10_240,
    unit: "g",
    samples,
    ...change,
  };
  return Buffer.from(jsonBytes(message));
}

/** Every bad input of the book, each with the reason it must be given. In order: some are bad only after what came before. */
const BAD: readonly (readonly [name: string, topic: string, payload: Buffer, code: string])[] = [
  ["undecodable payload", VIB, Buffer.from("not json at all"), "undecodable"],
  ["empty payload", VIB, Buffer.alloc(0), "undecodable"],
  ["wrong schema", VIB, waveform({ sampleRate: "fast" }), "schema"],
  ["unknown point", "raceway/v1/waveform/s/l/m/nowhere/vib", waveform(), "unknown-point"],
  ["unknown channel", "raceway/v1/waveform/s/l/m/p/nothing", waveform(), "unknown-channel"],
  ["no topic of ours", "raceway/v1/waveform/s/l/m", waveform(), "unknown-topic"],
  ["wrong unit", VIB, waveform({ unit: "degC" }), "wrong-unit"],
  ["unit of another quantity than declared", VIB, waveform({ unit: "mm/s" }), "wrong-unit"],
  [
    "infinite sample",
    VIB,
    Buffer.from('{"sampleRate":10240,"unit":"g","samples":[0,1e999]}'),
    "not-finite",
  ],
  ["NaN sample (JSON has none: null)", VIB, waveform({ samples: [0, null] }), "schema"],
  ["empty waveform", VIB, waveform({ samples: [] }), "empty"],
  ["sample rate 0", VIB, waveform({ sampleRate: 0 }), "schema"],
  ["a waveform for a thermometer", "raceway/v1/waveform/s/l/m/p/temp", waveform(), "wrong-kind"],
  ["50 MB", VIB, Buffer.alloc(50_000_000, 0x20), "oversize"],
  ["duplicate", VIB, waveform(), "duplicate"],
  ["changed sample rate", VIB, waveform({ sampleRate: 20_480 }, NOW + 1000), "sample-rate-changed"],
];

let running: RunningIngest;
let sensor: MqttClient;
const announced: { code: string; reason: string; topic: string }[] = [];

beforeAll(async () => {
  running = await runIngest(PLANT);
  const listener = await connectAsync(running.url);
  listener.on("message", (_topic, payload) => announced.push(JSON.parse(payload.toString())));
  await listener.subscribeAsync("raceway/v1/dead-letter/s");
  sensor = await connectAsync(running.url);
  await sensor.publishAsync(VIB, waveform(), { qos: 1 });
});
afterAll(async () => {
  await sensor.endAsync();
  await running.close();
});

it.each(BAD)(
  "%s is acknowledged and becomes a dead letter",
  async (_name, topic, payload, code) => {
    const before = running.ingest.deadLetters({ limit: 1 })[0]?.id ?? 0;
    await sensor.publishAsync(topic, payload, { qos: 1 });
    const [letter] = running.ingest.deadLetters({ limit: 1 });
    expect(letter?.id).toBe(before + 1);
    expect(letter).toMatchObject({ topic, reasonCode: code });
    expect(letter?.reason.length).toBeGreaterThan(20);
    expect(letter?.size).toBe(payload.length);
  },
);

it("each was announced on the dead-letter topic, with its reason", async () => {
  await until("announcements", () => announced.length === BAD.length);
  expect(announced.map(({ code }) => code)).toEqual(BAD.map(([, , , code]) => code));
});

it("nothing of it was analysed, and what is good goes on", async () => {
  await until("the first waveform's analysis", () => running.ingest.status().analysed === 1);
  await sensor.publishAsync(VIB, waveform({}, NOW + 2000), { qos: 1 });
  await sensor.publishAsync(TEMP, JSON.stringify({ unit: "K", value: 313.15 }), { qos: 1 });
  await until("two more records", () => running.ingest.status().analysed === 3);
  const query = { measurement: "indicator", fields: ["rms", "temperature"], tags: {} };
  await until("rows in the store", async () => (await running.store.latest(query)).length === 2);
  const rows = await running.store.latest(query);
  expect(rows.find(({ tags }) => tags["channel"] === "temp")?.fields["temperature"]).toBeCloseTo(
    40,
    6,
  );
  expect(running.ingest.status()).toMatchObject({
    accepted: 3,
    rejected: BAD.length,
    inbox_rows: 0,
  });
});

it("the list of dead letters, newest last", () => {
  const letters = running.ingest.deadLetters({ limit: 100 }).toReversed();
  expect(letters).toHaveLength(BAD.length);
  for (const { reasonCode, topic, size, reason } of letters) {
    console.log(
      `${reasonCode.padEnd(20)} ${`${size}`.padStart(9)} B  ${topic}  ${reason.slice(0, 140)}`,
    );
  }
});
