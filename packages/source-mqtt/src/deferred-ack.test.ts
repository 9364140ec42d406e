import { connect, type IPublishPacket } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { startAedes } from "./aedes-broker.ts";
import { deferAcknowledgements } from "./deferred-ack.ts";

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A subscriber with deferred acknowledgements, what it was given, and the packet ids that reached the broker as acknowledged. */
async function startSubscriber() {
  const { port, broker, stop } = await startAedes();
  stops.push(stop);
  const client = connect(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 4,
    clean: false,
    clientId: "s",
  });
  stops.push(() => client.endAsync(true));
  const given: { packet: IPublishPacket; acknowledge: () => void; proceed: () => void }[] = [];
  deferAcknowledgements(client, (packet, acknowledge, proceed) => {
    given.push({ packet, acknowledge, proceed });
  });
  const acknowledged: (number | undefined)[] = [];
  broker.on("ack", (packet) => acknowledged.push(packet.messageId));
  await client.subscribeAsync("t", { qos: 1 });
  const send = (payload: string, qos: 0 | 1 = 1) =>
    new Promise<void>((resolve, reject) =>
      broker.publish(
        { cmd: "publish", topic: "t", payload, qos, retain: false, dup: false },
        (error) => (error ? reject(error) : resolve()),
      ),
    );
  const until = async (count: number) => {
    await expect.poll(() => given.length).toBe(count);
    return given;
  };
  return { client, send, until, acknowledged };
}

describe("deferred acknowledgements (what they rely on in mqtt.js still holds)", () => {
  it("let the next message come although none is acknowledged", async () => {
    const { send, until, acknowledged } = await startSubscriber();
    for (const text of ["a", "b", "c"]) await send(text);
    (await until(1))[0]?.proceed();
    (await until(2))[1]?.proceed();
    await until(3);
    expect(acknowledged).toEqual([]);
  });

  it("leave in the order of the messages, whatever the order in which they were stored", async () => {
    const { send, until, acknowledged } = await startSubscriber();
    for (const [index, text] of ["a", "b", "c"].entries()) {
      await send(text);
      (await until(index + 1))[index]?.proceed();
    }
    const given = await until(3);
    const ids = given.map(({ packet }) => packet.messageId);
    given[2]?.acknowledge();
    given[1]?.acknowledge();
    given[0]?.acknowledge();
    await expect.poll(() => acknowledged).toEqual(ids);
  });

  it("acknowledge nothing for a message of QoS 0", async () => {
    const { client, send, until, acknowledged } = await startSubscriber();
    await send("a", 0);
    const [only] = await until(1);
    only?.acknowledge();
    only?.proceed();
    await client.publishAsync("other", "", { qos: 1 });
    expect(acknowledged).toEqual([]);
  });

  it("tell of a mqtt.js that has no way to send them", () => {
    const client = connect("mqtt://127.0.0.1:9", { manualConnect: true });
    Reflect.set(client, "_sendPacket", undefined);
    expect(() => deferAcknowledgements(client, () => undefined)).toThrow(/cannot be deferred/);
  });
});
