import { Buffer } from "node:buffer";

/** Payload bytes of a cut message that are kept. */
export const HEAD_BYTES = 1024;

/** Most bytes of any packet that is no PUBLISH: a CONNECT with a will, a user name and a password of the largest size the wire can say would be 256 KiB. */
const OTHER_PACKET_BYTES = 128 * 1024;

const CONNECT = 1;
const PUBLISH = 3;

/** Says that a connection does not keep to MQTT, or to the limits, in a way that only closing it can answer. */
export class FrameRefused extends Error {
  override name = "FrameRefused";
}

export interface FrameLimitOptions {
  /** Largest payload of a PUBLISH that passes unchanged. */
  readonly maxPayloadBytes: number;
  /** Makes the payload that stands for one too large. */
  readonly substitute: (head: Buffer, announced: number) => Buffer;
}

interface FixedHeader {
  readonly type: number;
  readonly flags: number;
  /** Bytes of the header itself. */
  readonly bytes: number;
  /** Bytes of the packet after the fixed header. */
  readonly remaining: number;
}

interface CutPacket {
  readonly header: FixedHeader;
  /** Bytes of topic and packet id, before the payload. */
  readonly prefixBytes: number;
  kept: Buffer[];
  keptBytes: number;
  left: number;
}

/**
 * Lets the packets of one MQTT 3.1.1 connection pass, in pieces of any size, and replaces a PUBLISH whose payload is larger than the limit by a
 * small one with the same topic, QoS and packet id, so that it can be acknowledged and set aside. The large payload is never held: what passes
 * and what is swallowed costs no memory. (MQTT 3.1.1 §2.2: fixed header, remaining length in at most four bytes of seven bits.)
 *
 * @returns a function that takes the next bytes and gives those that may pass. It throws {@link FrameRefused}.
 */
export function createFrameLimit(options: FrameLimitOptions): (chunk: Buffer) => Buffer[] {
  let begun: Buffer = Buffer.alloc(0);
  let passing = 0;
  let cut: CutPacket | undefined;
  let greeted = false;

  return (chunk) => {
    const data = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
    begun = Buffer.alloc(0);
    const out: Buffer[] = [];
    let from = 0;
    let at = 0;
    const release = (to: number) => {
      if (to > from) out.push(data.subarray(from, to));
    };
    while (at < data.length) {
      if (cut !== undefined) {
        at += swallow(cut, data.subarray(at));
        from = at;
        if (cut.left === 0) {
          out.push(replacement(cut, options));
          cut = undefined;
        }
      } else if (passing > 0) {
        const step = Math.min(passing, data.length - at);
        at += step;
        passing -= step;
      } else {
        const next = judge(data, at, greeted, options.maxPayloadBytes);
        if (next === undefined) {
          release(at);
          // A copy, because the few bytes would keep the whole chunk alive.
          begun = Buffer.from(data.subarray(at));
          return out;
        }
        greeted = true;
        if (next.cut === undefined) passing = next.header.bytes + next.header.remaining;
        else {
          release(at);
          at += next.header.bytes;
          from = at;
          cut = next.cut;
        }
      }
    }
    release(at);
    return out;
  };
}

/** What to do with the packet that begins at `at`; undefined when too little of it has come to say. */
function judge(
  data: Buffer,
  at: number,
  greeted: boolean,
  maxPayloadBytes: number,
): { readonly header: FixedHeader; readonly cut?: CutPacket } | undefined {
  const header = readFixedHeader(data, at);
  if (header === undefined) return undefined;
  if (!greeted && header.type !== CONNECT)
    throw new FrameRefused("the first packet is no CONNECT: this is no MQTT client");
  if (header.type !== PUBLISH) {
    if (header.remaining > OTHER_PACKET_BYTES)
      throw new FrameRefused(
        `a packet of type ${header.type} announces ${header.remaining} bytes, at most ${OTHER_PACKET_BYTES} are taken`,
      );
    return { header };
  }
  if (header.remaining <= maxPayloadBytes) return { header };
  const topicAt = at + header.bytes;
  if (data.length < topicAt + 2) return undefined;
  const prefixBytes = 2 + data.readUInt16BE(topicAt) + (qosOf(header) > 0 ? 2 : 0);
  if (prefixBytes > header.remaining)
    throw new FrameRefused("a PUBLISH announces a topic longer than itself");
  if (header.remaining - prefixBytes <= maxPayloadBytes) return { header };
  return { header, cut: { header, prefixBytes, kept: [], keptBytes: 0, left: header.remaining } };
}

/** The fixed header of a packet (MQTT 3.1.1 §2.2); undefined when too little of it has come. @throws FrameRefused */
export function readFixedHeader(data: Buffer, at: number): FixedHeader | undefined {
  let remaining = 0;
  for (let index = 0; index < 4; index++) {
    const byte = data[at + 1 + index];
    if (byte === undefined) return undefined;
    remaining += (byte & 0x7f) * 128 ** index;
    if ((byte & 0x80) === 0) {
      const first = data.readUInt8(at);
      return { type: first >> 4, flags: first & 0x0f, bytes: 2 + index, remaining };
    }
  }
  throw new FrameRefused("a packet announces its length in more than four bytes");
}

function qosOf({ flags }: FixedHeader): number {
  return (flags >> 1) & 0b11;
}

/** Takes what belongs to a cut packet and says how many bytes that was. */
function swallow(cut: CutPacket, data: Buffer): number {
  const taken = Math.min(cut.left, data.length);
  const wanted = Math.min(cut.prefixBytes + HEAD_BYTES - cut.keptBytes, taken);
  if (wanted > 0) {
    cut.kept.push(Buffer.from(data.subarray(0, wanted)));
    cut.keptBytes += wanted;
  }
  cut.left -= taken;
  return taken;
}

function replacement(cut: CutPacket, { substitute }: FrameLimitOptions): Buffer {
  const kept = Buffer.concat(cut.kept);
  const prefix = kept.subarray(0, cut.prefixBytes);
  const announced = cut.header.remaining - cut.prefixBytes;
  const payload = substitute(kept.subarray(cut.prefixBytes), announced);
  const first = (PUBLISH << 4) | cut.header.flags;
  return Buffer.concat([
    Buffer.from([first, ...lengthBytes(prefix.length + payload.length)]),
    prefix,
    payload,
  ]);
}

function lengthBytes(length: number): number[] {
  const low = length % 128;
  return length < 128 ? [low] : [low | 0x80, ...lengthBytes(Math.floor(length / 128))];
}
