import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Alarm } from "@raceway/model/alarm";
import type { Plant } from "@raceway/model/plant";
import type { Verdict } from "@raceway/model/verdict";
import { silentLog } from "@raceway/ports/log";
import {
  type SeriesQuery,
  StoreUnavailable,
  type TelemetryStore,
} from "@raceway/ports/telemetry-store";
import { encodeCbor } from "@raceway/wire/codec";
import { Aedes } from "aedes";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Console, startConsole } from "../start-console.ts";
import type { PlantView, PointView, SpectrumView } from "./api-types.ts";
import type { ProblemBody } from "./problem.ts";

const POINT = "plant/l1/g1/spindle";
const ALARM_ID = "l1.g1.spindle.machine";
const TIME = "2026-11-22T06:00:00.000Z";
const RPM = 1800;

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
          speed: { nominalRpm: RPM, tolerance: 0.02 },
          loadUnit: "%",
          points: [
            {
              path: POINT,
              id: "spindle",
              name: "Spindle",
              bearing: {
                designation: "6205",
                orders: { bpfo: 3.5, bpfi: 5.5, bsf: 2.3, ftf: 0.4 },
                tolerance: 0.02,
                source: "test",
                rotating: "inner",
              },
              channels: [
                {
                  id: "x",
                  name: "Radial",
                  kind: "vibration",
                  unit: "g",
                  silentAfter: 60,
                  limits: [{ indicator: "rms", warning: 4, alarm: 8 }],
                },
              ],
            },
            { path: "plant/l1/g1/idle", id: "idle", name: "Idle", channels: [] },
          ],
        },
      ],
    },
  ],
};

const anomaly: Verdict = {
  type: "verdict",
  point: POINT,
  time: TIME,
  persistent: true,
  kind: "anomaly",
  severity: "warning",
  score: 1.4,
  evidence: [
    {
      channel: "x",
      indicator: "rms",
      value: 5,
      unit: "m/s2",
      model: "baseline",
      limit: 4.4,
      expected: 2,
      text: "rms is 5 m/s²",
    },
  ],
};

const alarm: Alarm = {
  id: ALARM_ID,
  occurrence: 2,
  point: POINT,
  condition: "machine",
  where: { line: "Line 1", machine: "Grinder 1", point: "Spindle" },
  state: "unacknowledged",
  severity: "warning",
  title: "Unusual behaviour",
  evidence: [],
  advice: "Look.",
  since: TIME,
  comments: [],
};

/** The store at its edge: answers what a test sets, remembers what it was asked. */
const store = {
  asked: [] as SeriesQuery[],
  answer: async (): Promise<Awaited<ReturnType<TelemetryStore["series"]>>> => [],
  series(query: SeriesQuery) {
    this.asked.push(query);
    return this.answer();
  },
  async ready() {
    return { ok: true };
  },
};

let broker: Aedes;
let door: Server;
let mqttUrl: string;
let webRoot: string;
let page: Console;
let sensor: MqttClient;

const tell = (topic: string, payload: string | Uint8Array) =>
  sensor.publishAsync(`raceway/v1/${topic}`, Buffer.from(payload), { qos: 1, retain: true });
const get = (path: string) => fetch(`${page.url}${path}`);
const bodyOf = async <T>(answer: Response) => (await answer.json()) as T;
const getJson = async <T>(path: string) => bodyOf<T>(await get(path));
const detailOf = async (answer: Response) => (await bodyOf<ProblemBody>(answer)).detail;
const post = (path: string, body: unknown) =>
  fetch(`${page.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const until = <T>(check: () => T | Promise<T>) =>
  vi.waitFor(check, { timeout: 10_000, interval: 10 });

beforeAll(async () => {
  broker = await Aedes.createBroker();
  door = createServer(broker.handle);
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  mqttUrl = `mqtt://127.0.0.1:${(door.address() as AddressInfo).port}`;
  webRoot = mkdtempSync(join(tmpdir(), "raceway-console-"));
  writeFileSync(join(webRoot, "index.html"), "<!doctype html><title>Raceway</title>");
  page = await startConsole({
    plant,
    store,
    mqtt: { url: mqttUrl },
    port: 0,
    log: silentLog,
    webRoot,
    grafana: "https://grafana.example",
  });
  sensor = await mqtt.connectAsync(mqttUrl);
  await until(async () => expect((await get("/readyz")).status).toBe(200));
});

afterAll(async () => {
  await page.close();
  await sensor.endAsync(true);
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  await new Promise<void>((resolve) => door.close(() => resolve()));
  rmSync(webRoot, { recursive: true, force: true });
});

