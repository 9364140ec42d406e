import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFrameLimit, FrameRefused, HEAD_BYTES } from "./frame-limit.ts";

const LIMIT = 2000;
const CONNECT = Buffer.from([0x10, 0x02, 0x00, 0x00]);

function publish(topic: string, payload: Buffer, qos = 1, packetId = 7): Buffer {
  const prefix = Buffer.concat([
    Buffer.from([topic.length >> 8, topic.length & 0xff]),
    Buffer.from(topic),
    qos > 0 ? Buffer.from([packetId >> 8, packetId & 0xff]) : Buffer.alloc(0),
  ]);
  const length = [];
  let rest = prefix.length + payload.length;
  do {
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([0x30 | (qos << 1), ...length]), prefix, payload]);
}

const limited = () =>
  createFrameLimit({
    maxPayloadBytes: LIMIT,
    substitute: (head, announced) => Buffer.concat([Buffer.from(`[${announced}]`), head]),
  });

/** Passes bytes in pieces of the given sizes, over and over. */
function passInPieces(bytes: Buffer, sizes: readonly number[]): Buffer {
  const pass = limited();
  const out: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    out.push(...pass(bytes.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat(out);
}

describe("the frame limit", () => {
  const packet = fc
    .record({
      topic: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 200 }),
      size: fc.oneof(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: LIMIT - 3, max: LIMIT + 3 }),
        fc.constant(20_000),
      ),
      qos: fc.constantFrom(0, 1, 2),
    })
    .map(({ topic, size, qos }) => {
      const payload = Buffer.alloc(size, topic);
      const passes = publish(topic, payload, qos);
      const head = payload.subarray(0, HEAD_BYTES);
      const substitute = publish(topic, Buffer.concat([Buffer.from(`[${size}]`), head]), qos);
      return { sent: passes, expected: size > LIMIT ? substitute : passes };
    });

  it("passes what fits and replaces what does not, in whatever pieces it comes", () => {
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }),
        (packets, sizes) => {
          const sent = Buffer.concat([CONNECT, ...packets.map((each) => each.sent)]);
          const expected = Buffer.concat([CONNECT, ...packets.map((each) => each.expected)]);
          expect(passInPieces(sent, sizes).equals(expected)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("passes other packets unchanged", () => {
    const bytes = Buffer.concat([CONNECT, Buffer.from([0xc0, 0x00]), Buffer.from([0xe0, 0x00])]);
    expect(passInPieces(bytes, [1])).toEqual(bytes);
  });

  it.each([
    ["whose first packet is no CONNECT", Buffer.from("GET / HTTP/1.1\r\n"), /no CONNECT/],
    [
      "with a length of five bytes",
      Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01]),
      /four bytes/,
    ],
    [
      "with an enormous SUBSCRIBE",
      Buffer.concat([CONNECT, Buffer.from([0x82, 0xff, 0xff, 0x7f])]),
      /type 8 announces 2097151 bytes, at most/,
    ],
    [
      "with a topic longer than its PUBLISH",
      Buffer.concat([CONNECT, Buffer.from([0x32, 0x90, 0x4e, 0xff, 0xff])]),
      /topic longer than itself/,
    ],
  ])("refuses a connection %s", (_case, bytes, reason) => {
    expect(() => limited()(bytes)).toThrow(FrameRefused);
    expect(() => limited()(bytes)).toThrow(reason);
  });
});
