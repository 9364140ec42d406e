import { type AddressInfo, createServer, type Server } from "node:net";
import type { Plant } from "@raceway/model/plant";
import { silentLog } from "@raceway/ports/log";
import type { SeriesQuery, SeriesRow } from "@raceway/ports/telemetry-store";
import { encodeCbor } from "@raceway/wire/codec";
import { Aedes } from "aedes";
import { parquetReadObjects } from "hyparquet";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { z } from "zod";
import * as answers from "./http/api-schema.ts";
import { type Console, startConsole } from "./start-console.ts";

const POINT = "plant/l1/g1/spindle";
const TIME = "2026-11-22T06:00:00.000Z";
const NANOS = BigInt(Date.parse(TIME)) * 1_000_000n;
const channel = { name: "X", silentAfter: 60, limits: [] };

const plant: Plant = {
  site: "plant",
  name: "Plant",
  trace: {},
  lines: [
    {
      id: "l1",
      name: "Line 1",
      plannedStops: [
        {
          days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
          from: "00:00",
          to: "24:00",
          timeZone: "UTC",
        },
      ],
      machines: [
        {
          id: "g1",
          name: "Grinder 1",
          speed: { tolerance: 0.02 },
          loadUnit: "%",
          points: ["spindle", "idle"].map((id) => ({
            path: `plant/l1/g1/${id}`,
            id,
            name: id,
            bearing: {
              designation: "6205",
              orders: { bpfo: 3.5, bpfi: 5.5, bsf: 2.3, ftf: 0.4 },
              tolerance: 0.02,
              source: "test",
              rotating: "inner",
            },
            channels: [{ ...channel, id: "x", kind: "vibration", unit: "g" }],
          })),
        },
      ],
    },
  ],
};

const verdict = { type: "verdict", point: POINT, time: TIME, persistent: true };
const store = {
  rows: [] as SeriesRow[],
  asked: [] as SeriesQuery[],
  async series(query: SeriesQuery) {
    this.asked.push(query);
    return query.measurement === "maintenance" ? [] : this.rows;
  },
  async ready() {
    return { ok: true };
  },
};

let broker: Aedes;
let door: Server;
let page: Console;
let client: MqttClient;
const heard: { topic: string; body: unknown }[] = [];

const tell = (topic: string, payload: object | Uint8Array) =>
  client.publishAsync(
    `raceway/v1/${topic}`,
    Buffer.from(payload instanceof Uint8Array ? payload : JSON.stringify(payload)),
    { qos: 1, retain: true },
  );
const get = (path: string) => fetch(`${page.url}/api/${path}`);
/** The answer, held to the schema that the API's description gives. */
const read = async <S extends z.ZodType>(path: string, schema: S) =>
  schema.parse(await (await get(path)).json());
