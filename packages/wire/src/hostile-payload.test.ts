import { describe, expect, it } from "vitest";
import { decodeAlarmAnswer } from "./alarm-answer.ts";
import { decodeCbor } from "./cbor.ts";
import { decodeReading, decodeWaveform, encodeCbor } from "./codec.ts";
import { decodeStatus } from "./status-message.ts";
import { decodeVerdict } from "./verdict-codec.ts";

/** Payloads whose decoding overflowed the stack, took seconds, or filled the memory. */

const text = (json: string) => Buffer.from(json);
const hex = (digits: string, ...rest: Uint8Array[]) =>
  Buffer.concat([Buffer.from(digits, "hex"), ...rest]);
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const length = (bytes: number) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes);
  return head;
};
const bignum = (bytes: number) => hex("c25a", length(bytes), Buffer.alloc(bytes, 0xff));
const KB = 1024;

describe("a payload that is built to harm", () => {
  it.each([
    ["lists within lists, JSON", text(`{"status":${nested(2500)}}`)],
    ["half a megabyte of opened lists, JSON", text(`{"unit":${"[".repeat(500 * KB)}`)],
    ["objects within objects, JSON", text(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)],
    ["lists within lists, CBOR", hex("a164756e6974", Buffer.alloc(500 * KB, 0x81))],
    ["lists without end, CBOR", Buffer.alloc(500 * KB, 0x9f)],
    ["tags on tags", Buffer.alloc(500 * KB, 0xc0)],
    ["60 000 fields", text(`{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":0`).join()}}`)],
    ["300 000 lists", text(`{"unit":[${"[],".repeat(300_000)}[]]}`)],
    ["300 000 elements where few belong", text(`{"evidence":[${"1,".repeat(300_000)}1]}`)],
  ])("is refused before it is built: %s", (_, payload) => {
    for (const decode of [decodeWaveform, decodeReading, decodeStatus, decodeVerdict])
      expect(decode(payload)).toMatchObject({
        ok: false,
        rejection: { code: "too-complex", reason: expect.stringMatching(/nests|more than/) },
      });
  });

  it.each([
    ["a number of a megabyte", hex("a264756e6974", bignum(1020 * KB), hex("6576616c756501"))],
    ["a negative one", hex("a164756e6974c35a", length(200 * KB), Buffer.alloc(200 * KB, 0xff))],
    ["a text in a million empty parts", hex("a164756e69747f", Buffer.alloc(1000 * KB, 0x60))],
    ["a list that claims four billion items", hex("a164756e69749affffffff")],
    ["bytes that claim four gigabytes", hex("a164756e69745affffffff")],
    ["a length of 64 bits", hex("a164756e69745bffffffffffffffff")],
    ["a regular expression", encodeCbor({ unit: /x+/ })],
    ["a set", encodeCbor({ unit: new Set([1]) })],
    ["a field that is a number", hex("a10101")],
    ["a field twice", hex("a2617801617802")],
  ])("is refused without being built: %s", (_, payload) => {
    for (const decode of [decodeWaveform, decodeReading, decodeStatus, decodeVerdict])
      expect(decode(payload)).toMatchObject({ ok: false, rejection: { code: "undecodable" } });
  });

  it("is shown in a reason in part, whatever it holds", () => {
    const payloads = [
      text(`{"${"k".repeat(500 * KB)}":1}`),
      text(`{"unit":"${"x".repeat(500 * KB)}"}`),
      text(`{"unit":${nested(30)}}`),
      text(`{"ask":1,"journal":{"lines":[${"{},".repeat(3000)}{}]}}`),
      text("x".repeat(500 * KB)),
    ];
    for (const payload of payloads)
      for (const decode of [decodeReading, decodeVerdict, decodeAlarmAnswer]) {
        const decoded = decode(payload);
        expect(decoded.ok ? "" : decoded.rejection.reason).toMatch(/^.{10,1500}$/);
      }
  });
});

describe("CBOR", () => {
  it("of other encoders is read as cbor-x writes it", () => {
    const value = {
      a: [1, -1, 1.5, -0.25, 1e300, 70_000, -70_000],
      b: { c: "grün", d: true, e: false, f: null, __proto__x: 1 },
      time: 1_700_000_000_000_000_000n,
      none: undefined,
    };
    expect(decodeCbor(encodeCbor(value))).toEqual(value);
  });

  it.each([
    ["a half", "f93e00", 1.5],
    ["the least half", "f90001", 2 ** -24],
    ["an infinite half", "f9fc00", Number.NEGATIVE_INFINITY],
    ["a float", "fa47c35000", 100_000],
    ["a negative number of 8 bytes", "3b0000000000000000", -1n],
    ["a short bignum", "c24101", 1n],
    ["a text of parts", "7f657374726561646d696e67ff", "streaming"],
    ["a list without length", "9f0102ff", [1, 2]],
    ["a map without length", "bf616101ff", { a: 1 }],
    ["a date as text", "c074323031332d30332d32315432303a30343a30305a", "2013-03-21T20:04:00Z"],
    ["what says that it is CBOR", "d9d9f701", 1],
  ])("has the values of RFC 8949, appendix A: %s", (_, digits, value) => {
    expect(decodeCbor(hex(digits))).toEqual(value);
  });

  it.each([
    [64, "01ff", [1, 255]],
    [72, "01ff", [1, -1]],
    [65, "0102", [258]],
    [69, "0102", [513]],
    [73, "ffff", [-1]],
    [77, "00ff", [-256]],
    [66, "00000100", [256]],
    [70, "00010000", [256]],
    [78, "feffffff", [-2]],
    [80, "3e00", [1.5]],
    [84, "003e", [1.5]],
    [81, "3fc00000", [1.5]],
    [85, "0000c03f", [1.5]],
    [82, "3ff8000000000000", [1.5]],
    [86, "000000000000f83f", [1.5]],
  ])("has typed arrays of tag %i", (tag, digits, values) => {
    const bytes = hex(digits);
    const array = decodeCbor(hex("d8", Buffer.of(tag, 0x40 + bytes.length), bytes));
    expect(Array.from(array as Float64Array)).toEqual(values);
  });

  it("of bytes without a tag is refused as samples, naming the tags that say what they are", () => {
    const payload = encodeCbor({ sampleRate: 1000, unit: "g", samples: Buffer.alloc(12_000) });
    expect(decodeWaveform(payload)).toMatchObject({
      ok: false,
      rejection: {
        code: "schema",
        reason: expect.stringMatching(
          /samples: found 12000 bytes without a tag.*tag 77 for int16, 85 for float32/,
        ),
      },
    });
  });
});

describe("a reading as firmware sends it", () => {
  it.each([
    ["a bare number", "41.5", /found 41\.5, expected an object such as \{"unit":"degC"/],
    ["a list", '[{"unit":"degC","value":1}]', /found a list of 1, expected an object.*one value a/],
    ["a text", '"41.5"', /found "41\.5", expected an object/],
    ["a bare word", "hello", /the payload begins "hello" \(0x68656c6c6f\)/],
    ["a number in quotes", '{"unit":"degC","value":"41.5"}', /value: found "41\.5".*not in quotes/],
    ["a missing brace", '{"unit":"degC"', /JSON with a fault/],
    ["UTF-16", Buffer.from("\ufeff{}", "utf16le"), /UTF-16; UTF-8 is right/],
  ])("is refused in our words: %s", (_, payload, reason) => {
    const decoded = decodeReading(typeof payload === "string" ? text(payload) : payload);
    if (decoded.ok) throw new Error("taken");
    expect(decoded.rejection.reason).toMatch(reason);
    expect(decoded.rejection.reason).not.toMatch(/Invalid|received|packed values/);
  });

  it.each([
    ["begin with a byte order mark", '\ufeff{"unit":"degC","value":41.5}'],
    ["end with the zero of a C text", '{"unit":"degC","value":41.5}\0'],
  ])("may %s", (_, payload) => {
    expect(decodeReading(text(payload))).toEqual({
      ok: true,
      body: { unit: "degC", value: 41.5 },
    });
  });
});

describe("a sensor's status", () => {
  it.each([
    ["offline", "offline"],
    ["Offline", "offline"],
    [" ONLINE\n", "online"],
    ['"offline"', "offline"],
    ['{"state":"offline"}', "offline"],
    ['{"status":"Offline","rssi":-71,"battery":80}', "offline"],
    ['{"status":"online","state":"ONLINE"}', "online"],
  ])("counts in plain words: %s", (payload, status) => {
    expect(decodeStatus(text(payload))).toMatchObject({ ok: true, body: { status } });
  });

  it("says of a status in another word which words would be right", () => {
    const decoded = decodeStatus(text("Disconnected"));
    expect(decoded.ok ? "" : decoded.rejection.reason).toBe(
      'message: found the word "Disconnected", expected online or offline: as a word, or as {"status":"offline"} or {"state":"offline"}',
    );
  });

  it.each(["gone", "0", "", "{}", '{"status":1}', '{"status":"online","state":"offline"}', "null"])(
    "in another form is refused with the forms that count: %s",
    (payload) => {
      const decoded = decodeStatus(text(payload));
      expect(decoded.ok ? "" : decoded.rejection.reason).toMatch(/online or offline|empty|begins/);
    },
  );
});
