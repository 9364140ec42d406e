import { createServer, type Server } from "node:net";
import { Worker } from "node:worker_threads";
import type { MeasuredRecord } from "@raceway/model/record";
import { nanosOfIso, nanosOfSeconds } from "@raceway/model/time";
import { decodeReading, decodeWaveform } from "@raceway/wire/codec";
import { parseTopic } from "@raceway/wire/topic";
import { Aedes } from "aedes";
import { afterEach, describe, expect, it } from "vitest";
import type { Scenario } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import { simulatedRecords } from "./simulated-records.ts";
import { TEST_PLANT } from "./test-plant.ts";
import type { SimulatorNews, SimulatorWork } from "./worker-messages.ts";

const start = nanosOfIso("2026-03-02T08:00:00Z") ?? 0n;
const scenario: Scenario = {
  name: "short",
  sampling: {
    vibrationEverySeconds: 1,
    soundEverySeconds: 2,
    readingEverySeconds: 1,
    samples: 512,
  },
};
const tenSeconds = { start, end: start + nanosOfSeconds(10) };

interface Received {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
}

interface Broker {
  readonly port: number;
  readonly received: Received[];
  close(): Promise<void>;
}

const brokers: Broker[] = [];

/** A broker that notes what it has seen; `hold` may delay the acknowledgement. */
async function broker(
  hold: (topic: string) => Promise<void> = async () => {},
  firstPort = 21_000,
): Promise<Broker> {
  const aedes = await Aedes.createBroker();
  const received: Received[] = [];
  aedes.authorizePublish = (_client, packet, done) => {
    const { topic, qos, retain } = packet;
    received.push({ topic, payload: Uint8Array.from(packet.payload as Buffer), qos, retain });
    hold(topic).then(() => done(null), done);
  };
  const server = createServer(aedes.handle);
  const port = await listen(server, firstPort);
  let closed: Promise<void> | undefined;
  const opened: Broker = {
    port,
    received,
    close() {
      closed ??= new Promise((resolve) => {
        aedes.close(() => server.close(() => resolve()));
      });
      return closed;
    },
  };
  brokers.push(opened);
  return opened;
}

async function listen(server: Server, firstPort: number): Promise<number> {
  for (let port = firstPort; port < 21_100; port++) {
    const ok = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (ok) return port;
  }
  throw new Error("no port free between 21000 and 21099");
}

afterEach(async () => {
  await Promise.all(brokers.splice(0).map((opened) => opened.close()));
});

