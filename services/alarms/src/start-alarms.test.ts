import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Alarm } from "@raceway/model/alarm";
import type { Plant } from "@raceway/model/plant";
import type { AnomalyVerdict } from "@raceway/model/verdict";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { silentLog } from "@raceway/ports/log";
import { Aedes } from "aedes";
import mqtt, { type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAlarmJournal } from "./journal/alarm-journal.ts";
import { type Alarms, startAlarms } from "./start-alarms.ts";
import { createFakeClock } from "./testing.ts";

const POINT = "plant/l1/g1/spindle";
const VERDICT_TOPIC = `raceway/v1/verdict/${POINT}/anomaly`;
const ALARM_TOPIC = `raceway/v1/alarm/${POINT}/machine`;
const ACT_TOPIC = `raceway/v1/alarm-act/${POINT}/machine`;
const STATUS_TOPIC = "raceway/v1/service/plant/alarms";

const plant: Plant = {
  site: "plant",
  name: "Plant",
  trace: {},
  lines: [
    {
      id: "l1",
      name: "Line 1",
      machines: [
        {
          id: "g1",
          name: "Grinder 1",
          speed: { tolerance: 0.02 },
          loadUnit: "%",
          points: [{ path: POINT, id: "spindle", name: "Spindle", channels: [] }],
        },
      ],
    },
  ],
};

function anomaly(second: number, severity: AnomalyVerdict["severity"]): string {
  const verdict: AnomalyVerdict = {
    type: "verdict",
    point: POINT,
    time: `2026-11-22T06:00:${String(second).padStart(2, "0")}.000Z`,
    persistent: true,
    kind: "anomaly",
    severity,
    score: 2,
    evidence: [],
  };
  return JSON.stringify(verdict);
}

let broker: Aedes;
let server: ReturnType<typeof createServer>;
let url: string;
let directory: string;
let person: MqttClient;
/** What the broker holds, as a late subscriber would get it. */
let held: Map<string, string>;
const running = new Set<Alarms>();

function start(clock: Clock = systemClock): Alarms {
  const journalPath = join(directory, "alarms.sqlite");
  const alarms = startAlarms({ plant, journalPath, mqtt: { url }, clock, log: silentLog });
  running.add(alarms);
  return alarms;
}

async function stop(alarms: Alarms): Promise<void> {
  running.delete(alarms);
  await alarms.close();
}

const tell = (topic: string, payload: string) =>
  person.publishAsync(topic, payload, { qos: 1, retain: topic !== ACT_TOPIC });

const alarmHeld = (): Alarm | undefined => {
  const text = held.get(ALARM_TOPIC);
  return text ? JSON.parse(text) : undefined;
};

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const online = () => until(() => expect(held.get(STATUS_TOPIC)).toBe('{"status":"online"}'));
const offline = () => until(() => expect(held.get(STATUS_TOPIC)).toBe('{"status":"offline"}'));

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "raceway-alarms-"));
  broker = await Aedes.createBroker();
  server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  held = new Map();
  person = await mqtt.connectAsync(url);
  person.on("message", (topic, payload) => held.set(topic, payload.toString()));
  await person.subscribeAsync("raceway/v1/#", { qos: 1 });
});

afterEach(async () => {
  for (const alarms of running) await stop(alarms);
  await person.endAsync(true);
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(directory, { recursive: true, force: true });
});

/** What aedes does not tell of itself: where it looks for retained messages. */
interface KeepingBroker {
  readonly persistence: {
    createRetainedStreamCombi(patterns: readonly string[]): AsyncIterable<object>;
  };
}

/** Makes a broker look up what it had kept at a subscription, and hand it out when it is told to. */
function handOutLate(broker: Aedes) {
  const { persistence } = broker as unknown as KeepingBroker;
  const lookUp = persistence.createRetainedStreamCombi.bind(persistence);
  const [looked, handedOut] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  persistence.createRetainedStreamCombi = (patterns) =>
    Readable.from(
      (async function* () {
        const found: object[] = [];
        for await (const message of lookUp(patterns)) found.push(message);
        if (found.length > 0) looked.resolve();
        await handedOut.promise;
        yield* found;
      })(),
    );
  return { looked: looked.promise, handOut: handedOut.resolve };
}

