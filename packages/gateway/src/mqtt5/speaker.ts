import { Buffer } from "node:buffer";
import mqttPacket, { type Packet, type Parser } from "mqtt-packet";
import { FrameRefused, readFixedHeader } from "../frame-limit.ts";
import { createDeliveries, type Deliveries, type Outgoing } from "./deliveries.ts";
import { createDialogue, type Dialogue } from "./dialogue.ts";

/** What stands between a connection's bytes and a broker that speaks MQTT 3.1.1 only. */
export interface Speaker {
  /** Bytes from the client → bytes for the broker. @throws FrameRefused for what only closing the connection can answer */
  incoming(chunk: Buffer): Buffer[];
  /** Bytes from the broker → bytes for the client, and what the broker is answered in its place. */
  outgoing(chunk: Buffer): { readonly client: Buffer; readonly broker?: Buffer };
}

export interface SpeakerOptions {
  /** Largest packet of an MQTT 5 client; it is told so. */
  readonly maxPacketBytes: number;
  /** Is called, at most once, with an answer of its own before the connection is to be closed. */
  readonly refuse: (answer: Buffer) => void;
  /** Sends what has waited for the client's acknowledgements. */
  readonly send: (bytes: Buffer) => void;
}

const CONNECT = 1;
/** Where the protocol level stands behind the fixed header: after the name `MQTT` with its length (MQTT 5 §3.1.2). */
const LEVEL_AT = 6;

/**
 * Lets MQTT 5 clients use the MQTT 3.1.1 broker: their packets are translated on the way in, its packets on the way out. Clients of 3.1.1 pass as they
 * are. What MQTT 5 has beyond delivery (user properties, expiry, aliases, subscription options) is passed over or announced as not there, as the standard provides.
 */
export function createSpeaker(options: SpeakerOptions): Speaker {
  let begun: Buffer = Buffer.alloc(0);
  let translate: ReturnType<typeof createTranslation> | "as it is" | undefined;

  return {
    incoming(chunk) {
      if (translate === "as it is") return [chunk];
      if (translate === undefined) {
        begun = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
        const level = levelOf(begun);
        if (level === "unknown") return [];
        const data = begun;
        begun = Buffer.alloc(0);
        if (level !== 5) {
          translate = "as it is";
          return [data];
        }
        translate = createTranslation(options);
        return translate.incoming(data);
      }
      return translate.incoming(chunk);
    },
    outgoing: (chunk) =>
      translate === undefined || translate === "as it is"
        ? { client: chunk }
        : translate.outgoing(chunk),
  };
}

/** The protocol level of the first packet; 0 when it is no CONNECT, which the broker's own rules answer. */
function levelOf(data: Buffer): number | "unknown" {
  const first = data[0];
  if (first === undefined) return "unknown";
  if (first >> 4 !== CONNECT) return 0;
  const header = readFixedHeader(data, 0);
  if (header === undefined) return "unknown";
  return data[header.bytes + LEVEL_AT] ?? (header.remaining <= LEVEL_AT ? 0 : "unknown");
}

function createTranslation({ maxPacketBytes, refuse, send }: SpeakerOptions) {
  const bound = createFrameBound(maxPacketBytes);
  const dialogue: Dialogue = createDialogue(maxPacketBytes);
  const fromClient = reader(5);
  const fromBroker = reader(4);
  let deliveries: Deliveries | undefined;

  /** A packet of the broker's as it goes out; one that holds a message by the client's bounds. */
  function out(packet: Packet): Outgoing {
    const bytes = mqttPacket.generate(packet, { protocolVersion: 5 });
    deliveries ??= createDeliveries(dialogue.bounds());
    if (packet.cmd === "publish")
      return deliveries.deliver({ bytes, qos: packet.qos, messageId: packet.messageId ?? 0 });
    const plain = { client: [bytes], acknowledged: [] };
    return packet.cmd === "pubrel" ? (deliveries.release(packet.messageId ?? 0) ?? plain) : plain;
  }

  return {
    incoming(chunk: Buffer): Buffer[] {
      bound(chunk);
      return fromClient(chunk).flatMap((packet) => {
        if (packet.cmd === "puback" || packet.cmd === "pubcomp")
          for (const bytes of deliveries?.done(packet.messageId ?? 0) ?? []) send(bytes);
        const answer = dialogue.fromClient(packet);
        if ("refused" in answer) {
          refuse(mqttPacket.generate(answer.answer, { protocolVersion: 5 }));
          throw new FrameRefused(answer.refused);
        }
        return answer.packets.map(forBroker);
      });
    },
    outgoing(chunk: Buffer) {
      const all = fromBroker(chunk).map((packet) => out(dialogue.fromBroker(packet)));
      const answers = all
        .flatMap(({ acknowledged }) => acknowledged)
        .map((packet) => mqttPacket.generate(packet, { protocolVersion: 4 }));
      return {
        client: Buffer.concat(all.flatMap(({ client }) => client)),
        ...(answers.length > 0 && { broker: Buffer.concat(answers) }),
      };
    },
  };
}

/** @throws FrameRefused for a packet that 3.1.1 has no place for, such as an UNSUBSCRIBE from nothing. */
function forBroker(packet: Packet): Buffer {
  try {
    return mqttPacket.generate(packet, { protocolVersion: 4 });
  } catch (error) {
    throw new FrameRefused(`no MQTT 5: ${error instanceof Error ? error.message : error}`);
  }
}

/** Packets out of pieces of any size. */
function reader(protocolVersion: 4 | 5): (chunk: Buffer) => readonly Packet[] {
  const parser: Parser = mqttPacket.parser({ protocolVersion });
  let found: Packet[] = [];
  let failed: Error | undefined;
  parser.on("packet", (packet: Packet) => found.push(packet));
  parser.on("error", (error: Error) => {
    failed ??= error;
  });
  return (chunk) => {
    found = [];
    parser.parse(chunk);
    if (failed !== undefined) throw new FrameRefused(`no MQTT 5: ${failed.message}`);
    return found;
  };
}

/** Throws before a packet that is too large is held. */
function createFrameBound(most: number): (chunk: Buffer) => void {
  let begun: Buffer = Buffer.alloc(0);
  let left = 0;
  return (chunk) => {
    let at = Math.min(left, chunk.length);
    left -= at;
    while (at < chunk.length || begun.length > 0) {
      const rest = chunk.subarray(at);
      const data = begun.length === 0 ? rest : Buffer.concat([begun, rest]);
      const header = readFixedHeader(data, 0);
      if (header === undefined) {
        begun = Buffer.from(data);
        return;
      }
      const held = begun.length;
      begun = Buffer.alloc(0);
      const whole = header.bytes + header.remaining;
      if (whole > most)
        throw new FrameRefused(
          `a packet of ${whole} bytes, more than the ${most} that the client was told (MQTT 5, Maximum Packet Size)`,
        );
      const taken = Math.min(whole - held, rest.length);
      at += taken;
      left = whole - held - taken;
      if (left > 0) return;
    }
  };
}
