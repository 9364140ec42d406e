import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NotifyRoute } from "@raceway/model/notify-plan";
import { nanosOfSeconds } from "@raceway/model/time";
import { createMailNotifier } from "@raceway/notify-mail/mail-notifier";
import { startMailServer } from "@raceway/notify-mail/testing";
import { startSink } from "@raceway/notify-webhook/testing";
import { createWebhookNotifier } from "@raceway/notify-webhook/webhook-notifier";
import type { Clock } from "@raceway/ports/clock";
import { silentLog } from "@raceway/ports/log";
import type { Notifier } from "@raceway/ports/notifier";
import { Aedes } from "aedes";
import mqtt, { type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Alarms, startAlarms } from "./start-alarms.ts";
import { anomaly, createFakeClock, diagnosis, type PlantShape, testPlant } from "./testing.ts";

// Waits are bounded by `until`; a machine that is shared may be slow.
vi.setConfig({ testTimeout: 30_000 });

/** A clock that runs so much faster than the wall's. */
const FASTER = 60;

function createFastClock(factor = FASTER): Clock & { set(seconds: number): void } {
  const begin = performance.now();
  const start = createFakeClock().clock.now();
  const seconds = () => ((performance.now() - begin) * factor) / 1000;
  let ahead = 0n;
  return {
    seconds,
    now: () => start + nanosOfSeconds(seconds()) + ahead,
    /** Sets it forward, or back. */
    set(by) {
      ahead += nanosOfSeconds(by);
    },
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds / factor);
      return () => clearTimeout(timer);
    },
  };
}

const ROUTE: NotifyRoute = {
  id: "all",
  to: ["mail", "chat"],
  priorities: ["low", "medium", "high"],
  on: ["raised"],
  quiet: [],
  language: "en",
};

const INGEST = "raceway/v1/service/p/ingest";

let broker: Aedes;
let server: ReturnType<typeof createServer>;
let url: string;
let directory: string;
let person: MqttClient;
let held: Map<string, string>;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let chat: Awaited<ReturnType<typeof startSink>>;
let clock: ReturnType<typeof createFastClock>;
let running: Alarms | undefined;
let ingest: NodeJS.Timeout;

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

function start(shape: PlantShape = {}): Alarms {
  const channels = new Map<string, Notifier>([
    [
      "mail",
      createMailNotifier({
        name: "mail",
        server: mail.url,
        from: "raceway@plant.example",
        to: ["shift@plant.example"],
        silenceMs: 1000,
        log: silentLog,
      }),
    ],
    ["chat", createWebhookNotifier({ name: "chat", url: chat.url, preset: "raceway" })],
  ]);
  running = startAlarms({
    plant: testPlant({ notify: { timeZone: "UTC", channels: [], routes: [ROUTE] }, ...shape }),
    journalPath: join(directory, "alarms.sqlite"),
    mqtt: { url },
    notifiers: channels,
    clock,
    log: silentLog,
  });
  return running;
}

const tell = (topic: string, payload: object) =>
  person.publishAsync(`raceway/v1/${topic}`, JSON.stringify(payload), {
    qos: 1,
    retain: topic.startsWith("verdict"),
  });
const raise = (point: string, second = 0) =>
  tell(
    `verdict/${point}/anomaly`,
    anomaly("alarm", { point, time: `2026-11-22T06:00:${String(second).padStart(2, "0")}.000Z` }),
  );
const act = (point: string, body: object) => tell(`alarm-act/${point}/machine`, body);
const alarmOf = (point: string) => held.get(`raceway/v1/alarm/${point}/machine`);
const subjects = () => mail.received().map(({ subject }) => subject);
const titles = () => chat.received().map(({ body }) => (body as { subject: string }).subject);

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "raceway-notify-"));
  clock = createFastClock();
  broker = await Aedes.createBroker();
  server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  mail = await startMailServer();
  chat = await startSink();
  held = new Map();
  person = await mqtt.connectAsync(url);
  person.on("message", (topic, payload) => held.set(topic, payload.toString()));
  await person.subscribeAsync("raceway/v1/#", { qos: 1 });
  // Ingest, which says every ten seconds of this fast clock that it is there.
  ingest = setInterval(() => person.publish(INGEST, '{"status":"online"}'), 10_000 / FASTER);
});

afterEach(async () => {
  clearInterval(ingest);
  await running?.close();
  running = undefined;
  await person.endAsync(true);
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.all([mail.stop(), chat.stop()]);
  rmSync(directory, { recursive: true, force: true });
});

