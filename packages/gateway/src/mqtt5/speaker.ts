import { Buffer } from "node:buffer";
import mqttPacket, { type Packet, type Parser } from "mqtt-packet";
import { FrameRefused, readFixedHeader } from "../frame-limit.ts";
import { createDialogue, type Dialogue } from "./dialogue.ts";

/** What stands between a connection's bytes and a broker that speaks MQTT 3.1.1 only. */
export interface Speaker {
  /** Bytes from the client → bytes for the broker. @throws FrameRefused for what only closing the connection can answer */
  incoming(chunk: Buffer): Buffer[];
  /** Bytes from the broker → bytes for the client. */
  outgoing(chunk: Buffer): Buffer;
}

export interface SpeakerOptions {
  /** Largest packet of an MQTT 5 client; it is told so. */
  readonly maxPacketBytes: number;
  /** Is called, at most once, with an answer of its own before the connection is to be closed. */
  readonly refuse: (answer: Buffer) => void;
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
      translate === undefined || translate === "as it is" ? chunk : translate.outgoing(chunk),
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

function createTranslation({ maxPacketBytes, refuse }: SpeakerOptions) {
  const bound = createFrameBound(maxPacketBytes);
  const dialogue: Dialogue = createDialogue(maxPacketBytes);
  const fromClient = reader(5);
  const fromBroker = reader(4);

  return {
    incoming(chunk: Buffer): Buffer[] {
      bound(chunk);
      return fromClient(chunk).flatMap((packet) => {
        const answer = dialogue.fromClient(packet);
        if ("refused" in answer) {
          refuse(mqttPacket.generate(answer.answer, { protocolVersion: 5 }));
          throw new FrameRefused(answer.refused);
        }
        return answer.packets.map((one) => mqttPacket.generate(one, { protocolVersion: 4 }));
      });
    },
    outgoing(chunk: Buffer): Buffer {
      const packets = fromBroker(chunk).map(dialogue.fromBroker);
      return Buffer.concat(
        packets.map((packet) => mqttPacket.generate(packet, { protocolVersion: 5 })),
      );
    },
  };
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