function measurements(received: readonly Received[]): readonly Received[] {
  return received.filter(({ topic }) => /\/(waveform|reading)\//.test(topic));
}

describe("simulate", () => {
  it("publishes every record once, QoS 1, not retained, on its own topic, readable by the codec", async () => {
    const { port, received } = await broker();
    const url = `mqtt://127.0.0.1:${port}`;
    const report = await simulate({ plant: TEST_PLANT, scenario, speed: 1000, url, ...tenSeconds });
    const expected = [...simulatedRecords(TEST_PLANT, scenario, { seed: 1, ...tenSeconds })];
    const sent = measurements(received);
    expect(report.published).toBe(expected.length);
    expect(sent.map(readBack).toSorted()).toEqual(expected.map(named).toSorted());
    expect(sent.every(({ qos, retain }) => qos === 1 && !retain)).toBe(true);
  });

  it("says online at the start and offline at the end, retained, for every point", async () => {
    const { port, received } = await broker();
    const url = `mqtt://127.0.0.1:${port}`;
    await simulate({ plant: TEST_PLANT, scenario, speed: 1000, url, ...tenSeconds });
    for (const machine of ["grinder", "superfinisher"]) {
      const topic = `raceway/v1/status/factory/line-1/${machine}/spindle`;
      const said = received.filter((message) => message.topic === topic);
      expect(said.every(({ qos, retain }) => qos === 1 && retain)).toBe(true);
      const words = said.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).status);
      expect([words[0], words.at(-1)]).toEqual(["online", "offline"]);
    }
  });

  it("has no more than eight records of a node on the way before the broker acknowledges", async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { port, received } = await broker((topic) =>
      topic.includes("/status/") ? Promise.resolve() : gate,
    );
    const url = `mqtt://127.0.0.1:${port}`;
    const running = simulate({
      plant: TEST_PLANT,
      scenario,
      speed: Number.POSITIVE_INFINITY,
      url,
      ...tenSeconds,
    });
    while (measurements(received).length < 8)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const grinder = measurements(received).filter(({ topic }) => topic.includes("/grinder/"));
    expect(grinder.length).toBeLessThanOrEqual(8);
    open();
    expect((await running).published).toBe(35);
  });

  it("waits while the broker is away and then delivers everything with its own times", async () => {
    const first = await broker();
    const url = `mqtt://127.0.0.1:${first.port}`;
    let acknowledged = 0;
    let second: Broker | undefined;
    const report = await simulate({
      plant: TEST_PLANT,
      scenario,
      speed: 20,
      url,
      ...tenSeconds,
      onPublished() {
        acknowledged += 1;
        if (acknowledged !== 5) return;
        void first.close().then(async () => {
          second = await broker(undefined, first.port);
        });
      },
    });
    const expected = [...simulatedRecords(TEST_PLANT, scenario, { seed: 1, ...tenSeconds })];
    const sent = [...first.received, ...(second?.received ?? [])];
    expect(report.published).toBe(expected.length);
    // At least once: what was on the way when the connection broke may come twice.
    expect([...new Set(measurements(sent).map(readBack))].toSorted()).toEqual(
      expected.map(named).toSorted(),
    );
  });

  it("ends at once when told to, although the scenario goes on for ever", async () => {
    const { port } = await broker();
    const url = `mqtt://127.0.0.1:${port}`;
    const stop = new AbortController();
    const { published } = await simulate({
      plant: TEST_PLANT,
      scenario,
      url,
      start,
      speed: 20,
      signal: stop.signal,
      onPublished: () => stop.abort(),
    });
    expect(published).toBeGreaterThan(0);
  });

  it("names point and address when nobody listens", async () => {
    const url = "mqtt://127.0.0.1:21099";
    await expect(simulate({ plant: TEST_PLANT, scenario, url, ...tenSeconds })).rejects.toThrow(
      /factory\/line-1\/.*cannot connect to mqtt:\/\/127.0.0.1:21099/,
    );
  });

  it("runs in a worker thread", async () => {
    const { port, received } = await broker();
    const work: SimulatorWork = {
      plant: TEST_PLANT,
      scenario,
      url: `mqtt://127.0.0.1:${port}`,
      speed: 1000,
      ...tenSeconds,
    };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: work });
    const news = await new Promise<SimulatorNews>((resolve, reject) => {
      worker.on("message", (message: SimulatorNews) => {
        if (message.type !== "published") resolve(message);
      });
      worker.on("error", reject);
    });
    await worker.terminate();
    expect(news).toEqual({ type: "done", published: measurements(received).length });
  });
});

function named(record: MeasuredRecord): string {
  const size = record.type === "waveform" ? record.samples.length : record.value;
  return `${record.type} ${record.point} ${record.channel} ${record.time} ${size}`;
}

function readBack({ topic, payload }: Received): string {
  const parsed = parseTopic(topic);
  if (parsed?.class !== "waveform" && parsed?.class !== "reading") return `? ${topic}`;
  const where = `${parsed.site}/${parsed.line}/${parsed.machine}/${parsed.point} ${parsed.channel}`;
  if (parsed.class === "reading") {
    const reading = decodeReading(payload);
    return reading.ok
      ? `reading ${where} ${reading.body.time} ${reading.body.value}`
      : `? ${topic}`;
  }
  const block = decodeWaveform(payload);
  return block.ok
    ? `waveform ${where} ${block.body.time} ${block.body.samples.length}`
    : `? ${block.rejection.reason}`;
}
