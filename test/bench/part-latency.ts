import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Console, startConsole } from "@raceway/console/start-console";
import type { PartResult } from "@raceway/model/part";
import type { BearingType } from "@raceway/model/test-stand";
import { silentLog } from "@raceway/ports/log";
import { madePart } from "@raceway/simulator/test-stand/made-part";
import { partMessages } from "@raceway/simulator/test-stand/simulate-stand";
import { encodePart } from "@raceway/wire/part-message";
import { connectAsync, type MqttClient } from "mqtt";
import { prepareIngest } from "../faults/ingest-process.ts";
import { plantOf, until } from "../running-ingest.ts";
import { startMosquitto } from "../servers/mosquitto.ts";

/**
 * `npm run part-latency`: from a part's last sample to its sorter's answer, over MQTT and over HTTP, with a real Mosquitto and ingest as a process of its own. The message of a part
 * (two sides, 0.64 s each at 25.6 kHz) is sent when its last sample has been taken, so what is measured begins with the sending.
 */
const { values } = parseArgs({
  options: {
    stands: { type: "string", default: "1,30" },
    /** Of every stand. */
    perMinute: { type: "string", default: "20" },
    seconds: { type: "string", default: "60" },
  },
});
/** Until a type is learnt and the code is compiled. */
const WARM_UP = 48;
/** Parts that are made beforehand: they are sent again under other serials. */
const VARIANTS = 24;
const WAIT_MS = 20_000;

const rows = [];
for (const stands of values.stands.split(",").map(Number)) rows.push(await measured(stands));
console.log(
  "| stands | parts a minute | parts | MQTT p50 / p99 / worst, ms | HTTP p50 / p99 / worst, ms | unanswered | load |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);

async function measured(stands: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "raceway-part-latency-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const mosquitto = await startMosquitto({ config: ["max_queued_messages 100000"] });
  stack.defer(() => mosquitto.stop());
  const text = plantText(stands);
  const plantFile = join(folder, "plant.yaml");
  writeFileSync(plantFile, text);
  const plant = plantOf(text);
  const [type] = plant.bearingTypes ?? [];
  if (type === undefined) throw new Error("the plant has a type");
  const data = join(folder, "data");
  const ingest = await prepareIngest({
    plantFile,
    data,
    store: `duckdb:${join(folder, "telemetry.duckdb")}`,
    broker: mosquitto.url,
  });
  ingest.start();
  stack.defer(() => ingest.stop());
  await until("ingest to be ready", async () => (await ingest.status())?.ready === true, 60_000);
  const store = { series: async () => [], ready: async () => ({ ok: true }) };
  const page = await startConsole({
    plant,
    store,
    mqtt: { url: mosquitto.url },
    port: 0,
    log: silentLog,
  });
  stack.defer(() => page.close());
  await until("the console hears", async () => (await fetch(`${page.url}/readyz`)).status === 200);
  const client = await connectAsync(mosquitto.url);
  stack.defer(() => client.endAsync(true));
  const sorter = await openSorter(client);
  const send = sender(client, type);

  for (let number = 0; number < WARM_UP * stands; number++) {
    const serial = `w-${number}`;
    await Promise.all([sorter.answer(serial), send(1 + (number % stands), serial, number)]);
  }
  const [mqttMs, httpMs]: [number[], number[]] = [[], []];
  let unanswered = 0;
  const parts = Math.round((Number(values.perMinute) * Number(values.seconds) * stands) / 60);
  const pause = 60_000 / (Number(values.perMinute) * stands);
  const load = loadavg()[0] ?? 0;
  const all: Promise<void>[] = [];
  const begun = performance.now();
  for (let number = 0; number < parts; number++) {
    await sleep(Math.max(0, begun + number * pause - performance.now()));
    all.push(one(number));
  }
  await Promise.all(all);

  async function one(number: number): Promise<void> {
    const serial = `p-${number}`;
    const stand = 1 + (number % stands);
    const [byMqtt, byHttp] = [sorter.answer(serial), overHttp(page, stand, serial)];
    const sent = performance.now();
    await send(stand, serial, number);
    const [heard, asked] = await Promise.all([byMqtt, byHttp]);
    if (heard === undefined || asked === undefined) unanswered += 1;
    if (heard !== undefined) mqttMs.push(heard - sent);
    if (asked !== undefined) httpMs.push(asked - sent);
  }

  return [
    ...[stands, Number(values.perMinute) * stands, parts].map(String),
    ...[mqttMs, httpMs].map(spread),
    String(unanswered),
    load.toFixed(1),
  ];
}

function plantText(stands: number): string {
  const list = Array.from({ length: stands }, (_, k) => `{ id: stand-${k + 1} }`).join(", ");
  return `
site: works
lines:
  - id: assembly
    machines:
      - id: press
        points: [{ id: p, channels: [{ id: temp, kind: temperature, unit: degC }] }]
    stands: [${list}]
bearingTypes:
  - id: 6205-zz
    bearing: { designation: "6205", tolerance: 0.01 }
    tests: [{ rpm: 1800 }]
`;
}

/** Publishes parts; samples as 16-bit numbers, as a stand's converter gives them. */
function sender(client: MqttClient, type: BearingType) {
  const { bearing } = type;
  if (bearing === undefined) throw new Error("the type has a bearing");
  const bodies = Array.from({ length: VARIANTS }, (_, number) => {
    const part = madePart({ seed: "latency", orders: bearing.orders, faulty: 0 }, number);
    const body = partMessages(part, type, "latency")[0]?.[1];
    if (body === undefined) throw new Error("a simulated part has a message");
    return body;
  });
  return async (stand: number, serial: string, number: number): Promise<void> => {
    const body = bodies[number % VARIANTS];
    if (body === undefined) return;
    const payload = encodePart({ ...body, serial }, () => ({ int16Scale: 0.02 }));
    const topic = `raceway/v1/part/works/assembly/stand-${stand}/whole`;
    await client.publishAsync(topic, Buffer.from(payload), { qos: 1 });
  };
}

/** A sorter's own connection. */
async function openSorter(client: MqttClient) {
  const waiting = new Map<string, (at: number) => void>();
  client.on("message", (_, payload) => {
    const { serial } = JSON.parse(payload.toString()) as PartResult;
    waiting.get(serial ?? "")?.(performance.now());
  });
  await client.subscribeAsync("raceway/v1/part-result/#", { qos: 1 });
  return {
    answer: (serial: string) =>
      new Promise<number | undefined>((resolve) => {
        const timer = setTimeout(() => resolve(undefined), WAIT_MS);
        waiting.set(serial, (at) => {
          clearTimeout(timer);
          resolve(at);
        });
      }),
  };
}

async function overHttp(page: Console, stand: number, serial: string): Promise<number | undefined> {
  const query = new URLSearchParams({
    serial,
    after: "2000-01-01T00:00:00Z",
    waitMs: `${WAIT_MS}`,
  });
  const answer = await fetch(`${page.url}/api/stands/assembly/stand-${stand}/answer?${query}`);
  const { time } = (await answer.json()) as { readonly time?: string };
  return time === undefined ? undefined : performance.now();
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (p: number) => Math.round(sorted[Math.ceil(p * sorted.length) - 1] ?? Number.NaN);
  return `${at(0.5)} / ${at(0.99)} / ${at(1)}`;
}
