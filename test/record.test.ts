import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Alarms, startAlarms } from "@raceway/alarms/start-alarms";
import { silentLog } from "@raceway/ports/log";
import type { Entry } from "@raceway/record/entry";
import { recordFiles } from "@raceway/record/record-files";
import { verifyRecord } from "@raceway/record/verify-record";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { plantOf, type RunningIngest, runIngest, until } from "./running-ingest.ts";

const plant = (alarm: number) =>
  plantOf(`site: works
lines:
  - id: l1
    machines:
      - id: g1
        points:
          - id: spindle
            channels:
              - { id: temp, kind: temperature, unit: degC, limits: { temperature: { warning: 60, alarm: ${alarm} } } }
    stands: [{ id: stand-1, name: Stand 1 }]
bearingTypes:
  - { id: 6205-zz, bearing: { designation: "6205", tolerance: 0.01 }, tests: [{ rpm: 1800 }] }
`);
const POINT = "works/l1/g1/spindle";

let folder: string;
let ingest: RunningIngest;
let alarms: Alarms;
let client: MqttClient;
const heard: string[] = [];

const send = (topic: string, body: object) =>
  client.publishAsync(`raceway/v1/${topic}`, JSON.stringify(body), { qos: 1 });
const record = () => join(folder, "record");
const entries = () =>
  readFileSync(recordFiles(record()).entries(0), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Entry);
const recorded = (kind: string) => entries().filter((entry) => entry.kind === kind);

async function begin(alarm: number): Promise<void> {
  ingest = await runIngest(plant(alarm), { folder, options: { recordFolder: record() } });
  alarms = startAlarms({
    plant: plant(alarm),
    journalPath: join(folder, "alarms.sqlite"),
    mqtt: { url: ingest.url },
    log: silentLog,
  });
  client = await connectAsync(ingest.url);
  client.on("message", (topic, payload) => payload.length > 0 && heard.push(topic));
  await client.subscribeAsync("raceway/v1/alarm/#", { qos: 1 });
}
async function end(): Promise<void> {
  await client.endAsync(true);
  await alarms.close();
  await ingest.close();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "raceway-record-"));
  await begin(70);
});
afterAll(async () => {
  await end();
  rmSync(folder, { recursive: true, force: true });
});

it("a verdict, what a person does to its alarm, a limit, work done and a part are in the record", async () => {
  const start = Date.now() - 300_000;
  for (let k = 0; k < 40; k++)
    await send(`reading/${POINT}/temp`, {
      time: new Date(start + k * 5000).toISOString(),
      unit: "degC",
      value: 80 + (k % 2) / 10,
    });
  await until("an alarm", () => heard.length > 0);
  await send(heard[0]?.replace("raceway/v1/alarm/", "alarm-act/") ?? "", {
    act: "acknowledge",
    who: "Ann",
  });
  await send(`limit-edit/${POINT}`, {
    ...{ channel: "temp", indicator: "temperature", limit: { alarm: 90 } },
    ...{ who: "Jo", why: "new grease" },
  });
  await send(`maintenance/${POINT}`, { work: "bearing-replaced", who: "Jo" });
  await send("part/works/l1/stand-1/whole", { serial: "77-1", type: "9999" });
  await until("all of them", () =>
    ["verdict", "alarm-act", "limit-edit", "maintenance", "part-result"].every(
      (kind) => recorded(kind).length > 0,
    ),
  );
  expect(recorded("verdict")).toContainEqual(
    expect.objectContaining({
      subject: POINT,
      body: expect.objectContaining({ kind: "anomaly", severity: "alarm" }),
    }),
  );
  expect(recorded("alarm-act")).toMatchObject([
    { subject: "l1.g1.spindle.machine", body: { who: "Ann", act: "acknowledge" } },
  ]);
  expect(recorded("limit-edit")).toMatchObject([{ subject: POINT, body: { who: "Jo" } }]);
  expect(recorded("maintenance")).toMatchObject([{ body: { work: "bearing-replaced" } }]);
  expect(recorded("part-result")).toMatchObject([
    { subject: "77-1", body: { gate: "rework", notJudged: { code: "unknown-type" } } },
  ]);
});

it("so is a changed plant file, and nothing is recorded twice by a restart", async () => {
  await end();
  const before = entries().length;
  await begin(75);
  await until("the change", () => recorded("plant-change").length > 1);
  const [first, then] = recorded("plant-change");
  expect(first).toMatchObject({ subject: "works", body: { work: "plant-file-first" } });
  expect(then).toMatchObject({ subject: "works", body: { work: "plant-file", differences: 1 } });
  expect(JSON.stringify(then?.body)).toMatch(
    /spindle.*temp.*alarm","before":70|"after":75,"before":70/,
  );
  const twice = entries()
    .slice(before)
    .filter(({ kind }) => kind !== "plant-change" && kind !== "verdict");
  expect(twice).toEqual([]);
  expect(verifyRecord(record()).flaws).toEqual([]);
});
