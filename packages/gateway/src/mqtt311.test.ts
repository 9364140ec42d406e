import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { generate, type Packet, parser } from "mqtt-packet";
import { afterEach, describe, expect, it } from "vitest";
import { startGatewayBench } from "./testing.ts";

/**
 * Statements of MQTT 3.1.1 (OASIS standard, 29 October 2014) that the gateway relies on, or that sensors rely on, packet by packet.
 */

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function openGateway(options: Parameters<typeof startGatewayBench>[0] = {}) {
  const bench = startGatewayBench(options);
  stops.push(bench.stop);
  await bench.gateway.open(async () => undefined);
  return bench.gateway.port;
}

/** A client that sends the packets it is told to, and keeps what comes. */
async function client(port: number) {
  const socket: Socket = connectSocket(port, "127.0.0.1");
  stops.push(() => void socket.destroy());
  socket.on("error", () => undefined);
  const came: Packet[] = [];
  const waiting: ((packet: Packet) => void)[] = [];
  const read = parser({ protocolVersion: 4 });
  read.on("packet", (packet: Packet) => {
    const next = waiting.shift();
    if (next === undefined) came.push(packet);
    else next(packet);
  });
  socket.on("data", (bytes) => read.parse(bytes));
  const closed = once(socket, "close");
  await once(socket, "connect");
  const next = () =>
    came.length > 0
      ? Promise.resolve(came.shift() as Packet)
      : new Promise<Packet>((resolve) => waiting.push(resolve));
  const send = (packet: Packet) => socket.write(generate(packet));
  return {
    send,
    bytes: (hex: string) => socket.write(Buffer.from(hex, "hex")),
    next,
    closed,
    drop: () => socket.resetAndDestroy(),
    /** Sends CONNECT and gives the CONNACK. */
    connect(clientId: string, more: object = {}): Promise<Packet> {
      send({
        ...{ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clientId, clean: true },
        ...{ keepalive: 0, ...more },
      } as Packet);
      return next();
    },
    publish: (topic: string, qos: 0 | 1 | 2, messageId: number, payload = "x", retain = false) =>
      send({ cmd: "publish", topic, payload, qos, dup: false, retain, messageId }),
    async subscribe(...topics: readonly string[]): Promise<Packet> {
      const subscriptions = topics.map((topic) => ({ topic, qos: 1 as const }));
      send({ cmd: "subscribe", messageId: 77, subscriptions });
      return next();
    },
    async ping(): Promise<Packet> {
      send({ cmd: "pingreq" });
      return next();
    },
  };
}

async function connected(port: number, clientId: string, more: object = {}) {
  const one = await client(port);
  const answer = await one.connect(clientId, more);
  expect(answer).toMatchObject({ cmd: "connack", returnCode: 0 });
  return one;
}

describe("connecting", () => {
  it("[MQTT-3.1.0-1] begins with CONNECT: anything else first closes the connection", async () => {
    const one = await client(await openGateway());
    one.publish("a", 1, 1);
    await one.closed;
  });

  it("[MQTT-3.1.0-2] a second CONNECT closes the connection", async () => {
    const one = await connected(await openGateway(), "twice");
    void one.connect("twice");
    await one.closed;
  });

  it("[MQTT-3.1.2-1] another protocol's name closes the connection", async () => {
    const one = await client(await openGateway());
    // "hj" in place of "MQTT".
    one.bytes("100e0002686a04020000000461626364");
    await one.closed;
  });

  it("[MQTT-3.1.3-8] a kept session without a client id is refused with code 2", async () => {
    const one = await client(await openGateway());
    // CONNECT without an id and without the flag of a clean session, which the packet library would not make.
    one.bytes("100c00044d515454040000000000");
    expect(await one.next()).toMatchObject({ cmd: "connack", returnCode: 2 });
    await one.closed;
  });

  it("[MQTT-3.1.4-2] a second client of an id takes the first one's place", async () => {
    const port = await openGateway();
    const first = await connected(port, "same");
    const second = await connected(port, "same");
    await first.closed;
    expect(await second.ping()).toMatchObject({ cmd: "pingresp" });
  });

  it("[MQTT-3.2.2-1, MQTT-3.2.2-2] says whether a session was kept", async () => {
    const port = await openGateway();
    const first = await client(port);
    expect(await first.connect("kept", { clean: false })).toMatchObject({ sessionPresent: false });
    await first.subscribe("a");
    first.send({ cmd: "disconnect" });
    await first.closed;
    const again = await client(port);
    expect(await again.connect("kept", { clean: false })).toMatchObject({ sessionPresent: true });
    again.send({ cmd: "disconnect" });
    await again.closed;
    const clean = await client(port);
    expect(await clean.connect("kept")).toMatchObject({ sessionPresent: false });
  });
});

