import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { freePort } from "../servers/free-port.ts";
import { runRaceway } from "./service-process.ts";

const PLANT = `
site: works
name: Works
lines:
  - id: line-1
    name: Line 1
    machines:
      - { id: grinder, name: Grinder, points: [{ id: spindle, name: Spindle, channels: [{ id: temp, name: Temperature, kind: temperature, unit: degC }] }] }
`;
const POINT = "works/line-1/grinder/spindle";
const TEMP = `raceway/v1/reading/${POINT}/temp`;
const STATUS = `raceway/v1/status/${POINT}`;
const KB = 1024;

const deep = (field: string) => Buffer.from(`{"${field}":${"[".repeat(5000)}${"]".repeat(5000)}}`);
const bignum = (field: string, bytes: number) => {
  const head = Buffer.from(
    `\xa1${String.fromCharCode(0x60 + field.length)}${field}\xc2\x5a`,
    "latin1",
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return Buffer.concat([head, length, Buffer.alloc(bytes, 0xff)]);
};

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-hostile-"));
  writeFileSync(join(folder, "plant.yaml"), PLANT);
});
afterAll(() => rmSync(folder, { recursive: true }));

it("the whole of `raceway start` lives on and answers after payloads that are built to harm, retained ones too", async () => {
  const [mqttPort, consolePort, healthPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const args = [
    ["start", "--no-simulate", "--plant", join(folder, "plant.yaml"), "--data", folder],
    ["--mqtt-port", `${mqttPort}`, "--console-port", `${consolePort}`],
    ["--health-port", `${healthPort}`],
  ].flat();
  const service = runRaceway(args);
  const ready = async () =>
    (await fetch(`http://127.0.0.1:${consolePort}/readyz`).catch(() => undefined))?.status === 200;
  await until("the console is ready", ready, 90_000);
  const client = connect(`mqtt://127.0.0.1:${mqttPort}`, { protocolVersion: 4 });
  client.on("error", () => undefined);
  const good = (value: number) =>
    client.publishAsync(TEMP, JSON.stringify({ unit: "degC", value }), { qos: 1 });

  await good(1);
  for (const payload of [deep("unit"), bignum("unit", 900 * KB), bignum("time", 120 * KB)])
    await client.publishAsync(TEMP, payload, { qos: 1 });
  for (const payload of [deep("status"), bignum("status", 900 * KB)])
    await client.publishAsync(STATUS, payload, { qos: 1, retain: true });
  await client.publishAsync("elsewhere", deep("x"), { qos: 1, retain: true });
  await good(2);
  expect(await ready()).toBe(true);
  const answer = await fetch(`http://127.0.0.1:${healthPort}/status`);
  const status = (await answer.json()) as Record<string, unknown>;
  expect(status["accepted"]).toBe(2);
  expect(status["deadLetters"]).toEqual({ "too-complex": 2, undecodable: 3, "unknown-topic": 1 });

  // The console hears from its broker what the alarms' service, or any service, may send it.
  for (const name of [`alarm/${POINT}/machine`, "alarm-report/works", `state/${POINT}`])
    await client.publishAsync(`raceway/v1/${name}`, deep("kind"), { qos: 1, retain: true });
  await good(3);
  expect(await ready()).toBe(true);
  await client.endAsync(true);
  expect((await service.stop()).code).toBe(0);
}, 180_000);