describe("the present", () => {
  it("shows a point without data as unknown", async () => {
    const view = await getJson<PointView>("/api/points/plant/l1/g1/idle");
    expect(view).toMatchObject({ level: "unknown", headline: "No data yet", line: "Line 1" });
  });

  it("shows state, verdicts and indicators of a point as they are heard", async () => {
    const state = {
      point: POINT,
      level: "warning",
      severity: "warning",
      parts: { anomaly: "warning", diagnosis: "normal", sensor: "normal" },
      score: 1.4,
      health: 70,
      learning: false,
    };
    await tell(`state/${POINT}`, JSON.stringify({ ...state, time: TIME }));
    await tell(`verdict/${POINT}/anomaly`, JSON.stringify(anomaly));
    await tell(
      `indicators/${POINT}/x`,
      JSON.stringify({ time: TIME, speedRpm: RPM, indicators: { rms: 5 } }),
    );
    await until(async () => {
      const view = await getJson<PointView>(`/api/points/${POINT}`);
      expect(view.indicators["x"]?.indicators).toEqual({ rms: 5 });
      expect(view).toMatchObject({
        level: "warning",
        headline: "rms is 5 m/s²",
        state: { health: 70 },
        verdicts: { anomaly: { score: 1.4 } },
      });
    });
    const { lines, grafana } = await getJson<PlantView>("/api/plant");
    expect(grafana).toBe("https://grafana.example");
    expect(lines[0]?.machines[0]?.points[0]).toMatchObject({ path: POINT, level: "warning" });
  });

  it("keeps the largest value of each group when a spectrum is too long, and names the bearing's lines", async () => {
    const values = new Float32Array(100);
    values[57] = 3;
    const payload = { time: TIME, unit: "(m/s2)^2", step: 0.5, values, band: [2000, 3000] };
    await tell(`spectrum/${POINT}/x/envelope`, encodeCbor(payload));
    const path = `/api/spectrum?point=${POINT}&channel=x&name=envelope`;
    await until(async () => expect((await get(path)).status).toBe(200));
    const whole = await getJson<SpectrumView>(path);
    expect(whole).toMatchObject({ step: 0.5, band: [2000, 3000], time: TIME });
    expect(whole.values).toHaveLength(100);
    expect(whole.expected[0]).toEqual({ label: "BPFO", hz: (3.5 * RPM) / 60 });
    const short = await getJson<SpectrumView>(`${path}&bins=20`);
    expect(short.step).toBe(2.5);
    expect(short.values.indexOf(3)).toBe(Math.floor(57 / 5));
  });

  it("lists dead letters, the newest first", async () => {
    const letter = (code: string) => JSON.stringify({ topic: "t", code, reason: `it is ${code}` });
    await tell("dead-letter/plant", letter("schema"));
    await tell("dead-letter/plant", letter("oversize"));
    await until(async () => {
      const letters = await getJson<{ code: string }[]>("/api/dead-letters");
      expect(letters.map(({ code }) => code)).toEqual(["oversize", "schema"]);
    });
  });
});

