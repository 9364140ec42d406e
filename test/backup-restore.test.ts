import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, it } from "vitest";
import { until } from "./running-ingest.ts";
import { runRaceway, type ServiceProcess } from "./security/service-process.ts";

const MAIN = fileURLToPath(new URL("../services/raceway/src/main.ts", import.meta.url));
const PLANT = `site: works
lines:
  - id: l1
    machines:
      - id: g1
        points:
          - id: spindle
            channels:
              - { id: temp, kind: temperature, unit: degC, limits: { temperature: { warning: 90, alarm: 100 } } }
`;
const POINT = "works/l1/g1/spindle";

let folder: string;
let client: MqttClient | undefined;
let running: ServiceProcess | undefined;
const held = new Map<string, string>();
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-backup-restore-"));
  writeFileSync(at("plant.yaml"), PLANT);
  held.clear();
});
afterEach(async () => {
  await client?.endAsync(true);
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const raceway = (...args: string[]) => promisify(execFile)(process.execPath, [MAIN, ...args]);

/** Everything in one process on a data directory, and somebody who listens. */
async function start(data: string): Promise<void> {
  const ports = ["--mqtt-port", "0", "--console-port", "0"];
  const place = ["--plant", at("plant.yaml"), "--data", at(data)];
  running = runRaceway(["start", "--no-simulate", ...place, ...ports]);
  const [, port] = await running.printed(/mqtt:\/\/127\.0\.0\.1:(\d+)/);
  client = await connectAsync(`mqtt://127.0.0.1:${port}`);
  client.on("message", (topic, payload) => held.set(topic, payload.toString()));
  await client.subscribeAsync("raceway/v1/#", { qos: 1 });
}

async function stop(): Promise<void> {
  await client?.endAsync(true);
  await running?.stop();
  client = undefined;
  running = undefined;
}

const send = (topic: string, body: object) =>
  client?.publishAsync(`raceway/v1/${topic}`, JSON.stringify(body), { qos: 1 });

async function read(from: number, count: number, value: number): Promise<void> {
  for (let k = from; k < from + count; k++)
    await send(`reading/${POINT}/temp`, {
      time: new Date(Date.now() - 4_000_000 + k * 5000).toISOString(),
      unit: "degC",
      value: value + (k % 3) / 10,
    });
}

function rowsOf(file: string, sql: string): unknown[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

const alarm = () => JSON.parse(held.get(`raceway/v1/alarm/${POINT}/machine`) || "null");
const limits = () => held.get(`raceway/v1/limits/${POINT}`);

it("a backup of a running plant, restored elsewhere, has the same alarms, limits, accounts and models", async () => {
  await start("data");
  await read(0, 300, 60);
  const limit = { warning: 50, alarm: 58 };
  await send(`limit-edit/${POINT}`, {
    ...{ channel: "temp", indicator: "temperature", limit, who: "Jo", why: "new grease" },
  });
  await read(300, 200, 60);
  await until("the alarm", () => alarm() !== null);
  await send(`alarm-act/${POINT}/machine`, { act: "acknowledge", who: "Ann", comment: "mine" });
  await until("the acknowledgement", () => alarm()?.acknowledged?.who === "Ann");
  await raceway("account", "add", "eve", "--role", "viewer", "--data", at("data"));

  const { stdout } = await raceway("backup", at("backup"), "--data", at("data"));
  expect(stdout).toMatch(/ingest\.sqlite[\s\S]*telemetry\.duckdb/);
  const before = { alarm: alarm(), limits: limits() };
  // What happens after the backup is not in it.
  await send(`alarm-act/${POINT}/machine`, { act: "comment", who: "Ann", comment: "later" });
  await stop();

  await raceway("restore", at("backup"), "--data", at("again"));
  const models = "SELECT key, state FROM model_state ORDER BY key";
  expect(rowsOf(at("again/ingest.sqlite"), models)).toEqual(
    rowsOf(at("backup/ingest.sqlite"), models),
  );
  const list = async (data: string) =>
    (await raceway("account", "list", "--data", at(data))).stdout;
  expect(await list("again")).toBe(await list("data"));
  expect(await list("again")).toContain("eve");
  const store = await openDuckDbStore({ file: at("again/telemetry.duckdb") });
  const asked = { measurement: "indicator", fields: ["temperature"], tags: { site: "works" } };
  const history = await store.series({ ...asked, from: 0n, to: 2n ** 63n });
  expect(history.length).toBeGreaterThan(400);
  await store.close();

  rmSync(at("again/accounts.sqlite"));
  // From here on only what the restored plant says.
  held.clear();
  await start("again");
  await until("the same alarm and limits", () => alarm() !== null && limits() !== undefined);
  expect(alarm()).toMatchObject({ ...before.alarm, evidence: expect.any(Array) });
  expect(limits()).toBe(before.limits);
  expect(alarm().comments).not.toContainEqual(expect.objectContaining({ text: "later" }));
}, 180_000);

it("a backup that is not whole is not restored, nor one over data that are there", async () => {
  await start("data");
  await stop();
  await raceway("backup", at("backup"), "--data", at("data"));
  await expect(raceway("restore", at("backup"), "--data", at("data"))).rejects.toThrow(
    "is not empty",
  );
  await expect(raceway("backup", at("backup"), "--data", at("data"))).rejects.toThrow(
    "is not empty",
  );
  writeFileSync(at("backup/alarms.sqlite"), "cut");
  await expect(raceway("restore", at("backup"), "--data", at("again"))).rejects.toThrow(
    "not what was saved",
  );
  rmSync(at("backup/backup.json"));
  await expect(raceway("restore", at("backup"), "--data", at("again"))).rejects.toThrow(
    "no whole backup",
  );
}, 120_000);
