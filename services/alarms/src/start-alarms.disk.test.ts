import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mayMount, smallDisk } from "@raceway/journal/small-disk";
import { silentLog } from "@raceway/ports/log";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { describe, expect, it, vi } from "vitest";
import { startAlarms } from "./start-alarms.ts";
import { anomaly, testPlant } from "./testing.ts";

const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

async function house(folder: string) {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const person = await mqtt.connectAsync(url);
  const held = new Map<string, string>();
  person.on("message", (topic, payload) => held.set(topic.slice(11), payload.toString()));
  await person.subscribeAsync("raceway/v1/#", { qos: 1 });
  const alarms = startAlarms({
    plant: testPlant({ machines: 2 }),
    journalPath: join(folder, "alarms.sqlite"),
    mqtt: { url },
    log: silentLog,
  });
  await until(() => expect(held.get("service/p/alarms")).toBe('{"status":"online"}'));
  return {
    alarms,
    held,
    alarm: (place: string) => JSON.parse(held.get(`alarm/${place}`) || "null"),
    raise: (point: string) =>
      person.publishAsync(
        `raceway/v1/verdict/${point}/anomaly`,
        JSON.stringify(anomaly("alarm", { point, time: "2026-11-22T06:00:00.000Z" })),
        { qos: 1, retain: true },
      ),
    act: (point: string, body: object) =>
      person.publishAsync(`raceway/v1/alarm-act/${point}/machine`, JSON.stringify(body), {
        qos: 1,
      }),
    say: (topic: string, body: object) =>
      person.publishAsync(`raceway/v1/${topic}`, JSON.stringify(body), { qos: 1 }),
    async close() {
      await alarms.close();
      await person.endAsync(true);
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

it("warns of the disk of a console that tells of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "raceway-console-disk-"));
  const { say, alarm, close } = await house(folder);
  const space = (free: number) => ({ path: "/srv/console", free, total: 1e9 });
  try {
    await say("service/p/console", { status: "online", disk: space(5e7) });
    await until(() =>
      expect(alarm("p/raceway/ingest/disk-nearly-full/system")?.evidence[0]).toContain(
        "Of the disk of console (/srv/console) 5.0 % are free, 50 MB.",
      ),
    );
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it("a damaged alarms.sqlite is set aside at the start, and verdicts that stand raise their alarms again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "raceway-damaged-alarms-"));
  const file = join(folder, "alarms.sqlite");
  try {
    const first = await house(folder);
    await first.raise("p/l1/m1/q1");
    await until(() => expect(first.alarm("p/l1/m1/q1/machine")).toBeTruthy());
    await first.close();
    writeFileSync(file, Buffer.alloc(8192, 0xff));
    const second = await house(folder);
    await second.raise("p/l1/m1/q1");
    await until(() => expect(second.alarm("p/l1/m1/q1/machine")?.occurrence).toBe(1));
    await second.close();
    expect(readdirSync(folder).some((name) => name.startsWith("alarms.sqlite.corrupt-"))).toBe(
      true,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe.skipIf(!mayMount())("a full disk of the alarms (only root may mount a small one)", () => {
  it("holds verdicts and acts, says so, and carries them out within seconds of there being room", async () => {
    const disk = smallDisk(2);
    const { alarms, held, alarm, raise, act, close } = await house(disk.folder);
    try {
      await raise("p/l1/m1/q1");
      await until(() => expect(alarm("p/l1/m1/q1/machine")).toBeTruthy());
      disk.fill();
      // There still is room within the file and its log.
      for (let stuck = 0; stuck < 3; stuck = alarms.holding() === undefined ? 0 : stuck + 1) {
        for (let n = 0; n < 10; n++)
          await act("p/l1/m1/q1", { act: "comment", who: "ann", comment: "x".repeat(900) });
        disk.fill();
        await new Promise((resolve) =>
          setTimeout(resolve, alarms.holding() === undefined ? 1 : 1200),
        );
      }
      await raise("p/l1/m2/q1");
      await act("p/l1/m1/q1", { act: "acknowledge", who: "ann" });
      await until(() =>
        expect(held.get("service/p/alarms")).toContain('"holding":"database or disk is full"'),
      );
      // Raceway's own alarm of it needs no disk.
      await until(() =>
        expect(alarm("p/raceway/ingest/disk-nearly-full/system")?.evidence[0]).toContain(
          "cannot store",
        ),
      );
      expect(alarm("p/l1/m2/q1/machine")).toBeNull();
      disk.free();
      await until(() => expect(alarm("p/l1/m2/q1/machine")).toBeTruthy());
      await until(() => expect(alarm("p/l1/m1/q1/machine")?.state).toBe("acknowledged"));
      expect(alarms.holding()).toBeUndefined();
    } finally {
      await close();
      disk.remove();
    }
  }, 60_000);
});
