import { startConsole } from "@raceway/console/start-console";
import { silentLog } from "@raceway/ports/log";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plantOf, type RunningIngest, runIngest, until } from "./running-ingest.ts";

const PLANT = plantOf(`site: works
lines:
  - id: l1
    machines:
      - id: g1
        points:
          - id: spindle
            channels:
              - { id: temperature, kind: temperature, unit: degC, limits: { temperature: { warning: 60, alarm: 70 } } }
          - id: motor
            channels:
              - { id: front, name: Front, kind: temperature, unit: degC, silentAfter: 1 }
              - { id: rear, name: Rear, kind: temperature, unit: degC, silentAfter: 1 }
              - { id: case, name: Case, kind: temperature, unit: degC }
`);

let running: RunningIngest;
let page: Awaited<ReturnType<typeof startConsole>>;
let client: MqttClient;
const states = new Map<string, { level: string; severity: string; parts: object }>();

const send = (topic: string, body: object) =>
  client.publishAsync(`raceway/v1/${topic}`, JSON.stringify(body), { qos: 1 });
const get = async (path: string) => (await fetch(`${page.url}/api/${path}`)).json();

interface Said {
  readonly console: string;
  readonly mqtt: string | undefined;
  readonly stored: unknown;
  readonly parts: unknown;
}

/** What everybody says of a point now. */
async function said(point: string): Promise<Said> {
  const view = (await get(`points/works/l1/g1/${point}`)) as { level: string };
  const rows = await running.store.series({
    measurement: "state",
    fields: ["severity", "severity_anomaly", "severity_diagnosis", "severity_sensor"],
    tags: { site: "works", point },
    from: 0n,
    to: BigInt(Date.now()) * 1_000_000n + 60_000_000_000n,
  });
  const { severity: stored, ...parts } = rows.at(-1)?.fields ?? {};
  return { console: view.level, mqtt: states.get(point)?.level, stored, parts };
}

const counted = () => running.ingest.status().points;

beforeAll(async () => {
  running = await runIngest(PLANT);
  const mqtt = { url: running.url };
  page = await startConsole({ plant: PLANT, store: running.store, mqtt, port: 0, log: silentLog });
  client = await connectAsync(running.url);
  client.on("message", (topic, payload) => {
    states.set(topic.split("/").at(-1) ?? "", JSON.parse(payload.toString()));
  });
  await client.subscribeAsync("raceway/v1/state/#", { qos: 1 });
});
afterAll(async () => {
  await client?.endAsync(true);
  await page?.close();
  await running?.close();
});

describe("the level of a point", () => {
  it("is the same in the store, on MQTT, in the console and in the metrics once the store has its batch", async () => {
    const start = Date.now() - 300_000;
    for (let k = 0; k < 40; k++)
      await send(`reading/works/l1/g1/spindle/temperature`, {
        time: new Date(start + k * 5000).toISOString(),
        unit: "degC",
        value: 80 + (k % 2) / 10,
      });
    await until("the alarm", () => states.get("spindle")?.level === "alarm");
    // The store is written in whole batches.
    await until("the store", async () => (await said("spindle")).stored === 2);
    expect(await said("spindle")).toEqual({
      console: "alarm",
      mqtt: "alarm",
      stored: 2,
      parts: { severity_anomaly: 2, severity_diagnosis: 0, severity_sensor: 0 },
    });
    expect(counted()).toMatchObject({ alarm: 1, normal: 0, warning: 0 });
  });

  it("is that of its sensors when two of them fall silent, and each is shown", async () => {
    for (const channel of ["front", "rear", "case"])
      await send(`reading/works/l1/g1/motor/${channel}`, {
        time: new Date().toISOString(),
        unit: "degC",
        value: 40,
      });
    await until("silence", () => states.get("motor")?.level === "sensor", 30_000);
    await until("the store", async () => (await said("motor")).stored === 1);
    expect(await said("motor")).toEqual({
      console: "sensor",
      mqtt: "sensor",
      stored: 1,
      parts: { severity_anomaly: 0, severity_diagnosis: 0, severity_sensor: 1 },
    });
    expect(counted()).toMatchObject({ sensor: 1, alarm: 1 });
    const sensors = (await get("sensors")) as { channel: { name: string }; fault?: string }[];
    expect(sensors.flatMap(({ channel, fault }) => (fault ? [[channel.name, fault]] : []))).toEqual(
      [
        ["Front", "silence"],
        ["Rear", "silence"],
      ],
    );
  }, 60_000);
});