const post = (path: string, body: object) =>
  fetch(`${page.url}/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const until = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

beforeAll(async () => {
  broker = await Aedes.createBroker();
  door = createServer(broker.handle);
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const url = `mqtt://127.0.0.1:${(door.address() as AddressInfo).port}`;
  page = await startConsole({ plant, store, mqtt: { url }, port: 0, log: silentLog });
  client = await mqtt.connectAsync(url);
  client.on("message", (topic, payload) => {
    if (topic.includes("/maintenance/")) heard.push({ topic, body: JSON.parse(`${payload}`) });
  });
  await client.subscribeAsync("raceway/v1/maintenance/#");
  await until(async () => expect((await fetch(`${page.url}/readyz`)).status).toBe(200));
  await tell(`verdict/${POINT}/diagnosis`, {
    ...verdict,
    kind: "diagnosis",
    fault: "outer-race",
    confidence: 0.9,
    lines: [],
    hypotheses: [],
    text: "lines found",
  });
  await tell(`verdict/${POINT}/prognosis`, {
    ...verdict,
    kind: "prognosis",
    trend: "rising",
    basis: "trend",
    indicator: "rms",
    limit: 4,
    rulSeconds: 7200,
    lowSeconds: 3600,
    highSeconds: 9000,
    interval: 0.8,
    model: "linear",
    text: "rising",
    advice: {
      choice: "in-time",
      stop: {
        start: "2026-11-29T05:00:00.000Z",
        end: "2026-11-29T13:00:00.000Z",
        timeZone: "Europe/Berlin",
      },
      marginSeconds: 600,
      risk: 0.05,
    },
    order: { by: "2026-11-27T05:00:00.000Z", leadDays: 2, timeZone: "Europe/Berlin" },
  });
  await tell(`verdict/${POINT}/sensor/x`, {
    ...verdict,
    channel: "x",
    kind: "sensor",
    fault: "clipping",
    text: "x clips",
  });
  await tell(`status/${POINT}`, { status: "online", battery: 12 });
  await tell(`indicators/${POINT}/x`, { time: TIME, indicators: { rms: 5 } });
  await tell(
    `latest-waveform/${POINT}/x`,
    encodeCbor({
      time: TIME,
      unit: "m/s2",
      sampleRate: 1000,
      length: 50_000,
      scale: 0.5,
      samples: new Int16Array([0, 2, -4]),
    }),
  );
  await until(async () =>
    expect((await read(`points/${POINT}`, answers.point)).waveforms).toHaveLength(1),
  );
});

afterAll(async () => {
  await page.close();
  await client.endAsync(true);
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  await new Promise<void>((resolve) => door.close(() => resolve()));
});

describe("the API", () => {
  it("answers as its description says, with and without data", async () => {
    await read("plant", answers.plant);
    await read("indicators", answers.indicators);
    await read(`points/${POINT}`, answers.point);
    await read("points/plant/l1/g1/idle", answers.point);
    await read("dead-letters", answers.deadLetters);
    await read("alarms", answers.alarms);
    await read(`trend?point=${POINT}&indicator=health`, answers.trend);
    await read(`forecast?point=${POINT}`, answers.forecast);
  });

  it("gives the latest waveform in its unit, and says how long it was", async () => {
    const waveform = await read(`waveform?point=${POINT}&channel=x`, answers.waveform);
    expect(waveform).toMatchObject({ samples: [0, 1, -2], length: 50_000, sampleRate: 1000 });
    expect((await get("waveform?point=plant/l1/g1/idle&channel=x")).status).toBe(404);
  });

  it("keeps how a spectrum changed", async () => {
    for (const seconds of [1, 2])
      await tell(
        `spectrum/${POINT}/x/envelope`,
        encodeCbor({
          time: new Date(seconds * 1000).toISOString(),
          unit: "m/s2",
          step: 1,
          values: new Float32Array([1, 2]),
        }),
      );
    await until(async () => {
      const path = `waterfall?point=${POINT}&channel=x&name=envelope`;
      const { rows } = await read(path, answers.waterfall);
      expect(rows.map(({ values }) => values)).toEqual([
        [1, 2],
        [1, 2],
      ]);
    });
  });

  it("tells of each sensor what it last said and what it says of itself", async () => {
    const [spindle, idle] = await read("sensors", answers.sensors);
    expect(spindle).toMatchObject({
      fault: "clipping",
      time: TIME,
      status: { online: true, battery: 12 },
    });
    expect(idle).not.toHaveProperty("time");
  });

  it("gives lists in pages that name the next one", async () => {
    const answer = await get("sensors?limit=1");
    expect(answer.headers.get("x-total-count")).toBe("2");
    const next = /<(.*)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
    const [second] = await read(`sensors${next}`, answers.sensors);
    expect(second?.point).toBe("plant/l1/g1/idle");
  });
});

