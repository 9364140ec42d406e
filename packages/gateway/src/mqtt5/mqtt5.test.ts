import { connect as connectSocket } from "node:net";
import type { Message } from "@raceway/ports/source";
import fc from "fast-check";
import mqttPacket, { type Packet } from "mqtt-packet";
import { afterEach, describe, expect, it } from "vitest";
import { FrameRefused } from "../frame-limit.ts";
import type { GatewayOptions } from "../gateway.ts";
import { startGatewayBench } from "../testing.ts";
import { createSpeaker } from "./speaker.ts";

const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";
const STATUS = "raceway/v1/status/site/line/machine/point";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function openBench(options: Partial<GatewayOptions> = {}) {
  const bench = startGatewayBench(options);
  stops.push(bench.stop);
  const messages: Message[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await bench.gateway.open(async (message) => {
    messages.push(message);
    if (String(message.payload) === "held") await held;
  });
  const modern = (more: object = {}) =>
    bench.connectSensor({ clientId: "modern", protocolVersion: 5, reconnectPeriod: 0, ...more });
  return { ...bench, messages, release, modern };
}

/** First answer of the gateway to raw bytes, in hex. */
const answerTo = (port: number, hex: string) =>
  new Promise<string>((resolve) => {
    const socket = connectSocket(port, "127.0.0.1", () => socket.write(Buffer.from(hex, "hex")));
    let found = "";
    socket.on("data", (chunk) => {
      found += chunk.toString("hex");
    });
    socket.on("close", () => resolve(found));
    socket.on("error", () => undefined);
  });

describe("an MQTT 5 client at the gateway", () => {
  it("publishes, and is acknowledged once its message is stored", async () => {
    const { modern, messages, release } = await openBench();
    const client = modern();
    let acknowledged = false;
    const sent = client
      .publishAsync(TOPIC, "held", { qos: 1, properties: { userProperties: { maker: "x" } } })
      .then(() => {
        acknowledged = true;
      });
    await expect.poll(() => messages.length).toBe(1);
    expect(acknowledged).toBe(false);
    release();
    await sent;
    expect(messages[0]).toMatchObject({ topic: TOPIC, payload: Buffer.from("held") });
  });

  it("publishes large blocks, in pieces, with QoS 0, 1 and 2", async () => {
    const { modern, messages } = await openBench();
    const client = modern();
    const block = Buffer.alloc(200_000, 7);
    for (const qos of [0, 1, 2] as const) await client.publishAsync(TOPIC, block, { qos });
    await expect.poll(() => messages.length).toBe(3);
    expect(messages.every(({ payload }) => block.equals(payload))).toBe(true);
  });

  it("is told what the gateway has, and is given an id when it has none", async () => {
    const { modern } = await openBench();
    const client = modern({ clientId: "" });
    const [packet] = await new Promise<[{ properties?: object }]>((resolve) =>
      client.once("connect", (connack) => resolve([connack])),
    );
    expect(packet.properties).toMatchObject({
      maximumPacketSize: 256 * 1024 + 65_536,
      sharedSubscriptionAvailable: false,
      assignedClientIdentifier: expect.stringMatching(/^auto-/),
    });
  });

  it("subscribes, receives from a 3.1.1 client, and unsubscribes from several filters", async () => {
    const { modern, connectSensor } = await openBench();
    const client = modern();
    const granted = await client.subscribeAsync([STATUS, "other/#"], { qos: 1 });
    expect(granted.map(({ qos }) => qos)).toEqual([1, 1]);
    const heard = new Promise<string>((resolve) =>
      client.once("message", (_, payload) => resolve(String(payload))),
    );
    await connectSensor({ clientId: "old" }).publishAsync(STATUS, "online", { qos: 1 });
    expect(await heard).toBe("online");
    await client.unsubscribeAsync([STATUS, "other/#"]);
  });

  it("leaves its will behind when it goes without a word, or asks for it", async () => {
    const { modern, connectSensor } = await openBench();
    const watcher = connectSensor({ clientId: "watcher" });
    const heard: string[] = [];
    watcher.on("message", (_, payload) => heard.push(String(payload)));
    await watcher.subscribeAsync(STATUS, { qos: 1 });
    const will = { topic: STATUS, payload: Buffer.from("offline"), qos: 1 as const, retain: true };
    const first = modern({ will });
    await new Promise((resolve) => first.once("connect", resolve));
    first.stream.destroy();
    await expect.poll(() => heard).toEqual(["offline"]);
  });

  it("[MQTT-3.1.2-25] is not sent a message larger than it takes, which counts as delivered", async () => {
    const { modern, connectSensor } = await openBench();
    const client = modern({ properties: { maximumPacketSize: 100 } });
    const heard: string[] = [];
    client.on("message", (_, payload) => heard.push(String(payload)));
    await client.subscribeAsync(STATUS, { qos: 2 });
    const sensor = connectSensor({ clientId: "old" });
    for (const qos of [0, 1, 2] as const) {
      await sensor.publishAsync(STATUS, "x".repeat(100), { qos });
      await sensor.publishAsync(STATUS, `small ${qos}`, { qos });
    }
    await expect.poll(() => heard).toEqual(["small 0", "small 1", "small 2"]);
  });

  it("is refused with the reason of MQTT 5 when its login is wrong", async () => {
    const { modern } = await openBench({
      access: {
        authenticate: async () => undefined,
        mayPublish: () => false,
        maySubscribe: () => false,
        mayStay: () => true,
      },
    });
    const client = modern();
    const error = await new Promise<Error>((resolve) => client.once("error", resolve));
    expect(Reflect.get(error, "code")).toBe(0x86);
  });

  it("is let go with a reason when it uses a topic alias or an authentication method", async () => {
    const { gateway } = await openBench();
    const connect = "101000044d5154540502003c000003616161";
    const alias = "300b0003612f62032300014141";
    expect(await answerTo(gateway.port, connect + alias)).toMatch(/e00[12]94/);
    const withMethod = "101500044d5154540502003c0515000273780003616161";
    expect(await answerTo(gateway.port, withMethod)).toMatch(/^20..008c/);
  });

  it("is closed at the head of a packet larger than it was told, which is not waited for", async () => {
    const { gateway, messages } = await openBench();
    const connect = "101000044d5154540502003c000003616161";
    expect(await answerTo(gateway.port, `${connect}3280808040`)).toBe("");
    expect(messages).toEqual([]);
  });
});

it("[MQTT-3.3.4-9] no more messages are under way to a client than it wants, and the others follow in order", () => {
  const sent: Buffer[] = [];
  const speaker = createSpeaker({
    maxPacketBytes: 1000,
    refuse: () => {},
    send: (bytes) => sent.push(bytes),
  });
  const connect = { cmd: "connect", clientId: "c", clean: true, protocolVersion: 5 } as const;
  const modern = (packet: Packet) => mqttPacket.generate(packet, { protocolVersion: 5 });
  speaker.incoming(modern({ ...connect, properties: { receiveMaximum: 2 } }));
  const publish = (messageId: number, qos: 0 | 1 | 2) => {
    const packet = { cmd: "publish", topic: "t", payload: "x", qos, dup: false, retain: false };
    const bytes = mqttPacket.generate({ ...packet, messageId } as Packet, { protocolVersion: 4 });
    return speaker.outgoing(bytes).client.length > 0;
  };
  expect([publish(1, 1), publish(2, 2), publish(3, 1), publish(4, 1), publish(0, 0)]).toEqual([
    ...[true, true, false, false, true],
  ]);
  speaker.incoming(modern({ cmd: "pubrec", messageId: 2, reasonCode: 0 }));
  expect(sent).toHaveLength(0);
  const follows = (cmd: "puback" | "pubcomp", messageId: number) => {
    speaker.incoming(modern({ cmd, messageId, reasonCode: 0 }));
    // Its id stands behind the fixed header and the topic.
    return sent.splice(0).map((bytes) => bytes.readUInt16BE(5));
  };
  expect([follows("puback", 1), follows("pubcomp", 2), follows("puback", 3)]).toEqual([
    [3],
    [4],
    [],
  ]);
});

it("whatever an MQTT 5 client sends, its translation gives packets or refuses, and holds no more than a packet", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (chunks) => {
      const speaker = createSpeaker({ maxPacketBytes: 1000, refuse: () => {}, send: () => {} });
      speaker.incoming(Buffer.from("101000044d5154540502003c000003616161", "hex"));
      const pieces: Uint8Array[] = [];
      try {
        for (const chunk of chunks) pieces.push(...speaker.incoming(Buffer.from(chunk)));
      } catch (error) {
        expect(error).toBeInstanceOf(FrameRefused);
      }
      expect(pieces.filter(({ length }) => length > 1100)).toEqual([]);
    }),
    // The first ends its subscriptions to nothing.
    { numRuns: 2000, examples: [[[Uint8Array.of(0xa2, 3, 0, 1, 0)]]] },
  );
});

it("a 3.1.1 client without a client id may not ask for a kept session", async () => {
  const { gateway } = await openBench();
  expect(await answerTo(gateway.port, "100c00044d5154540400003c0000")).toBe("20020002");
});
