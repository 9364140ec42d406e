import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Alarms, startAlarms } from "@raceway/alarms/start-alarms";
import type { Alarm } from "@raceway/model/alarm";
import { nanosOfSeconds } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { silentLog } from "@raceway/ports/log";
import type { Notification, Notifier } from "@raceway/ports/notifier";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import mqtt, { type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { type IngestProcess, prepareIngest } from "./faults/ingest-process.ts";
import { plantText } from "./faults/plant-under-load.ts";
import { plantOf, runIngest, until } from "./running-ingest.ts";
import { type Mosquitto, startMosquitto } from "./servers/mosquitto.ts";

const NOTIFY = `
notify:
  channels: [{ id: mail, kind: mail, server: "smtp://127.0.0.1:1", from: a@b.example, to: [c@d.example] }]
  routes:
    - { id: night, to: [mail], lines: [l], priorities: [high], on: [raised, returned], language: zh }
`;
const ALARM = "raceway/v1/alarm/works/raceway/ingest/ingest-offline/system";

let ingest: IngestProcess | undefined;
let broker: Mosquitto | undefined;
let alarms: Alarms | undefined;
let person: MqttClient | undefined;
let folder: string | undefined;

afterEach(async () => {
  await person?.endAsync(true);
  await alarms?.close();
  await ingest?.stop();
  await broker?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  [ingest, broker, alarms, person, folder] = [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ];
});

/** The machine's time, and what a test lets pass at once. */
function passingTime() {
  let ahead = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => systemClock.now() + nanosOfSeconds(ahead),
    seconds: () => performance.now() / 1000 + ahead,
  };
  return {
    clock,
    forward(seconds: number): void {
      ahead += seconds;
    },
  };
}

/** The alarm service looks once a second. */
const look = () => new Promise((resolve) => setTimeout(resolve, 1500));

/** A real ingest with its gateway, or at Mosquitto; the alarm service; and somebody who listens. */
async function house(withBroker: boolean) {
  folder = mkdtempSync(join(tmpdir(), "raceway-dies-"));
  const plantFile = join(folder, "plant.yaml");
  writeFileSync(plantFile, plantText(1));
  broker = withBroker ? await startMosquitto() : undefined;
  const store = `duckdb:${join(folder, "telemetry.duckdb")}`;
  const process = await prepareIngest({
    plantFile,
    data: join(folder, "data"),
    store,
    ...(broker && { broker: broker.url }),
  });
  ingest = process;
  const url = broker?.url ?? process.url;
  process.start();
  await until(
    "ingest is ready",
    async () => (await process.status())?.ready === true,
    30_000,
  ).catch(() => {
    throw new Error(`ingest is not ready: ${process.said()}`);
  });
  const time = passingTime();
  const sent: Notification[] = [];
  const mail: Notifier = {
    name: "mail",
    send: async (message) => void sent.push(message),
    close: async () => {},
  };
  alarms = startAlarms({
    plant: plantOf(`${plantText(1)}${NOTIFY}`),
    journalPath: join(folder, "alarms.sqlite"),
    mqtt: { url },
    notifiers: new Map([["mail", mail]]),
    clock: time.clock,
    log: silentLog,
  });
  const held = new Map<string, string>();
  const listener = mqtt.connect(url, { reconnectPeriod: 200 });
  person = listener;
  let heard = 0;
  listener.on("message", (topic, payload, { retain }) => {
    held.set(topic, payload.toString());
    if (topic.endsWith("/service/works/ingest") && !retain) heard += 1;
  });
  listener.subscribe("raceway/v1/#", { qos: 1 });
  await until("ingest speaks", () => heard > 0);
  return {
    ...time,
    process,
    sent,
    alarm: (): Alarm | undefined => JSON.parse(held.get(ALARM) || "null") ?? undefined,
  };
}

describe("a store that takes nothing", () => {
  it("is an alarm with the store's own reason, until it takes what waits", async () => {
    folder = mkdtempSync(join(tmpdir(), "raceway-store-"));
    const plant = plantOf(plantText(1));
    const real = await openDuckDbStore({ file: join(folder, "telemetry.duckdb") });
    let isAway = true;
    const store: TelemetryStore = {
      ...real,
      write: async (points) => {
        if (isAway) throw new Error("no route to the store");
        return real.write(points);
      },
    };
    const running = await runIngest(plant, { store });
    const { clock, forward } = passingTime();
    alarms = startAlarms({
      plant,
      journalPath: join(folder, "alarms.sqlite"),
      mqtt: { url: running.url },
      clock,
      log: silentLog,
    });
    const held = new Map<string, string>();
    person = mqtt.connect(running.url);
    person.on("message", (topic, payload) => held.set(topic, payload.toString()));
    person.subscribe(["raceway/v1/alarm/#", "raceway/v1/service/#"], { qos: 1 });
    const body = (topic: string) => JSON.parse(held.get(`raceway/v1/${topic}`) ?? "null");
    const alarm = (): Alarm | null => body("alarm/works/raceway/ingest/store-unreachable/system");
    const waitingFor = () => body("service/works/ingest")?.waitingFor.store ?? null;
    await until("ingest waits for the store", () => waitingFor() !== null);
    await look();
    forward(61);
    await until("the alarm", () => alarm() !== null);
    expect(alarm()).toMatchObject({
      state: "unacknowledged",
      priority: "high",
      evidence: ["The store takes nothing: no route to the store."],
    });
    isAway = false;
    await until("ingest waits no more", () => waitingFor() === null);
    await look();
    forward(31);
    await until("the alarm is over", () => alarm()?.returned !== undefined);
    await running.close();
  });
});

describe("ingest killed with -9", () => {
  it("is told by mail although its own gateway was the broker, and is over when ingest is back", async () => {
    const { process, forward, sent, alarm } = await house(false);
    await process.kill();
    await until("the alarm service has lost it", () => alarms?.connected() === false);
    await look();
    expect(sent).toEqual([]);
    forward(31);
    await look();
    forward(15);
    await until("the mail", () => sent.length === 1);
    expect(sent[0]).toMatchObject({
      priority: "high",
      subject: "【高】分析服务未运行 - works › Raceway › ingest",
      alarms: [{ news: "raised", alarm: { fault: "ingest-offline", condition: "system" } }],
    });
    process.start();
    await until("the alarm is over", () => alarm()?.returned !== undefined, 40_000);
    expect(alarm()).toMatchObject({ state: "returned-unacknowledged", priority: "high" });
  });

  it("is known from its last will where the plant has a broker of its own", async () => {
    const { process, forward, alarm } = await house(true);
    await process.kill();
    await new Promise((resolve) => setTimeout(resolve, 8000));
    expect(alarm()).toBeUndefined();
    forward(25);
    await until("the alarm", () => alarm() !== undefined);
    expect(alarm()).toMatchObject({
      state: "unacknowledged",
      priority: "high",
      evidence: [expect.stringMatching(/^Ingest went offline at /)],
    });
    process.start();
    await until("the alarm is over", () => alarm()?.returned !== undefined, 40_000);
  });
});