describe("people", () => {
  it("are told by mail and webhook of one alarm once", async () => {
    start();
    await raise("p/l1/m1/q1");
    await until(() => expect(subjects()).toHaveLength(1));
    await until(() => expect(titles()).toHaveLength(1));
    expect(subjects()).toEqual(["[medium] Unusual behaviour - Line 1 › Grinder 1 › Spindle 1"]);
    expect(titles()).toEqual(subjects());
    await until(() => expect(running?.report().notification).toMatchObject({ waiting: 0 }));
  });

  it("are told of an alarm that another gives to them, and not of one that they take", async () => {
    const given = { ...ROUTE, id: "person:ann", person: "ann", on: ["assigned"] } as const;
    start({ notify: { timeZone: "UTC", channels: [], routes: [given] } });
    await raise("p/l1/m1/q1");
    await until(() => expect(alarmOf("p/l1/m1/q1")).toContain("unacknowledged"));
    await act("p/l1/m1/q1", { act: "assign", who: "ann", to: "ann" });
    await until(() => expect(alarmOf("p/l1/m1/q1")).toContain('"to":"ann"'));
    await act("p/l1/m1/q1", { act: "assign", who: "cy", to: "bob" });
    await until(() => expect(alarmOf("p/l1/m1/q1")).toContain('"to":"bob"'));
    await act("p/l1/m1/q1", { act: "assign", who: "cy", to: "ann" });
    await until(() => expect(subjects()).toHaveLength(1));
    await until(() => expect(titles()).toHaveLength(1));
    expect(subjects()[0]).toMatch(/Assigned: Unusual behaviour/);
    expect(chat.received()[0]?.body).toMatchObject({
      alarms: [{ news: "assigned", alarm: { assigned: { to: "ann", who: "cy" } } }],
    });
    await until(() => expect(running?.report().notification).toMatchObject({ waiting: 0 }));
    expect(subjects()).toHaveLength(1);
  });

  it.each(["hangs", "fails", "down"] as const)(
    "hear of an alarm in the console and over other channels although the mail server %s",
    async (behaviour) => {
      if (behaviour === "down") await mail.down();
      else mail.behave(behaviour);
      const alarms = start();
      await raise("p/l1/m1/q1");
      await until(() => expect(titles()).toHaveLength(1));
      await until(() => expect(alarms.report().notification).toMatchObject({ waiting: 1 }));
      expect(subjects()).toEqual([]);
      await act("p/l1/m1/q1", { act: "acknowledge", who: "ann" });
      await until(() => expect(alarmOf("p/l1/m1/q1")).toContain('"acknowledged"'));
      if (behaviour === "down") await mail.up();
    },
  );

  it("get the mail once the server is back", async () => {
    await mail.down();
    const alarms = start();
    await raise("p/l1/m1/q1");
    await until(() =>
      expect(alarms.report().notification?.channels["mail"]?.failing).toBeGreaterThan(1),
    );
    await mail.up();
    await until(() => expect(subjects()).toHaveLength(1));
    await until(() => expect(alarms.report().notification).toMatchObject({ waiting: 0 }));
    expect(subjects()).toHaveLength(1);
  });

  it("get what was owed when the service stopped, once, and nothing again that was sent", async () => {
    await mail.down();
    start({ machines: 2 });
    await raise("p/l1/m1/q1");
    await until(() => expect(titles()).toHaveLength(1));
    await running?.close();
    await mail.up();
    const again = start({ machines: 2 });
    await until(() => expect(subjects()).toHaveLength(1));
    await raise("p/l1/m2/q1");
    await until(() => expect(subjects()).toHaveLength(2));
    await until(() => expect(again.report().notification).toMatchObject({ waiting: 0 }));
    expect(titles()).toHaveLength(2);
    expect(subjects().map((subject) => subject.split(" › ")[1])).toEqual([
      "Grinder 1",
      "Grinder 2",
    ]);
  });

  it.each([
    ["back", -86_400, false],
    ["forward", 86_400, false],
    ["back between two runs", -86_400, true],
    ["forward between two runs", 86_400, true],
  ])("are told in time when the clock is set %s by a day", async (_how, by, between) => {
    clock = createFastClock(15);
    start();
    await raise("p/l1/m1/q1");
    await until(() => expect(alarmOf("p/l1/m1/q1")).toBeDefined());
    if (between) await running?.close();
    clock.set(by);
    if (between) start();
    await until(() => expect(subjects()).toHaveLength(1));
    await until(() => expect(titles()).toHaveLength(1));
  });

  it("are not told what somebody has acknowledged before it could be sent", async () => {
    mail.behave("fails");
    const alarms = start({ machines: 2 });
    await raise("p/l1/m1/q1");
    await until(() =>
      expect(alarms.report().notification?.channels["mail"]?.failing).toBeGreaterThan(0),
    );
    await act("p/l1/m1/q1", { act: "acknowledge", who: "ann" });
    await until(() => expect(alarmOf("p/l1/m1/q1")).toContain('"acknowledged"'));
    await until(() => expect(alarms.report().notification).toMatchObject({ waiting: 0 }));
    mail.behave("takes");
    await raise("p/l1/m2/q1");
    await until(() => expect(subjects()).toHaveLength(1));
    expect(subjects()[0]).toContain("Grinder 2");
  });

  it("are told of a flood in a few messages, root causes first", async () => {
    // Each alarm costs an fsync; all must have come before the first minute is over.
    clock = createFastClock(15);
    const alarms = start({ machines: 15, points: 3 });
    // Verdicts that are there already come in no order.
    await until(() => expect(held.get("raceway/v1/service/p/alarms")).toContain("online"));
    const points = Array.from({ length: 15 }, (_, m) =>
      [1, 2, 3].map((q) => `p/l1/m${m + 1}/q${q}`),
    ).flat();
    await Promise.all(points.map((point) => raise(point)));
    const named = diagnosis("outer-race", {
      point: "p/l1/m15/q3",
      time: "2026-11-22T06:00:01.000Z",
    });
    await tell("verdict/p/l1/m15/q3/diagnosis", named);
    await until(() => expect(alarms.report().lastDay.announced).toBe(45));
    await until(() => expect(alarms.report().notification).toMatchObject({ waiting: 0 }));
    const told = chat
      .received()
      .map(({ body }) => (body as { alarms: { alarm: { id: string } }[] }).alarms)
      .map((alarms) => alarms.map(({ alarm }) => alarm.id));
    expect(new Set(told.flat()).size).toBe(45);
    expect(titles().length).toBeLessThanOrEqual(6);
    expect(titles().at(-1)).toContain("Outer race damage - Line 1 › Grinder 15 › Spindle 3");
    expect(told.at(-1)?.slice(0, 3).toSorted()).toEqual(
      [1, 2, 3].map((q) => `l1.m15.q${q}.machine`),
    );
    expect(alarms.report().lastDay).toMatchObject({
      announced: 45,
      floods: { count: 1, now: true },
      priorities: { medium: 1 },
    });
    console.info(`45 alarms, ${titles().length} messages`);
  });
});