describe("maintenance", () => {
  it("holds each advisory against the planned stop and the bearings in use", async () => {
    const { advisories, spares } = await read("maintenance", answers.maintenance);
    expect(advisories).toHaveLength(1);
    expect(advisories[0]).toMatchObject({
      point: POINT,
      cause: { fault: "outer-race", confidence: 0.9 },
      life: { seconds: 7200, low: 3600 },
      bearing: { designation: "6205" },
      advice: expect.stringContaining(
        "at Sunday's stop (Sun 29 Nov 06:00), 10 minutes before the interval's lower end",
      ),
      translations: { zh: { advice: expect.stringContaining("11月29日（周日）06:00") } },
      stop: { start: "2026-11-29T05:00:00.000Z" },
      stopInTime: true,
    });
    expect(advisories[0]?.advice).toMatch(
      / Order the bearing by Fri 27 Nov: it takes 2 days to come\.$/,
    );
    expect(spares).toEqual([
      {
        designation: "6205",
        installed: 2,
        wanted: 1,
        points: [POINT],
        orderBy: "2026-11-27T05:00:00.000Z",
      },
    ]);
  });

  it("hands work done to analysis", async () => {
    const event = { work: "bearing-replaced", who: "Jo", comment: "spalled" };
    expect((await post("maintenance", { point: POINT, ...event })).status).toBe(200);
    await until(async () =>
      expect(heard).toEqual([{ topic: `raceway/v1/maintenance/${POINT}`, body: event }]),
    );
  });

  it("refuses work that it does not know, and a point that the plant lacks", async () => {
    const unknown = await post("maintenance", { point: POINT, work: "kicked", who: "Jo" });
    expect(unknown.status).toBe(400);
    expect(((await unknown.json()) as { detail: string }).detail).toMatch(/bearing-replaced/);
    const nowhere = await post("maintenance", { point: "a/b/c/d", work: "inspected", who: "Jo" });
    expect(nowhere.status).toBe(404);
  });
});

describe("the history of alarms", () => {
  const reported = {
    time: TIME,
    lastDay: {
      hours: 24,
      announced: 12,
      perOperatorPer10Minutes: { average: 0.1, most: 11 },
      floods: { count: 1, timeShare: 0.01, now: true },
      topTen: { share: 0.5, alarms: [{ id: "l1.g1.spindle.machine", count: 6 }] },
      chattering: [],
      fleeting: 0,
      stale: [],
      priorities: { low: 0.8, medium: 0.15, high: 0.05 },
    },
    rate: [0, 11],
    journal: [],
  };
  const shelved = (minutes: number) => ({
    who: "ann",
    at: TIME,
    until: new Date(Date.now() + minutes * 60_000).toISOString(),
    reason: "cable ordered",
  });

  it("is the alarm service's report, once there is one", async () => {
    expect((await get("alarm-report")).status).toBe(503);
    const idle = { point: "plant/l1/g1/idle", where: { line: "", machine: "", point: "" } };
    const report = {
      ...reported,
      lastMonth: reported.lastDay,
      covered: [
        { ...idle, id: "l1.g1.idle.machine", condition: "machine", shelved: shelved(60) },
        // Its shelf ended since the report.
        { ...idle, id: "l1.g1.idle.sensor", condition: "sensor", shelved: shelved(-1) },
      ],
    };
    await tell("alarm-report/plant", report);
    await until(async () => expect((await get("alarm-report")).status).toBe(200));
    expect(await read("alarm-report", answers.alarmReport)).toEqual(report);
  });

  it("lists what is shelved or out of service, open or not", async () => {
    const open = {
      id: "l1.g1.spindle.machine",
      occurrence: 1,
      point: POINT,
      condition: "machine",
      where: { line: "Line 1", machine: "Grinder 1", point: "spindle" },
      state: "unacknowledged",
      severity: "alarm",
      title: "Unusual behaviour",
      evidence: [],
      advice: "Look.",
      since: TIME,
      comments: [],
      outOfService: { who: "ben", at: TIME, reason: "rebuilt" },
    };
    await tell(`alarm/${POINT}/machine`, open);
    await until(async () =>
      expect(await read("alarms/covered", answers.covered)).toMatchObject([
        { id: open.id, open: true, outOfService: { who: "ben", reason: "rebuilt" } },
        { id: "l1.g1.idle.machine", open: false, shelved: { who: "ann", at: TIME } },
      ]),
    );
  });

  it("is the journal of one alarm in pages, asked of the alarm service", async () => {
    const line = (k: number) => ({
      at: TIME,
      alarm: "l1.g1.spindle.machine",
      occurrence: 1,
      who: k === 0 ? "ann" : "raceway",
      act: k === 0 ? "acknowledge" : "sensor",
      before: "unacknowledged",
      after: "acknowledged",
      ...(k === 0
        ? { comment: "mine" }
        : { verdict: { ...verdict, kind: "sensor", fault: "silence", text: "silent" } }),
    });
    const asked: unknown[] = [];
    const service = (topic: string, payload: Buffer) => {
      if (topic !== `raceway/v1/alarm-ask/${POINT}/machine`) return;
      const { ask, offset, limit } = JSON.parse(`${payload}`);
      asked.push({ offset, limit });
      const lines = [0, 1, 2].map(line).slice(offset, offset + limit);
      void client.publishAsync(
        "raceway/v1/alarm-answer/plant",
        JSON.stringify({ ask, journal: { total: 3, lines } }),
      );
    };
    client.on("message", service);
    await client.subscribeAsync("raceway/v1/alarm-ask/#");
    const first = await get("alarms/l1.g1.spindle.machine/journal?limit=2");
    expect(first.headers.get("x-total-count")).toBe("3");
    expect(first.headers.get("link")).toBe('<?limit=2&offset=2>; rel="next"');
    const path = "alarms/l1.g1.spindle.machine/journal?limit=2&offset=2";
    expect([
      ...answers.journal.parse(await first.json()),
      ...(await read(path, answers.journal)),
    ]).toEqual(
      // With a verdict go the names of the channels that it speaks of.
      [0, 1, 2].map((k) => ({ ...line(k), ...(k > 0 && { channelNames: { x: "X" } }) })),
    );
    expect(asked).toEqual([
      { offset: 0, limit: 2 },
      { offset: 2, limit: 2 },
    ]);
    client.off("message", service);
    expect((await get("alarms/l1.g1.nothing.machine/journal")).status).toBe(404);
  });
});