describe("alarms over MQTT", () => {
  it("publishes a retained alarm, takes an acknowledgement, and clears the alarm at the return", async () => {
    start();
    await online();
    await tell(VERDICT_TOPIC, anomaly(1, "alarm"));
    await until(() => expect(alarmHeld()?.state).toBe("unacknowledged"));
    expect(alarmHeld()?.where).toEqual({
      line: "Line 1",
      machine: "Grinder 1",
      point: "Spindle",
    });
    await tell(ACT_TOPIC, JSON.stringify({ act: "acknowledge", who: "ann", comment: "mine" }));
    await until(() => expect(alarmHeld()?.acknowledged?.who).toBe("ann"));
    await tell(VERDICT_TOPIC, anomaly(2, "normal"));
    await until(() => expect(held.get(ALARM_TOPIC)).toBe(""));
  });

  it("lets no older verdict that the broker hands out late close an alarm or open it again", async () => {
    await tell(VERDICT_TOPIC, anomaly(1, "normal"));
    const late = handOutLate(broker);
    start();
    await online();
    await late.looked;
    await tell(VERDICT_TOPIC, anomaly(2, "alarm"));
    await until(() => expect(alarmHeld()?.state).toBe("unacknowledged"));
    const told = alarmHeld();
    late.handOut();
    // Messages come in their order: what this answers comes after the late one.
    await tell(ACT_TOPIC, JSON.stringify({ act: "acknowledge", who: "ann" }));
    await until(() => expect(alarmHeld()?.acknowledged?.who).toBe("ann"));
    expect(alarmHeld()).toMatchObject({ state: "acknowledged", occurrence: told?.occurrence });
  });

  it("writes every act into the journal with who, when, before and after", async () => {
    const alarms = start();
    await online();
    await tell(VERDICT_TOPIC, anomaly(1, "warning"));
    await tell(ACT_TOPIC, JSON.stringify({ act: "acknowledge", who: "ann", comment: "mine" }));
    await until(() => expect(alarmHeld()?.state).toBe("acknowledged"));
    await stop(alarms);
    const journal = openAlarmJournal(join(directory, "alarms.sqlite"), silentLog);
    const entries = journal.entries("l1.g1.spindle.machine");
    journal.close();
    expect(entries).toMatchObject([
      { who: "raceway", act: "anomaly", before: "normal", after: "unacknowledged" },
      {
        who: "ann",
        act: "acknowledge",
        before: "unacknowledged",
        after: "acknowledged",
        detail: { comment: "mine" },
      },
    ]);
  });

  it("answers acts and questions by the id they came with", async () => {
    start();
    await online();
    await tell(VERDICT_TOPIC, anomaly(1, "warning"));
    await until(() => expect(alarmHeld()).toBeDefined());
    const answers = new Map<string, object>();
    person.on("message", (topic, payload) => {
      if (topic !== "raceway/v1/alarm-answer/plant") return;
      const { ask, ...answer } = JSON.parse(payload.toString());
      answers.set(ask, answer);
    });
    const shelf = { act: "shelve", who: "ann", comment: "later", minutes: 5 };
    await tell(ACT_TOPIC, JSON.stringify({ ...shelf, occurrence: 9, ask: "a" }));
    await tell(ACT_TOPIC, JSON.stringify({ ...shelf, ask: "b" }));
    await person.publishAsync(
      `raceway/v1/alarm-ask/${POINT}/machine`,
      JSON.stringify({ ask: "c", offset: 0, limit: 1 }),
    );
    await until(() => expect(answers.size).toBe(3));
    expect(answers.get("a")).toEqual({ refused: "occurrence 9 was meant, but 1 is open" });
    expect(answers.get("b")).toMatchObject({ alarm: { shelved: { who: "ann", reason: "later" } } });
    expect(answers.get("c")).toMatchObject({
      journal: {
        total: 2,
        lines: [{ who: "ann", act: "shelve", before: "unacknowledged", comment: "later" }],
      },
    });
    await person.publishAsync(
      `raceway/v1/alarm-ask/${POINT}/machine`,
      JSON.stringify({ ask: "d", offset: 1, limit: 1 }),
    );
    await until(() =>
      expect(answers.get("d")).toMatchObject({
        journal: { total: 2, lines: [{ who: "raceway", verdict: { kind: "anomaly" } }] },
      }),
    );
  });

  it("reports a change within ten seconds", async () => {
    const { clock, advance } = createFakeClock();
    start(clock);
    await online();
    const announced = () =>
      JSON.parse(held.get("raceway/v1/alarm-report/plant") ?? "null")?.lastDay.announced;
    await until(() => expect(announced()).toBe(0));
    await tell(VERDICT_TOPIC, anomaly(1, "alarm"));
    await until(() => expect(alarmHeld()).toBeDefined());
    expect(announced()).toBe(0);
    await advance(10);
    await until(() => expect(announced()).toBe(1));
  });

  it("reads verdicts that came while it was away and keeps what was acknowledged", async () => {
    const first = start();
    await online();
    await tell(VERDICT_TOPIC, anomaly(1, "warning"));
    await tell(ACT_TOPIC, JSON.stringify({ act: "acknowledge", who: "ann" }));
    await until(() => expect(alarmHeld()?.state).toBe("acknowledged"));
    await stop(first);
    await offline();
    const second = start();
    await online();
    await until(() => expect(alarmHeld()).toMatchObject({ state: "acknowledged", occurrence: 1 }));
    await stop(second);
    await offline();
    await tell(VERDICT_TOPIC, anomaly(3, "normal"));
    start();
    await until(() => expect(held.get(ALARM_TOPIC)).toBe(""));
  });

  it("clears an alarm that the broker still holds although it is closed", async () => {
    await tell(ALARM_TOPIC, JSON.stringify({ stale: true }));
    start();
    await until(() => expect(held.get(ALARM_TOPIC)).toBe(""));
  });

  it("goes on after messages that make no sense", async () => {
    start();
    await online();
    await tell(VERDICT_TOPIC, "{not json");
    await tell(ACT_TOPIC, JSON.stringify({ act: "explode", who: "ann" }));
    await tell(VERDICT_TOPIC.replace("spindle", "nowhere"), anomaly(1, "alarm"));
    await tell(VERDICT_TOPIC, anomaly(2, "alarm"));
    await until(() => expect(alarmHeld()?.state).toBe("unacknowledged"));
  });
});