describe("trends", () => {
  it("end with the newest record, carry unit and limits, and leave averaging to the store", async () => {
    store.asked.length = 0;
    store.answer = async () => [
      { time: 1_795_327_200_000_000_000n, tags: {}, fields: { rms: 4.5 } },
    ];
    await until(async () => {
      const view = await getJson<PointView>(`/api/points/${POINT}`);
      expect(view.indicators["x"]).toBeDefined();
    });
    const trend = await getJson(`/api/trend?point=${POINT}&channel=x&indicator=rms&span=36000`);
    expect(trend).toMatchObject({
      unit: "m/s2",
      to: "2026-11-22T06:00:01.000Z",
      from: "2026-11-21T20:00:01.000Z",
      everySeconds: 60,
      rows: [[1_795_327_200_000, 4.5]],
      limits: [
        { name: "warning", value: 4 },
        { name: "alarm", value: 8 },
        { name: "limit", value: 4.4 },
        { name: "expected", value: 2 },
      ],
    });
    expect(store.asked[0]).toMatchObject({
      measurement: "indicator",
      fields: ["rms"],
      tags: { site: "plant", line: "l1", machine: "g1", point: "spindle", channel: "x" },
      everySeconds: 60,
    });
  });

  it("are read once for all who ask the same, until what people are told of the point changes", async () => {
    const path = `/api/trend?point=${POINT}&channel=x&indicator=rms&span=7200`;
    store.asked.length = 0;
    store.answer = async () => [];
    const answers = await Promise.all(Array.from({ length: 20 }, () => getJson(path)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(store.asked).toHaveLength(1);
    await tell(`verdict/${POINT}/anomaly`, JSON.stringify({ ...anomaly, severity: "alarm" }));
    await until(async () =>
      expect(await getJson(`/api/points/${POINT}`)).toMatchObject({ level: "alarm" }),
    );
    await getJson(path);
    expect(store.asked).toHaveLength(2);
    await tell(`verdict/${POINT}/anomaly`, JSON.stringify(anomaly));
  });

  it("says 503 and why when the store cannot be reached", async () => {
    store.answer = async () => {
      throw new StoreUnavailable("connection refused");
    };
    const answer = await get(`/api/trend?point=${POINT}&channel=x&indicator=rms`);
    expect(answer.status).toBe(503);
    expect(await detailOf(answer)).toContain("connection refused");
  });
});

describe("problems", () => {
  it("say how to build the web page when there is none", async () => {
    const bare = await startConsole({
      plant,
      store,
      mqtt: { url: mqttUrl },
      port: 0,
      log: silentLog,
      webRoot: join(webRoot, "nothing"),
    });
    const answer = await fetch(bare.url);
    await bare.close();
    expect(answer.status).toBe(503);
    expect(await detailOf(answer)).toContain("npm run build -w @raceway/console");
  });

  it("are problem+json that name every fault of a query", async () => {
    const answer = await get("/api/trend?channel=x&from=yesterday");
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    const problem = await bodyOf<ProblemBody>(answer);
    expect(problem).toMatchObject({ title: "Bad request", status: 400 });
    expect(problem.detail).toContain("point:");
    expect(problem.detail).toContain("indicator:");
    expect(problem.detail).toContain("from: expected a time with zone");
  });

  it.each([
    ["/api/points/plant/l1/g1/nowhere", "plant/l1/g1/nowhere"],
    [`/api/trend?point=${POINT}&channel=y&indicator=rms`, 'no channel "y"'],
    [`/api/spectrum?point=${POINT}&channel=x&name=sound`, "No sound spectrum"],
    ["/api/nothing", "/api/nothing"],
  ])("say 404 and what there is not at %s", async (path, named) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await detailOf(answer)).toContain(named);
  });

  it("refuse a body that is no JSON", async () => {
    const answer = await fetch(`${page.url}/api/alarms/${ALARM_ID}/acknowledge`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{who",
    });
    expect(answer.status).toBe(400);
    expect((await bodyOf<ProblemBody>(answer)).status).toBe(400);
  });

  it("name the way out when the port is taken", async () => {
    const port = Number(new URL(page.url).port);
    const second = startConsole({
      plant,
      store,
      mqtt: { url: mqttUrl },
      port,
      log: silentLog,
      webRoot,
    });
    await expect(second).rejects.toThrow(/taken.*--console-port or RACEWAY_CONSOLE_PORT/);
  });
});

describe("every answer", () => {
  it.each(["/", "/api/plant", "/api/nothing", "/api/events"])(
    "trusts no other origin: %s",
    async (path) => {
      const abort = new AbortController();
      const answer = await fetch(`${page.url}${path}`, { signal: abort.signal });
      const policy = answer.headers.get("content-security-policy");
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.has("access-control-allow-origin")).toBe(false);
      abort.abort();
    },
  );
});

describe("alarms", () => {
  it("hands an acknowledgement to the alarm service and answers with what came of it", async () => {
    const acts: unknown[] = [];
    await sensor.subscribeAsync("raceway/v1/alarm-act/#");
    const service = (topic: string, payload: Buffer) => {
      if (!topic.includes("/alarm-act/")) return;
      const { ask, ...act } = JSON.parse(payload.toString());
      acts.push(act);
      const acknowledged = {
        ...alarm,
        state: "acknowledged",
        acknowledged: { who: "ann", at: TIME },
      };
      void tell("alarm-answer/plant", JSON.stringify({ ask, alarm: acknowledged }));
    };
    sensor.on("message", service);
    await tell(`alarm/${POINT}/machine`, JSON.stringify(alarm));
    await until(async () => expect(await getJson("/api/alarms")).toHaveLength(1));
    const answer = await post(`/api/alarms/${ALARM_ID}/acknowledge`, {
      who: " ann ",
      comment: "mine",
      occurrence: 2,
    });
    sensor.off("message", service);
    expect(answer.status).toBe(200);
    expect((await bodyOf<{ alarm: Alarm }>(answer)).alarm).toMatchObject({ state: "acknowledged" });
    expect(acts).toEqual([{ act: "acknowledge", who: "ann", comment: "mine", occurrence: 2 }]);
  });

  it("asks for a name", async () => {
    const answer = await post(`/api/alarms/${ALARM_ID}/acknowledge`, { who: "  " });
    expect(answer.status).toBe(400);
    expect(await detailOf(answer)).toContain("who: a name is needed");
  });

  it("says 404 for an alarm that is closed by now", async () => {
    await tell(`alarm/${POINT}/machine`, "");
    await until(async () => expect(await getJson("/api/alarms")).toEqual([]));
    const answer = await post(`/api/alarms/${ALARM_ID}/acknowledge`, { who: "ann" });
    expect(answer.status).toBe(404);
    expect(await detailOf(answer)).toContain("closed by now");
  });
});

