import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openJournal } from "@raceway/journal/journal";
import { startAedes } from "@raceway/source-mqtt/aedes-broker";
import { connect, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../servers/free-port.ts";

const DOOR = fileURLToPath(new URL("./door-process.ts", import.meta.url));
const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";
/** How long the door lives in each round before it is killed, milliseconds after it opened. */
const ROUNDS = [30, 150, 5, 80];

let folder = "";
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "raceway-door-"));
});
afterEach(async () => {
  await killDoor();
  await rm(folder, { recursive: true });
});

async function openDoor(kind: "gateway" | "mqtt", place: string): Promise<void> {
  const door = spawn(process.execPath, [DOOR, join(folder, "ingest.db"), kind, place], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = door;
  await once(door.stdout, "data");
}

async function killDoor(): Promise<void> {
  const door = child;
  child = undefined;
  if (door === undefined || door.exitCode !== null || door.signalCode !== null) return;
  door.kill("SIGKILL");
  await once(door, "close");
}

/** What is in the inbox, and how many repetitions were set aside. */
function lookIntoJournal() {
  const journal = openJournal({
    path: join(folder, "ingest.db"),
    durability: "process",
    drains: {},
  });
  const stored = journal.inbox.read(1e6, 1e9).map(({ time }) => Number(time));
  const { byReason } = journal.stats().deadLetters;
  journal.close();
  return { stored, byReason };
}

/** A sensor that sends numbers, some in flight at a time and at most so many, and notes which were acknowledged. */
function startSensor(client: MqttClient, most: number) {
  const acknowledged: number[] = [];
  let sent = 0;
  let inFlight = 0;
  let going = true;
  function fill(): void {
    while (going && client.connected && inFlight < 30 && sent < most) {
      const number = sent++;
      inFlight += 1;
      client.publish(TOPIC, `${number}`, { qos: 1 }, (error) => {
        inFlight -= 1;
        if (!error) acknowledged.push(number);
        fill();
      });
    }
  }
  client.on("connect", fill);
  fill();
  return {
    acknowledged,
    sent: () => sent,
    stop: () => {
      going = false;
    },
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const without = (all: readonly number[], some: readonly number[]) => {
  const set = new Set(some);
  return all.filter((each) => !set.has(each));
};

describe("a PUBACK means stored", () => {
  it("when the gateway is killed with kill -9 again and again: nothing acknowledged is missing, nothing is there twice", async () => {
    const port = await freePort();
    const client = connect(`mqtt://127.0.0.1:${port}`, {
      protocolVersion: 4,
      clientId: "sensor",
      clean: false,
      reconnectPeriod: 20,
    });
    client.on("error", () => undefined);
    const sensor = startSensor(client, 20_000);
    for (const lifetime of ROUNDS) {
      const before = sensor.acknowledged.length;
      await openDoor("gateway", `${port}`);
      await expect
        .poll(() => sensor.acknowledged.length, { timeout: 10_000 })
        .toBeGreaterThan(before);
      await sleep(lifetime);
      await killDoor();
      const { stored } = lookIntoJournal();
      expect(without(sensor.acknowledged, stored)).toEqual([]);
      expect(new Set(stored).size).toBe(stored.length);
    }
    sensor.stop();
    await client.endAsync(true);
    await openDoor("gateway", `${port}`);
    // A sensor keeps what was not acknowledged; mqtt.js forgets some of it when connections break quickly one after another.
    const again = connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, clientId: "sensor" });
    const unacknowledged = without(upTo(sensor.sent()), sensor.acknowledged);
    await Promise.all(
      unacknowledged.map((number) => again.publishAsync(TOPIC, `${number}`, { qos: 1 })),
    );
    await again.endAsync();
    await killDoor();
    const { stored, byReason } = lookIntoJournal();
    expect(without(upTo(sensor.sent()), stored)).toEqual([]);
    expect(stored.length).toBe(sensor.sent());
    expect(Object.keys(byReason).filter((code) => code !== "duplicate")).toEqual([]);
  });

  it("behind a foreign broker: a subscription killed with kill -9 is given everything that it had not stored", async () => {
    const broker = await startAedes();
    const url = `mqtt://127.0.0.1:${broker.port}`;
    // The broker keeps messages only for a session that it knows.
    await openDoor("mqtt", url);
    const client = connect(url, { protocolVersion: 4, clientId: "sensor" });
    const subscribed = new Promise((resolve) => broker.broker.on("subscribe", resolve));
    await subscribed;
    const sensor = startSensor(client, 1500);
    for (const lifetime of ROUNDS) {
      await sleep(lifetime);
      await killDoor();
      await openDoor("mqtt", url);
    }
    sensor.stop();
    await expect.poll(() => sensor.acknowledged.length).toBe(sensor.sent());
    let stored: readonly number[] = [];
    for (let n = 0; n < 100 && stored.length < sensor.sent(); n++) {
      await sleep(200);
      await killDoor();
      ({ stored } = lookIntoJournal());
      if (stored.length < sensor.sent()) await openDoor("mqtt", url);
    }
    expect(without(upTo(sensor.sent()), stored)).toEqual([]);
    expect(stored.length).toBe(sensor.sent());
    await client.endAsync(true);
    await broker.stop();
  });
});