describe("publishing", () => {
  it("[MQTT-4.3.2-2, MQTT-2.3.1-6] PUBACK bears the id of the PUBLISH", async () => {
    const one = await connected(await openGateway(), "sensor");
    one.publish("a/b", 1, 4711);
    expect(await one.next()).toMatchObject({ cmd: "puback", messageId: 4711 });
  });

  it("[MQTT-4.3.3-2] QoS 2 goes PUBREC, PUBREL, PUBCOMP", async () => {
    const one = await connected(await openGateway(), "sensor");
    one.publish("a/b", 2, 9);
    expect(await one.next()).toMatchObject({ cmd: "pubrec", messageId: 9 });
    one.send({ cmd: "pubrel", messageId: 9 });
    expect(await one.next()).toMatchObject({ cmd: "pubcomp", messageId: 9 });
  });

  it("[MQTT-3.3.2-2] a topic with a wildcard closes the connection", async () => {
    const one = await connected(await openGateway(), "sensor");
    // PUBLISH of QoS 0 on "a/+".
    one.bytes("30060003612f2b78");
    await one.closed;
  });

  it("[MQTT-3.3.1-10] an empty retained message takes a retained one away; [MQTT-3.3.1-8] who subscribes later gets it marked", async () => {
    const port = await openGateway();
    const sensor = await connected(port, "sensor");
    sensor.publish("kept/a", 1, 1, "first", true);
    await sensor.next();
    const reader = await connected(port, "reader");
    await reader.subscribe("kept/#");
    expect(await reader.next()).toMatchObject({ cmd: "publish", topic: "kept/a", retain: true });
    sensor.publish("kept/a", 1, 2, "", true);
    await sensor.next();
    const late = await connected(port, "late");
    await late.subscribe("kept/#");
    expect(await late.ping()).toMatchObject({ cmd: "pingresp" });
  });

  it("[MQTT-4.4.0-1] what was not acknowledged comes again when the session does", async () => {
    const port = await openGateway();
    const reader = await connected(port, "slow", { clean: false });
    await reader.subscribe("a");
    const sensor = await connected(port, "sensor");
    sensor.publish("a", 1, 1, "once");
    await sensor.next();
    expect(await reader.next()).toMatchObject({ cmd: "publish", topic: "a" });
    reader.drop();
    await reader.closed;
    const again = await client(port);
    await again.connect("slow", { clean: false });
    expect(await again.next()).toMatchObject({ cmd: "publish", topic: "a" });
  });

  it("[MQTT-4.6.0-6] messages of a topic come in the order in which they were sent", async () => {
    const port = await openGateway();
    const reader = await connected(port, "reader");
    await reader.subscribe("a");
    const sensor = await connected(port, "sensor");
    for (let n = 1; n <= 5; n++) sensor.publish("a", 1, n, String(n));
    const payloads: string[] = [];
    while (payloads.length < 5) {
      const packet = await reader.next();
      if (packet.cmd !== "publish") continue;
      payloads.push(String(packet.payload));
      reader.send({ cmd: "puback", messageId: packet.messageId ?? 0 });
    }
    expect(payloads).toEqual(["1", "2", "3", "4", "5"]);
  });
});

describe("subscribing", () => {
  it("[MQTT-3.8.4-5, MQTT-3.9.3-1] SUBACK has a code for each filter in their order, 0x80 for one that is refused", async () => {
    const one = await connected(await openGateway(), "reader");
    expect(await one.subscribe("a", "$SYS/#", "b/+")).toMatchObject({
      cmd: "suback",
      messageId: 77,
      granted: [1, 128, 1],
    });
  });

  it("[MQTT-3.10.4-4] UNSUBACK bears the id of the UNSUBSCRIBE, and nothing more comes", async () => {
    const port = await openGateway();
    const reader = await connected(port, "reader");
    await reader.subscribe("a");
    reader.send({ cmd: "unsubscribe", messageId: 5, unsubscriptions: ["a"] });
    expect(await reader.next()).toMatchObject({ cmd: "unsuback", messageId: 5 });
    const sensor = await connected(port, "sensor");
    sensor.publish("a", 1, 1);
    await sensor.next();
    expect(await reader.ping()).toMatchObject({ cmd: "pingresp" });
  });
});

describe("keeping and leaving", () => {
  it("[MQTT-3.12.4-1] PINGREQ is answered", async () => {
    const one = await connected(await openGateway(), "one");
    expect(await one.ping()).toMatchObject({ cmd: "pingresp" });
  });

  it("[MQTT-3.1.2-24] who is silent for one and a half times the keep-alive is cut off", async () => {
    const one = await connected(await openGateway(), "silent", { keepalive: 1 });
    await one.closed;
  });

  it("[MQTT-3.1.2-8] the will of a connection that breaks is published; [MQTT-3.14.4-3] that of one that says goodbye is not", async () => {
    const port = await openGateway();
    const reader = await connected(port, "reader");
    await reader.subscribe("will/#");
    const will = (topic: string) => ({ will: { topic, payload: Buffer.from("gone"), qos: 1 } });
    const polite = await connected(port, "polite", will("will/polite"));
    polite.send({ cmd: "disconnect" });
    await polite.closed;
    const broken = await connected(port, "broken", will("will/broken"));
    broken.drop();
    expect(await reader.next()).toMatchObject({ cmd: "publish", topic: "will/broken" });
  });
});
