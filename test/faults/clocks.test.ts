import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { freePort } from "../servers/free-port.ts";
import { type IngestProcess, prepareIngest } from "./ingest-process.ts";
import { STEPPED_CLOCK } from "./stepped-clock-path.ts";

const DAY_MS = 86_400_000;
const POINTS = ["p0", "p1", "p2", "p3"];
const PLANT = `site: s
lines:
  - id: l
    machines:
      - id: m
        points:
${POINTS.map(
  (id) =>
    `          - { id: ${id}, channels: [{ id: temp, kind: temperature, unit: degC, limits: { temperature: { warning: 70, alarm: 85 } } }] }`,
).join("\n")}
`;
const topicOf = (point: string) => `raceway/v1/reading/s/l/m/${point}/temp`;

let folder = "";
let running: IngestProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-clocks-"));
  writeFileSync(join(folder, "plant.yaml"), PLANT);
  running = [];
});
afterEach(async () => {
  for (const ingest of running) await ingest.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** The real ingest on a host whose clock is off by so much. */
async function start(clockMs = 0, store = `duckdb:${join(folder, "t.duckdb")}`) {
  const ingest = await prepareIngest({
    plantFile: join(folder, "plant.yaml"),
    data: join(folder, "data"),
    store,
    preload: [STEPPED_CLOCK],
    env: { RACEWAY_FAULT_FOLDER: folder, RACEWAY_FAULT_CLOCK_MS: `${clockMs}` },
  });
  running.push(ingest);
  ingest.start();
  await until("ingest to be ready", async () => (await ingest.status())?.ready === true, 30_000);
  return ingest;
}

async function publish(
  ingest: IngestProcess,
  messages: readonly { readonly point: string; readonly value: number; readonly time?: string }[],
): Promise<void> {
  const sensor = await connectAsync(ingest.url);
  for (const { point, value, time } of messages)
    await sensor.publishAsync(
      topicOf(point),
      JSON.stringify({ unit: "degC", value, ...(time !== undefined && { time }) }),
      { qos: 1 },
    );
  await sensor.endAsync();
}

/** Verdicts as they come, and those that are retained. */
async function listen(ingest: IngestProcess) {
  const heard: { kind: string; fault?: string; severity?: string; persistent: boolean }[] = [];
  const client = await connectAsync(ingest.url);
  client.on("message", (_topic, payload) => heard.push(JSON.parse(payload.toString())));
  await client.subscribeAsync("raceway/v1/verdict/#");
  return { heard, end: () => client.endAsync() };
}

const analysed = (ingest: IngestProcess, count: number) =>
  until("all to be judged", async () => (await ingest.status())?.analysed === count);

describe("the host's clock", () => {
  it("set 31 days ahead while the store is away drops no result", async () => {
    const nobody = `influxdb://127.0.0.1:${await freePort()}/raceway`;
    const ingest = await start(-31 * DAY_MS, nobody);
    const values = Array.from({ length: 40 }, (_, n) => ({
      point: `p${n % 4}`,
      value: 40 + n / 9,
    }));
    await publish(ingest, values);
    await analysed(ingest, values.length);
    const before = (await ingest.status())?.outbox_rows ?? 0;
    writeFileSync(join(folder, "clock-step"), "0");
    ingest.signal("SIGUSR2");
    await publish(ingest, [{ point: "p0", value: 41 }]);
    await analysed(ingest, values.length + 1);
    const status = await ingest.status();
    expect(status).toMatchObject({ dropped: 0 });
    expect(status?.outbox_rows).toBeGreaterThan(before);
    expect(status?.drains["store"]?.age).toBeLessThan(120);
  });

  it("that was a day ahead for one reading makes nothing late: a sensor without a clock is judged at once", async () => {
    const ahead = await start(DAY_MS);
    await publish(ahead, [{ point: "p0", value: 40 }]);
    await analysed(ahead, 1);
    await ahead.stop();
    const ingest = await start();
    const { heard, end } = await listen(ingest);
    await publish(
      ingest,
      Array.from({ length: 10 }, () => ({ point: "p0", value: 90 })),
    );
    await until("a verdict on the temperature", () =>
      heard.some(({ kind, severity }) => kind === "anomaly" && severity !== "normal"),
    );
    expect(await ingest.status()).toMatchObject({ analysed: 10, late: 0, deadLetters: {} });
    await end();
  });

  it.each([
    ["a day behind", -DAY_MS],
    ["never set", -Date.now() + 10_000],
  ])(
    "%s sets nothing aside that sensors with the right clock send, and is said",
    async (_, off) => {
      const ingest = await start(off);
      const { heard, end } = await listen(ingest);
      const now = Date.now();
      await publish(
        ingest,
        Array.from({ length: 40 }, (__, n) => ({
          point: `p${n % 4}`,
          value: 95,
          time: new Date(now + n).toISOString(),
        })),
      );
      await analysed(ingest, 40);
      expect(await ingest.status()).toMatchObject({
        ready: true,
        late: 0,
        deadLetters: {},
        clock: { points: 4, of: 4, offsetSeconds: expect.closeTo(-off / 1000, -1) },
      });
      await until("verdicts on the temperature", () =>
        heard.some(({ kind }) => kind === "anomaly"),
      );
      expect(heard.map(({ fault }) => fault)).not.toContain("silence");
      await until("a word in the log", () => ingest.said().includes("clock disagrees"), 15_000);
      await end();
    },
  );

  it("ten days behind at a point's first reading does not make its alarm wait: they are not days that it ran", async () => {
    const ingest = await start(-10 * DAY_MS);
    const { heard, end } = await listen(ingest);
    const began = Date.now() - 60_000;
    const reading = (point: string, n: number, value: number) => ({
      point,
      value: value + n / 100,
      time: new Date(began + 500 * n).toISOString(),
    });
    // Nobody can tell yet whose clock is wrong when p0 is heard of first; with the third point it is known.
    const first = ["p0", "p1", "p2"].map((point) => reading(point, 0, 40));
    const cool = Array.from({ length: 40 }, (_, n) => reading("p0", n + 1, 40));
    const hot = Array.from({ length: 40 }, (_, n) => reading("p0", n + 41, 95));
    await publish(ingest, [...first, ...cool, ...hot]);
    await analysed(ingest, 83);
    await until("a verdict on the temperature that lasts", () =>
      heard.some((verdict) => verdict.kind === "anomaly" && verdict.persistent),
    );
    await end();
  });
});

describe("a sensor's clock", () => {
  it("that was never set does not keep 95 °C from being judged, and is said; also when it starts again at 1970", async () => {
    const ingest = await start();
    const { heard, end } = await listen(ingest);
    await publish(ingest, [{ point: "p0", value: 41.5 }]);
    const unset = Array.from({ length: 30 }, (_, n) => ({
      point: "p0",
      value: 95 + n / 100,
      time: new Date(60_000 + n * 1000).toISOString(),
    }));
    await publish(ingest, unset);
    await analysed(ingest, 31);
    await until("a verdict on the temperature", () =>
      heard.some(({ kind, severity }) => kind === "anomaly" && severity !== "normal"),
    );
    await until("a verdict on the clock", () =>
      heard.some(({ fault, persistent }) => fault === "clock-not-set" && persistent),
    );
    await publish(
      ingest,
      unset.map((message) => ({ ...message, value: 40 })),
    );
    await analysed(ingest, 61);
    expect(await ingest.status()).toMatchObject({ late: 0, deadLetters: {} });
    await end();
  });

  it("an hour ahead does not keep its values from being judged either", async () => {
    const ingest = await start();
    const { heard, end } = await listen(ingest);
    await publish(
      ingest,
      Array.from({ length: 10 }, (_, n) => ({
        point: "p0",
        value: 95,
        time: new Date(Date.now() + 3_600_000 + n).toISOString(),
      })),
    );
    await analysed(ingest, 10);
    await until("a verdict on the clock", () =>
      heard.some(({ fault, persistent }) => fault === "clock-ahead" && persistent),
    );
    expect(heard.some(({ kind }) => kind === "anomaly")).toBe(true);
    await end();
  });
});
