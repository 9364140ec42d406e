import { createGateway } from "@raceway/gateway/gateway";
import { openJournal } from "@raceway/journal/journal";
import type { Source } from "@raceway/ports/source";
import { createMqttSource } from "@raceway/source-mqtt/mqtt-source";

/**
 * For tests that kill it: a door before an inbox, and nothing behind it. Arguments: the journal's file, then `gateway` and a port, or `mqtt` and a
 * broker's address. Prints `open` when the door is open. A payload is the message's source time as text.
 */
const [path = "", kind = "", place = ""] = process.argv.slice(2);
const say = (facts: object, message: string) => console.error(message, facts);
const log = { info: () => {}, warn: say, error: say };
const passage = (topic: string) => (topic.startsWith("raceway/v1/waveform/") ? "store" : "hand-on");
const maxPayloadBytes = 65_536;

const journal = openJournal({ path, durability: "process", drains: {} });
const source: Source =
  kind === "gateway"
    ? createGateway({ host: "127.0.0.1", port: Number(place), maxPayloadBytes, passage, log })
    : createMqttSource({
        url: place,
        clientId: "raceway-ingest",
        topics: ["raceway/v1/waveform/#"],
        maxPayloadBytes,
        reconnect: { firstMs: 20, maxMs: 100 },
        log,
      });

await source.open(async ({ topic, payload, receivedAt }) => {
  const time = BigInt(Buffer.from(payload).toString());
  const [point, channel] = ["site/line/machine/point", "vibration"];
  await journal.inbox.admit({ kind: "accepted", topic, payload, receivedAt, point, channel, time });
});
console.log("open");
