import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { plantOf, type RunningIngest, runIngest, until } from "./running-ingest.ts";

const PLANT = `site: works
lines:
  - id: l1
    machines:
      - id: g1
        points:
          - id: spindle
            channels:
              - { id: temp, kind: temperature, unit: degC, limits: { temperature: { warning: 90, alarm: 100 } } }
              - { id: vib, kind: vibration, unit: V }
`;
const POINT = "works/l1/g1/spindle";
const EDIT = {
  channel: "temp",
  indicator: "temperature",
  limit: { warning: 50, alarm: 80 },
  who: "Jo",
  why: "new grease",
};

let folder: string;
let running: RunningIngest;
let client: MqttClient;
const heard: { topic: string; body: Heard }[] = [];
interface Heard {
  readonly kind?: string;
  readonly severity?: string;
  readonly persistent?: boolean;
  readonly evidence?: readonly { readonly text: string }[];
  readonly edited?: readonly {
    readonly warning?: number;
    readonly edited: { readonly who: string };
  }[];
  readonly reason?: string;
}

const send = (topic: string, body: object) =>
  client.publishAsync(`raceway/v1/${topic}`, JSON.stringify(body), { qos: 1 });
/** Source time goes on from one reading to the next. */
let second = -4000;
async function read(count: number): Promise<void> {
  for (let k = 0; k < count; k++, second += 5)
    await send(`reading/${POINT}/temp`, {
      time: new Date(Date.now() + second * 1000).toISOString(),
      unit: "degC",
      value: 60 + (k % 3) / 10,
    });
}
const latest = (part: string) => heard.findLast(({ topic }) => topic.includes(part))?.body;
const anomaly = () => latest("/anomaly");
const letters = () => heard.filter(({ topic }) => topic.includes("/dead-letter/"));

async function begin(): Promise<void> {
  running = await runIngest(plantOf(PLANT), { folder });
  client = await connectAsync(running.url);
  client.on("message", (topic, payload) => heard.push({ topic, body: JSON.parse(`${payload}`) }));
  await client.subscribeAsync(
    ["raceway/v1/verdict/#", "raceway/v1/limits/#", "raceway/v1/dead-letter/#"],
    { qos: 1 },
  );
}
async function end(): Promise<void> {
  await client.endAsync(true);
  await running.close();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "raceway-limits-"));
  await begin();
});
afterAll(async () => {
  await end();
  rmSync(folder, { recursive: true });
});

it("counts from its arrival on, and the evidence says who set it", async () => {
  await read(30);
  await until("analysis", () => running.ingest.status().analysed === 30);
  expect(anomaly()).toBeUndefined();
  await send(`limit-edit/${POINT}`, EDIT);
  await until("the edited limit", () => latest("/limits/")?.edited?.length === 1);
  await read(30);
  await until(
    "a warning",
    () => anomaly()?.severity === "warning" && anomaly()?.persistent === true,
  );
  expect(anomaly()?.evidence?.[0]?.text).toMatch(/warning limit 50 degC set by Jo on \d{4}-/);
});

it("counts still after a restart of ingest, and is told anew", async () => {
  await end();
  heard.length = 0;
  await begin();
  await until("the edited limit", () => latest("/limits/")?.edited?.[0]?.warning === 50);
  await read(5);
  await until("the limit in a verdict", () =>
    Boolean(anomaly()?.evidence?.some(({ text }) => text.includes("set by Jo"))),
  );
});

it("counts no more once it is taken back", async () => {
  await send(`limit-edit/${POINT}`, { ...EDIT, limit: null });
  await until("no edited limit", () => latest("/limits/")?.edited?.length === 0);
  await read(40);
  await until("the end of the warning", () => anomaly()?.severity === "normal");
});

it("is set aside when it fits nothing, and says why", async () => {
  const wrong = [
    { ...EDIT, limit: { warning: 80, alarm: 50 } },
    { ...EDIT, limit: {} },
    { ...EDIT, channel: "nowhere" },
    { ...EDIT, indicator: "rms" },
    { ...EDIT, channel: "vib", indicator: "rms", limit: { warning: 5 } },
    { ...EDIT, channel: "vib", indicator: "kurtosis", limit: { warning: 0 } },
    { ...EDIT, why: " " },
  ];
  for (const edit of wrong) await send(`limit-edit/${POINT}`, edit);
  await until("dead letters", () => letters().length === wrong.length);
  expect(letters().map(({ body }) => body.reason)).toEqual([
    expect.stringContaining("a warning below the alarm"),
    expect.stringContaining("a warning, an alarm, or both"),
    `${POINT} has no channel "nowhere": it has temp, vib`,
    `a temperature channel has no indicator "rms": temperature are its own`,
    expect.stringContaining("measures in V, which is not calibrated"),
    "a limit of kurtosis above 0 is right, not 0",
    expect.stringContaining("a reason is needed"),
  ]);
  expect(latest("/limits/")?.edited).toEqual([]);
});
