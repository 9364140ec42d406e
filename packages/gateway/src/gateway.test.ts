import { connect as connectSocket, createServer } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Admit, Message } from "@raceway/ports/source";
import type { MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import type { AccessRules } from "./access.ts";
import type { GatewayOptions } from "./gateway.ts";
import { startGatewayBench } from "./testing.ts";

const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";
const STATUS = "raceway/v1/status/site/line/machine/point";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** An open gateway, and the messages that it has handed in. */
async function openBench(options: Partial<GatewayOptions> = {}, admit?: Admit) {
  const bench = startGatewayBench(options);
  stops.push(bench.stop);
  const messages: Message[] = [];
  await bench.gateway.open(
    admit ??
      (async (message) => {
        messages.push(message);
      }),
  );
  const said = (pattern: RegExp) => bench.log.lines.filter(({ message }) => pattern.test(message));
  const warned = () => bench.log.lines.filter(({ level }) => level !== "info");
  return { ...bench, messages, said, warned };
}

const MIB = 1024 * 1024;

/** Fixed header of a QoS 1 PUBLISH with so many bytes to come, which need four to say. */
function publishHeader(remaining: number): Buffer {
  const septets = [0, 7, 14].map((shift) => ((remaining >> shift) & 0x7f) | 0x80);
  return Buffer.from([0x32, ...septets, remaining >> 21]);
}

/** Bytes of buffers that somebody still holds. */
function liveBuffers(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().arrayBuffers;
}

const connected = (client: MqttClient) =>
  new Promise<void>((resolve) => client.once("connect", () => resolve()));

const nextMessage = (client: MqttClient) =>
  new Promise<{ topic: string; text: string; retain: boolean }>((resolve) =>
    client.once("message", (topic, payload, { retain }) =>
      resolve({ topic, text: payload.toString(), retain }),
    ),
  );

describe("the gateway", () => {
  it("acknowledges a message that is too large, and hands on its head and its size", async () => {
    const { connectSensor, messages } = await openBench({ maxPayloadBytes: 10_000 });
    const sensor = connectSensor();
    await sensor.publishAsync(TOPIC, Buffer.alloc(10_001, "a"), { qos: 1 });
    await sensor.publishAsync(TOPIC, Buffer.alloc(10_000, "b"), { qos: 1 });
    expect(messages.map(({ payload, oversize }) => [payload.length, oversize])).toEqual([
      [1024, 10_001],
      [10_000, undefined],
    ]);
    expect(Buffer.from(messages[0]?.payload ?? []).toString()).toBe("a".repeat(1024));
  });

  it("stores a message that is too large also on a topic that is no sensor's, and shows it to nobody", async () => {
    const { connectSensor, messages } = await openBench({ maxPayloadBytes: 10_000 });
    const reader = connectSensor();
    await reader.subscribeAsync("#", { qos: 1 });
    const sensor = connectSensor();
    const next = nextMessage(reader);
    await sensor.publishAsync(STATUS, Buffer.alloc(20_000), { qos: 1, retain: true });
    await sensor.publishAsync(STATUS, "online", { qos: 1 });
    expect(await next).toMatchObject({ text: "online", retain: false });
    expect(messages.map(({ oversize }) => oversize)).toEqual([20_000]);
  });

  it("keeps its memory while it swallows 50 MB", async () => {
    const { messages, gateway } = await openBench({ maxPayloadBytes: 65_536 });
    const socket = connectSocket(gateway.port, "127.0.0.1");
    stops.push(async () => void socket.destroy());
    const total = 50 * MIB;
    const prefix = Buffer.concat([
      Buffer.from([0, TOPIC.length]),
      Buffer.from(TOPIC),
      Buffer.from([0, 9]),
    ]);
    socket.write(Buffer.from("100f00044d5154540402003c0003626967", "hex"));
    socket.write(Buffer.concat([publishHeader(prefix.length + total), prefix]));
    const piece = Buffer.alloc(64 * 1024);
    const before = liveBuffers();
    const live: number[] = [];
    for (let sent = 0; sent < total; sent += piece.length) {
      if (!socket.write(piece)) await new Promise<void>((resolve) => socket.once("drain", resolve));
      if (sent % (10 * MIB) === 0) live.push(liveBuffers() - before);
    }
    await expect.poll(() => messages.length).toBe(1);
    expect(messages[0]?.oversize).toBe(total);
    // Of several looks the lowest, because a collection may be under way during one.
    expect(Math.min(...live.slice(2))).toBeLessThan(2 * MIB);
    // Ends with the PUBACK of packet 9.
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("hex");
    });
    await expect.poll(() => answer).toMatch(/40020009$/);
  }, 30_000);

  it("hands in messages of QoS 0 and 2 as well", async () => {
    const { connectSensor, messages } = await openBench();
    const sensor = connectSensor();
    await sensor.publishAsync(TOPIC, "zero", { qos: 0 });
    await sensor.publishAsync(TOPIC, "two", { qos: 2 });
    expect(messages.map(({ payload }) => Buffer.from(payload).toString())).toEqual(["zero", "two"]);
  });

  it("hands in what nobody here has a use for, some of each client, and keeps none of it", async () => {
    const { connectSensor, messages, gateway } = await openBench();
    const reader = connectSensor();
    await reader.subscribeAsync("#", { qos: 1 });
    const next = nextMessage(reader);
    const sensor = connectSensor();
    for (let n = 0; n < 50; n++)
      await sensor.publishAsync(`foreign/${n}`, `${n}`, { qos: 1, retain: true });
    await connectSensor().publishAsync("foreign/other", "other", { qos: 1 });
    expect(messages.map(({ topic }) => topic)).toEqual([
      ...Array.from({ length: 20 }, (_, n) => `foreign/${n}`),
      "foreign/other",
    ]);
    expect(gateway.status()).toMatchObject({ keptBack: 30 });
    // As the device calls itself, without the broker's own words about it.
    expect(messages[0]?.sender).toBe(sensor.options.clientId);
    // Those who have subscribed hear of it, as long as its sender may publish there; nothing is retained.
    expect(await next).toMatchObject({ topic: "foreign/0", retain: false });
    const late = connectSensor();
    const first = nextMessage(late);
    await late.subscribeAsync("foreign/#", { qos: 1 });
    await sensor.publishAsync("foreign/last", "last", { qos: 1 });
    expect(await first).toMatchObject({ topic: "foreign/last" });
  });

  it("does not keep a sensor's measurement as a retained message", async () => {
    const { connectSensor, messages } = await openBench();
    await connectSensor().publishAsync(TOPIC, "measurement", { qos: 1, retain: true });
    const reader = connectSensor();
    const next = nextMessage(reader);
    await reader.subscribeAsync("raceway/#", { qos: 1 });
    await connectSensor().publishAsync(STATUS, "online", { qos: 1 });
    expect((await next).topic).toBe(STATUS);
    expect(messages).toHaveLength(1);
  });

  it("keeps a sensor's status, and publishes its last will when it is gone without a word", async () => {
    const { connectSensor, firstMessage } = await openBench();
    const will = { topic: STATUS, payload: Buffer.from("offline"), qos: 1, retain: true } as const;
    const sensor = connectSensor({ will, reconnectPeriod: 0 });
    await sensor.publishAsync(STATUS, "online", { qos: 1, retain: true });
    expect(Buffer.from(await firstMessage(STATUS)).toString()).toBe("online");
    const reader = connectSensor();
    await reader.subscribeAsync(STATUS, { qos: 1 });
    const gone = new Promise<string>((resolve) =>
      reader.on("message", (_topic, payload) => {
        if (payload.toString() === "offline") resolve("offline");
      }),
    );
    sensor.stream.destroy();
    expect(await gone).toBe("offline");
  });

  it("refuses shared subscriptions in the SUBACK and says what to do instead", async () => {
    const { connectSensor, said } = await openBench();
    const client = connectSensor({ clientId: "sharer" });
    await connected(client);
    await expect(client.subscribeAsync("$share/group/raceway/#")).rejects.toThrow(
      /128|Unspecified/,
    );
    expect(said(/shared subscriptions/)).toMatchObject([
      { level: "warn", facts: { clientId: "sharer", filter: "$share/group/raceway/#" } },
    ]);
  });

  it("closes a connection that is no MQTT at all", async () => {
    const { gateway, said } = await openBench();
    const socket = connectSocket(gateway.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\n\r\n");
    await new Promise((resolve) => socket.once("close", resolve));
    expect(said(/no MQTT client/)).toHaveLength(1);
  });

  it("tells when a second connection takes a client id over, once for many times", async () => {
    const { connectSensor, said } = await openBench();
    await connected(connectSensor({ clientId: "twin", reconnectPeriod: 0 }));
    for (let n = 0; n < 3; n++)
      await connected(connectSensor({ clientId: "twin", reconnectPeriod: 0 }));
    expect(said(/same client id/)).toMatchObject([{ facts: { clientId: "twin" } }]);
  });

  it("closes a connection that does not say CONNECT in time, however slowly it goes on", async () => {
    const { gateway, said } = await openBench({ connectWithinMs: 200 });
    const socket = connectSocket(gateway.port, "127.0.0.1");
    socket.on("error", () => undefined);
    const bytes = Buffer.from("100f00044d5154540402003c0003626967", "hex");
    let sent = 0;
    const drip = setInterval(() => {
      if (sent < 8) socket.write(bytes.subarray(sent, ++sent));
    }, 50);
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(drip);
    expect(said(/did not arrive in time/)).toHaveLength(1);
  });

  it("takes no more connections than it may, of one address or of all", async () => {
    const { gateway, connectSensor, said } = await openBench({ connections: { perAddress: 2 } });
    const first = connectSensor({ reconnectPeriod: 0 });
    await connected(first);
    await connected(connectSensor({ reconnectPeriod: 0 }));
    const third = connectSocket(gateway.port, "127.0.0.1");
    third.on("error", () => undefined);
    await new Promise((resolve) => third.once("close", resolve));
    expect(said(/2 connections of this address/)).toMatchObject([
      { facts: { address: "127.0.0.1" } },
    ]);
    await first.endAsync();
    await expect.poll(() => gateway.status().connections).toBe(1);
    await connected(connectSensor({ reconnectPeriod: 0 }));
  });

  it("names the way out when its port is busy", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    stops.push(() => new Promise((resolve) => other.close(() => resolve())));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { gateway } = startGatewayBench({ port, portHint: "set RACEWAY_MQTT_PORT" });
    await expect(gateway.open(async () => undefined)).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use by another program: set RACEWAY_MQTT_PORT`,
    );
    expect(gateway.status().state).toBe("closed");
  });

  it("closes within seconds although clients are connected, and can be opened again", async () => {
    const { gateway, connectSensor } = await openBench();
    const sensor = connectSensor({ reconnectPeriod: 0 });
    await connected(sensor);
    expect(gateway.status()).toEqual({ state: "open", connections: 1 });
    await gateway.close();
    expect(gateway.status()).toEqual({ state: "closed", connections: 0 });
    await gateway.open(async () => undefined);
    expect(gateway.status().state).toBe("open");
  });

  it("bounds what it keeps for a client that is away", async () => {
    const { gateway, connectSensor, said } = await openBench({ offlineMessages: 3 });
    const session = { clientId: "away", clean: false };
    const first = connectSensor(session);
    await first.subscribeAsync("raceway/v1/#", { qos: 1 });
    await first.endAsync();
    await expect.poll(() => gateway.status().connections).toBe(0);
    await connectSensor().publishAsync(TOPIC, "measurement", { qos: 1 });
    for (let n = 0; n < 5; n++)
      await gateway.publish(STATUS, Buffer.from(`${n}`), { retain: false });
    expect(said(/absent client are dropped/)).toMatchObject([{ facts: { clientId: "away" } }]);
    const texts: string[] = [];
    const second = connectSensor(session);
    second.on("message", (_topic, payload) => texts.push(payload.toString()));
    await expect.poll(() => texts).toEqual(["0", "1", "2"]);
    await expect
      .poll(async () => {
        await gateway.publish(STATUS, Buffer.from("live"), { retain: false });
        return texts;
      })
      .toContain("live");
  });
});

describe("the gateway's access rules", () => {
  const access: AccessRules = {
    authenticate: async ({ username, password }) =>
      username === "sensor" && password === "secret"
        ? { name: "sensor", role: "sensor" }
        : undefined,
    mayPublish: (_session, topic) => topic.startsWith("raceway/v1/waveform/"),
    maySubscribe: (_session, filter) => filter === STATUS,
  };
  const login = { username: "sensor", password: "secret" };

  it("let nobody in with a wrong password, and say who it was without the password", async () => {
    const { connectSensor, warned, log } = await openBench({ access });
    const client = connectSensor({ username: "sensor", password: "guess", clientId: "thief" });
    const refusal = await new Promise<Error>((resolve) => client.once("error", resolve));
    expect(Reflect.get(refusal, "code")).toBe(4);
    await new Promise<void>((resolve) => client.once("close", () => resolve()));
    expect(warned()).toMatchObject([
      { message: expect.stringMatching(/^login refused/), facts: { clientId: "thief" } },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain("guess");
  });

  it("let each account use any client id, without taking it, its session or its messages from another", async () => {
    const own = {
      ...access,
      authenticate: async ({ username = "" }) => ({ name: username, role: "sensor" }),
    };
    const { connectSensor, gateway, said } = await openBench({ access: own });
    const session = { clientId: "press-1", reconnectPeriod: 0, clean: false };
    // A squatter comes first, and comes again.
    await connected(connectSensor({ ...session, username: "grinder" }));
    const press = connectSensor({ ...session, username: "press" });
    await press.subscribeAsync(STATUS, { qos: 1 });
    await press.endAsync();
    await gateway.publish(STATUS, Buffer.from("for press"), { retain: false });
    const squatter = connectSensor({ ...session, username: "grinder" });
    const stolen: string[] = [];
    squatter.on("message", (_topic, payload) => stolen.push(payload.toString()));
    await connected(squatter);
    const again = connectSensor({ ...session, username: "press" });
    expect(await nextMessage(again)).toMatchObject({ text: "for press" });
    expect(stolen).toEqual([]);
    expect(gateway.status().connections).toBe(2);
    expect(said(/same client id/)).toMatchObject([{ facts: { clientId: "press-1" } }]);
  });

  it("hand nothing to a client that may not read it, whatever its session has subscribed to", async () => {
    let readers = ["reader"];
    const own: AccessRules = {
      authenticate: async ({ username = "" }) => ({ name: username, role: "sensor" }),
      mayPublish: () => true,
      maySubscribe: ({ name }) => readers.includes(name),
    };
    const { connectSensor, gateway } = await openBench({ access: own });
    const texts: string[] = [];
    const reader = connectSensor({ username: "reader" });
    reader.on("message", (_topic, payload) => texts.push(payload.toString()));
    await reader.subscribeAsync("#", { qos: 1 });
    const tell = (text: string) => gateway.publish(STATUS, Buffer.from(text), { retain: false });
    await tell("before");
    await expect.poll(() => texts).toEqual(["before"]);
    readers = [];
    await tell("kept from it");
    readers = ["reader"];
    await tell("after");
    await expect.poll(() => texts).toEqual(["before", "after"]);
  });

  it("set aside what a sensor says elsewhere than among Raceway's topics, and show it to nobody", async () => {
    const mayReadAll = { ...access, maySubscribe: () => true };
    const { connectSensor, messages } = await openBench({ access: mayReadAll });
    const reader = connectSensor(login);
    await reader.subscribeAsync("#", { qos: 1 });
    const next = nextMessage(reader);
    const sensor = connectSensor({ ...login, reconnectPeriod: 0 });
    await sensor.publishAsync("foreign/sensor/1", "41.5", { qos: 1, retain: true });
    await sensor.publishAsync(TOPIC, "mine", { qos: 1 });
    expect(messages.map(({ topic }) => topic)).toEqual(["foreign/sensor/1", TOPIC]);
    expect(Buffer.from(messages[0]?.payload ?? []).toString()).toBe("41.5");
    expect((await next).topic).toBe(TOPIC);
  });

  it("set aside what a client says where only the gateway's process speaks, and show it to nobody", async () => {
    const { connectSensor, messages } = await openBench({});
    const reader = connectSensor();
    await reader.subscribeAsync("#", { qos: 1 });
    const next = nextMessage(reader);
    const client = connectSensor();
    await client.publishAsync("assumed/verdict", "alarm", { qos: 1, retain: true });
    await client.publishAsync(STATUS, "online", { qos: 1 });
    expect(messages.map(({ topic, payload }) => [topic, Buffer.from(payload).toString()])).toEqual([
      ["assumed/verdict", "alarm"],
    ]);
    expect((await next).topic).toBe(STATUS);
  });

  it("keep clients to the topics of their role", async () => {
    const { connectSensor, messages, said } = await openBench({ access });
    const client = connectSensor({ ...login, reconnectPeriod: 0 });
    await client.publishAsync(TOPIC, "mine", { qos: 1 });
    await client.subscribeAsync(STATUS);
    await expect(client.subscribeAsync("#")).rejects.toThrow();
    client.publish(STATUS, "not mine", { qos: 1 });
    await new Promise<void>((resolve) => client.once("close", () => resolve()));
    expect(messages).toHaveLength(1);
    expect(said(/role sensor may not publish there/)).toMatchObject([{ facts: { topic: STATUS } }]);
  });
});