describe("events", () => {
  it("greet, then tell what changed, and of details only what the page follows", async () => {
    const followed = await openEvents(`?point=${POINT}`);
    const other = await openEvents("");
    await until(() => expect([...followed.names(), ...other.names()]).toEqual(["hello", "hello"]));
    const { version } = (await getJson("/api/plant")) as { readonly version: string };
    expect(followed.data("hello")).toMatchObject({ services: { broker: true }, version });
    await tell(`indicators/${POINT}/x`, JSON.stringify({ time: TIME, indicators: { rms: 6 } }));
    await tell(`alarm/${POINT}/machine`, JSON.stringify(alarm));
    await until(() => expect(other.data("alarm")).toMatchObject({ id: ALARM_ID, alarm }));
    await until(() => expect(followed.data("fresh")).toEqual({ path: POINT }));
    expect(other.names()).not.toContain("fresh");
    await followed.close();
    await other.close();
  });
});

describe("a lost broker", () => {
  it("is worth a warning, the console's own end is not", async () => {
    const warnings: string[] = [];
    const log = {
      ...silentLog,
      warn: (facts: object, text: string) => warnings.push(`${text} ${JSON.stringify(facts)}`),
    };
    const brief = await startConsole({
      plant,
      store,
      mqtt: { url: mqttUrl },
      port: 0,
      log,
      webRoot,
    });
    await until(async () => expect((await fetch(`${brief.url}/readyz`)).status).toBe(200));
    await brief.close();
    expect(warnings).toEqual([]);
  });

  it("makes the console not ready and keeps what was heard; its return brings what is so now", async () => {
    const mortal = await Aedes.createBroker();
    const entrance = createServer(mortal.handle);
    await new Promise<void>((resolve) => entrance.listen(0, "127.0.0.1", resolve));
    const { port } = entrance.address() as AddressInfo;
    const url = `mqtt://127.0.0.1:${port}`;
    const lonely = await startConsole({
      plant,
      store,
      mqtt: { url },
      port: 0,
      log: silentLog,
      webRoot,
    });
    const ask = (path: string) => fetch(`${lonely.url}${path}`);
    const alarms = async () => (await ask("/api/alarms")).json();
    const teller = await mqtt.connectAsync(url);
    await teller.publishAsync(`raceway/v1/alarm/${POINT}/machine`, JSON.stringify(alarm), {
      retain: true,
      qos: 1,
    });
    await until(async () => expect(await alarms()).toHaveLength(1));
    await teller.endAsync(true);
    await new Promise<void>((resolve) => mortal.close(() => resolve()));
    await new Promise<void>((resolve) => entrance.close(() => resolve()));
    await until(async () => expect((await ask("/readyz")).status).toBe(503));
    expect(await alarms()).toHaveLength(1);

    const reborn = await Aedes.createBroker();
    const second = createServer(reborn.handle);
    await new Promise<void>((resolve) => second.listen(port, "127.0.0.1", resolve));
    await until(async () => expect((await ask("/readyz")).status).toBe(200));
    expect(await alarms()).toEqual([]);
    await lonely.close();
    await new Promise<void>((resolve) => reborn.close(() => resolve()));
    await new Promise<void>((resolve) => second.close(() => resolve()));
  });
});

/** Reads a stream of server-sent events. */
async function openEvents(query: string) {
  const abort = new AbortController();
  const response = await fetch(`${page.url}/api/events${query}`, { signal: abort.signal });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const frames: { name: string; data: unknown }[] = [];
  let rest = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true });
      const parts = rest.split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const match = /^event: (\w+)\ndata: (.*)$/m.exec(part);
        if (match?.[1] && match[2]) frames.push({ name: match[1], data: JSON.parse(match[2]) });
      }
    }
  })().catch(() => {});
  return {
    names: () => frames.map(({ name }) => name),
    data: (name: string) => frames.findLast((frame) => frame.name === name)?.data,
    close: () => {
      abort.abort();
      return reading;
    },
  };
}