describe("after a restart", () => {
  it("the broker holds what is so: shelves that ended, alarms that closed", async () => {
    start({ machines: 2 });
    await raise("p/l1/m1/q1");
    await raise("p/l1/m2/q1");
    await until(() => expect(alarmOf("p/l1/m2/q1")).toBeDefined());
    await act("p/l1/m1/q1", { act: "shelve", who: "ann", minutes: 1, comment: "known" });
    await act("p/l1/m2/q1", { act: "acknowledge", who: "ann" });
    await until(() => expect(alarmOf("p/l1/m1/q1")).toContain('"shelved"'));
    await until(() => expect(alarmOf("p/l1/m2/q1")).toContain('"acknowledged"'));
    await running?.close();
    await tell(
      "verdict/p/l1/m2/q1/anomaly",
      anomaly("normal", { point: "p/l1/m2/q1", time: "2026-11-22T06:00:09.000Z" }),
    );
    // A minute and a bit of the fast clock.
    await new Promise((resolve) => setTimeout(resolve, (75 * 1000) / FASTER));
    start({ machines: 2 });
    await until(() => expect(alarmOf("p/l1/m2/q1")).toBe(""));
    await until(() => expect(alarmOf("p/l1/m1/q1")).not.toContain('"shelved"'));
  });

  it("the report tells what is out of service although nothing is open there", async () => {
    start();
    await until(() => expect(held.get("raceway/v1/service/p/alarms")).toContain("online"));
    await act("p/l1/m1/q1", { act: "take-out-of-service", who: "ann", comment: "rebuilt" });
    const report = () => JSON.parse(held.get("raceway/v1/alarm-report/p") ?? "{}");
    const covered = () => report().covered;
    const expected = [{ id: "l1.m1.q1.machine", outOfService: { who: "ann", reason: "rebuilt" } }];
    await until(() => expect(covered()).toMatchObject(expected));
    expect(report().journal).toMatchObject([
      {
        who: "ann",
        act: "take-out-of-service",
        before: "normal",
        after: "normal, out of service",
        comment: "rebuilt",
      },
    ]);
    await running?.close();
    held.clear();
    start();
    await until(() => expect(covered()).toMatchObject(expected));
  });
});

describe("a message to people", () => {
  it("goes out as a test when somebody asks for one, and says why when it cannot", async () => {
    start();
    const asked = (ask: string, channel: string) =>
      tell("notify-test/p", { ask: `test-of-${ask}`, channel });
    const answer = () => JSON.parse(held.get("raceway/v1/alarm-answer/p") ?? "{}");
    await until(() => expect(held.get("raceway/v1/service/p/alarms")).toContain("online"));
    await asked("mail", "mail");
    await until(() => expect(answer()).toEqual({ ask: "test-of-mail" }));
    expect(mail.received()).toHaveLength(1);
    await asked("pigeon", "pigeon");
    await until(() =>
      expect(answer()).toEqual({
        ask: "test-of-pigeon",
        refused: 'no channel "pigeon": mail, chat can be used',
      }),
    );
    await mail.stop();
    await asked("dead", "mail");
    await until(() => expect(answer().refused).toContain("ECONNREFUSED"));
  });
});
