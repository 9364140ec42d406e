import { systemClock } from "@raceway/ports/clock";
import type { Message } from "@raceway/ports/source";
import { afterEach, describe, expect, it } from "vitest";
import { startAedes } from "./aedes-broker.ts";
import { createMqttSource, type MqttSourceOptions } from "./mqtt-source.ts";
import { recordingLog, startSubscriptionBench } from "./testing.ts";

const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A source on a broker of its own, and what it has handed in. */
async function startBench(options: Partial<MqttSourceOptions> = {}) {
  const { port, broker, stop } = await startAedes();
  const bench = await startSubscriptionBench(port, stop, options);
  stops.push(bench.stop);
  const messages: Message[] = [];
  const admit = async (message: Message) => {
    messages.push(message);
  };
  const open = async () => {
    await bench.source.open(admit);
    await expect.poll(() => bench.source.status().state).toBe("open");
  };
  const said = (pattern: RegExp) => bench.log.lines.filter(({ message }) => pattern.test(message));
  return { ...bench, port, broker, messages, admit, open, said };
}

describe("the subscription", () => {
  it("is given what came while it was away", async () => {
    const { open, source, send, messages } = await startBench();
    await open();
    await source.close();
    await send(TOPIC, Buffer.from("meanwhile"));
    await open();
    await expect
      .poll(() => messages.map(({ payload }) => `${Buffer.from(payload)}`))
      .toEqual(["meanwhile"]);
  });

  it("hands on the head and the size of a message that is too large, and is not given it again", async () => {
    const { open, send, interrupt, source, messages } = await startBench({ maxPayloadBytes: 2000 });
    await open();
    await send(TOPIC, Buffer.alloc(2001, "x"));
    await expect.poll(() => messages.length).toBe(1);
    expect(messages[0]).toMatchObject({ oversize: 2001, payload: Buffer.alloc(1024, "x") });
    interrupt();
    await expect.poll(() => source.status().state).toBe("open");
    await send(TOPIC, Buffer.from("next"));
    await expect.poll(() => messages.map(({ oversize }) => oversize)).toEqual([2001, undefined]);
  });

  it("gives up filters that are no longer configured, although the broker remembers them", async () => {
    let saved: readonly string[] = [];
    const filterMemory = {
      load: () => saved,
      save: (filters: readonly string[]) => {
        saved = filters;
      },
    };
    const { open, source, url, admit, send, messages, log } = await startBench({
      topics: ["old/#", "raceway/v1/waveform/#"],
      filterMemory,
    });
    await open();
    await source.close();
    const next = createMqttSource({
      url,
      clientId: "raceway-ingest",
      topics: ["raceway/v1/waveform/#"],
      maxPayloadBytes: 1000,
      filterMemory,
      log,
    });
    stops.push(() => next.close());
    await next.open(admit);
    await expect.poll(() => next.status().state).toBe("open");
    await send("old/topic", Buffer.from("no longer wanted"));
    await send(TOPIC, Buffer.from("wanted"));
    await expect.poll(() => messages.length).toBe(1);
    expect(messages.map(({ topic }) => topic)).toEqual([TOPIC]);
    expect(saved).toEqual(["raceway/v1/waveform/#"]);
  });

  it("says whether it is there in a retained topic, also by its last will", async () => {
    const topic = "raceway/v1/service/site/ingest";
    const presence = { topic, online: Buffer.from("online"), offline: Buffer.from("offline") };
    const { open, source, interrupt, connectClient } = await startBench({ presence });
    const seen: string[] = [];
    const reader = connectClient();
    reader.on("message", (_topic, payload) => seen.push(payload.toString()));
    await reader.subscribeAsync(topic, { qos: 1 });
    await open();
    interrupt();
    await expect.poll(() => seen).toEqual(["online", "offline", "online"]);
    await source.close();
    await expect.poll(() => seen.at(-1)).toBe("offline");
    expect(seen).toHaveLength(4);
  });

  it("tells when it came with the same time in word and will, and when it goes with the time of going", async () => {
    const topic = "spBv1.0/STATE/host";
    let now = 5n;
    const clock = { now: () => now++, after: systemClock.after };
    const text = (word: string) => (at: bigint) => Buffer.from(`${word} ${at}`);
    const presence = { topic, online: text("online"), offline: text("offline") };
    const { open, source, interrupt, connectClient } = await startBench({
      presence,
      cleanSession: true,
      clock,
    });
    const seen: string[] = [];
    const reader = connectClient();
    reader.on("message", (_topic, payload) => seen.push(payload.toString()));
    await reader.subscribeAsync(topic, { qos: 1 });
    await open();
    interrupt();
    await expect.poll(() => seen).toHaveLength(3);
    const [first, will, second] = seen;
    expect(first).toBe("online 5");
    expect(will).toBe("offline 5");
    expect(second).toMatch(/^online \d+$/);
    await source.close();
    await expect.poll(() => seen.at(-1)).toMatch(/^offline/);
    expect(seen.at(-1)).not.toBe(second?.replace("online", "offline"));
  });

  it("says what may be wrong when another client takes its client id", async () => {
    const { open, source, said, port } = await startBench();
    await open();
    const twin = createMqttSource({
      url: `mqtt://127.0.0.1:${port}`,
      clientId: "raceway-ingest",
      topics: ["#"],
      maxPayloadBytes: 1000,
      log: recordingLog(),
    });
    await twin.open(async () => undefined);
    await expect.poll(() => said(/client id "raceway-ingest" too/).length).toBeGreaterThan(0);
    await twin.close();
    await expect.poll(() => source.status().state).toBe("open");
  });

  it("says that nobody listens, and goes on trying", async () => {
    const log = recordingLog();
    const source = createMqttSource({
      url: "mqtt://127.0.0.1:9",
      clientId: "raceway-ingest",
      topics: ["#"],
      maxPayloadBytes: 1000,
      reconnect: { firstMs: 1, maxMs: 1 },
      log,
    });
    await source.open(async () => undefined);
    await expect.poll(() => log.lines.length).toBeGreaterThan(2);
    expect(source.status()).toMatchObject({
      state: "connecting",
      connections: 0,
      reason: expect.stringContaining("nobody listens at mqtt://127.0.0.1:9"),
    });
    await expect(source.publish("t", Buffer.from(""), { retain: false })).rejects.toThrow(
      /not connected to mqtt:\/\/127\.0\.0\.1:9: nobody listens/,
    );
    await source.close();
  });

  it("goes on with the filters that the broker grants, and names those that it refuses", async () => {
    const { broker, open, send, messages, said } = await startBench({
      topics: ["secret/#", "raceway/v1/waveform/#"],
    });
    broker.authorizeSubscribe = (_client, subscription, callback) =>
      callback(null, subscription.topic.startsWith("secret") ? null : subscription);
    await open();
    await send(TOPIC, Buffer.from("granted"));
    await expect.poll(() => messages.length).toBe(1);
    expect(said(/refuses/)).toMatchObject([{ level: "error", facts: { filters: ["secret/#"] } }]);
  });

  it("names a login that the broker refuses, without the password", async () => {
    const { broker, source, admit, log } = await startBench({
      username: "ingest",
      password: "hidden",
    });
    broker.authenticate = (_client, _username, _password, done) => done(null, false);
    await source.open(admit);
    await expect.poll(() => source.status().reason).toMatch(/refuses the login of "ingest"/);
    expect(JSON.stringify(log.lines)).not.toContain("hidden");
  });

  it.each([
    [{ url: "broker:1883" }, /no broker's address: mqtt:\/\/host:1883/],
    [{ url: "mqtt://user:secret@host" }, /set user name and password apart/],
    [{ clientId: "" }, /client id is empty/],
    [{ topics: [] }, /no topics/],
    [{ topics: ["$share/g/raceway/#"] }, /breaks the order/],
  ])("refuses the configuration %j", async (options, reason) => {
    const source = createMqttSource({
      url: "mqtt://127.0.0.1",
      clientId: "raceway-ingest",
      topics: ["#"],
      maxPayloadBytes: 1000,
      log: recordingLog(),
      ...options,
    });
    await expect(source.open(async () => undefined)).rejects.toThrow(reason);
    expect(source.status().state).toBe("closed");
  });
});