describe("shelving", () => {
  it("needs a reason and a time", async () => {
    const answer = await post("alarms/l1.g1.spindle.machine/shelve", { who: "Jo" });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { detail: string }).detail).toMatch(/comment.*minutes/s);
  });
});

describe("exports", () => {
  const rows = [1, 2, 3].map((k) => ({
    time: NANOS + BigInt(k) * 1_000_000_000n,
    tags: {},
    fields: k === 2 ? { rms: k } : { rms: k, kurtosis: 3.5 },
  }));

  it("write the same rows as CSV and as Parquet, with a column only for what there is", async () => {
    store.rows = rows;
    const path = `export?point=${POINT}&channel=x`;
    const csv = await get(path);
    expect(csv.headers.get("content-disposition")).toContain("plant_l1_g1_spindle_x.csv");
    expect((await csv.text()).split("\r\n")).toEqual([
      "time,rms,kurtosis",
      "2026-11-22T06:00:01.000Z,1,3.5",
      "2026-11-22T06:00:02.000Z,2,",
      "2026-11-22T06:00:03.000Z,3,3.5",
      "",
    ]);
    const file = await (await get(`${path}&format=parquet`)).arrayBuffer();
    expect(await parquetReadObjects({ file })).toEqual([
      { time: new Date("2026-11-22T06:00:01.000Z"), rms: 1, kurtosis: 3.5 },
      { time: new Date("2026-11-22T06:00:02.000Z"), rms: 2, kurtosis: null },
      { time: new Date("2026-11-22T06:00:03.000Z"), rms: 3, kurtosis: 3.5 },
    ]);
  });

  it("say 404 for a channel that the point lacks", async () => {
    expect((await get(`export?point=${POINT}&channel=y`)).status).toBe(404);
  });
});
