import { bytesField, varintField } from "@raceway/source-sparkplug/protobuf";
import { encodeCbor } from "@raceway/wire/codec";
import type { Random } from "./random.ts";

/**
 * Inputs that keep the form of a message and harm in one place of it: depth, bignums, tags, endless or lying lengths, very many of something, all in JSON, CBOR
 * and protobuf. Flipped bytes seldom come to that.
 */

/** What the doors let in. */
const MOST_BYTES = 2 ** 20;

/** A count whose median is 3, and which is now and then a quarter of a million. */
function many(random: Random): number {
  return Math.floor(2 ** (random.next() ** 4 * 18) * (1 + random.next()));
}

/** An example in which some places hold something else, perhaps cut off. */
export function structured(examples: readonly unknown[], random: Random): Uint8Array {
  const example = random.pick(examples);
  const write = random.below(2) === 0 ? json : cbor;
  const whole = write(example, { random, odds: 1 + random.below(12) });
  const longest = random.below(10) === 0 ? random.below(whole.length + 1) : MOST_BYTES;
  return new Uint8Array(whole.subarray(0, longest));
}

interface Writing {
  readonly random: Random;
  /** One place in so many is another. */
  readonly odds: number;
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

function json(value: unknown, writing: Writing): Buffer {
  return Buffer.from(jsonText(value, writing));
}

function jsonText(value: unknown, writing: Writing): string {
  const { random, odds } = writing;
  if (random.below(odds) === 0) return harmInJson(random);
  if (isList(value)) return `[${Array.from(value, (each) => jsonText(each, writing)).join(",")}]`;
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}:${jsonText(each, writing)}`,
  );
  return `{${random.below(odds) === 0 ? [...fields, fieldsInJson(random)].join(",") : fields.join(",")}}`;
}

const SMALL = ["1", '""', "{}", "[]", "null", '{"a":1}', '"x"', "-0.5e-7", "1e999", '"online"'];

function harmInJson(random: Random): string {
  const count = many(random);
  const small = random.pick(SMALL);
  return random.pick<() => string>([
    () => `${"[".repeat(count)}${"]".repeat(count)}`,
    () => "[".repeat(count),
    () => `${'{"a":'.repeat(count)}1${"}".repeat(count)}`,
    () => `[${`${small},`.repeat(count)}${small}]`,
    () => `{${fieldsInJson(random)}}`,
    () => random.pick(["", "0.", "-"]) + "9".repeat(count),
    () => `1e${"9".repeat(Math.min(count, 1000))}`,
    () => `"${random.pick(["x", "\\u0000", "\\ud800", "é", "T", "9"]).repeat(count)}"`,
    () => small,
    () => '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  ])();
}

function fieldsInJson(random: Random): string {
  const small = random.pick(SMALL);
  const name = random.pick(["", "k", "__proto__", "400000"]);
  return Array.from({ length: many(random) + 1 }, (_, n) => `"${name}${n}":${small}`).join();
}

function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.of((major << 5) | count);
  const long = Buffer.alloc(5);
  long[0] = (major << 5) | 26;
  long.writeUInt32BE(count, 1);
  return long;
}

function cbor(value: unknown, writing: Writing): Buffer {
  const { random, odds } = writing;
  if (random.below(odds) === 0) return harmInCbor(random);
  if (Array.isArray(value))
    return Buffer.concat([head(4, value.length), ...value.map((each) => cbor(each, writing))]);
  if (typeof value !== "object" || value === null || isList(value))
    return Buffer.from(encodeCbor(value));
  const fields = Object.entries(value);
  const written = fields.flatMap(([name, each]) => [
    Buffer.from(encodeCbor(name)),
    cbor(each, writing),
  ]);
  return Buffer.concat([head(5, fields.length + (random.below(odds) === 0 ? 1 : 0)), ...written]);
}

/** Heads of items, whole small items, and what ends something. */
const HEADS = [0x81, 0x9f, 0xbf, 0xa1, 0xc0, 0xc2, 0xd8, 0x5f, 0x7f, 0xff, 0xf6, 0xf7, 0x00, 0x60];

function harmInCbor(random: Random): Buffer {
  const count = many(random);
  const fill = random.below(256);
  const bytes = (size: number) => Buffer.alloc(size, fill);
  return random.pick<() => Buffer>([
    () => Buffer.alloc(count, random.pick(HEADS)),
    () => Buffer.concat([Buffer.alloc(count, 0x81), Buffer.of(0)]),
    () => Buffer.concat([Buffer.alloc(count, 0xc6), Buffer.of(0)]),
    () => Buffer.concat([Buffer.of(random.pick([0xc2, 0xc3])), head(2, count), bytes(count)]),
    () => Buffer.concat([head(6, random.below(300)), head(2, count), bytes(count)]),
    () => Buffer.concat([head(2, count), bytes(count)]),
    () => Buffer.concat([head(3, count), bytes(count)]),
    () => head(random.pick([2, 3, 4, 5, 6]), 2 ** 32 - 1 - random.below(3)),
    () => Buffer.concat([Buffer.of(random.pick([0x5b, 0x7b, 0x9b, 0xbb, 0xdb])), bytes(8)]),
    () => Buffer.concat([head(4, count), Buffer.alloc(count, random.pick([0, 0x60, 0x80, 0xa0]))]),
    () => Buffer.concat([Buffer.of(0x7f), Buffer.alloc(count, 0x60), Buffer.of(0xff)]),
    () => fieldsInCbor(Math.min(count, 2 ** 15)),
    () => Buffer.from(encodeCbor(random.pick([2n ** 70n, new Date(0), /x/, new Set([1]), -1n]))),
  ])();
}

function fieldsInCbor(count: number): Buffer {
  const fields = Array.from({ length: count }, (_, n) => {
    const name = Buffer.from(`k${n}`);
    return Buffer.concat([head(3, name.length), name, Buffer.of(0)]);
  });
  return Buffer.concat([head(5, count), ...fields]);
}

/** A Sparkplug payload of very many, or very deep, or very empty parts. */
export function structuredSparkplug(random: Random): Uint8Array {
  const field = (number: number, bytes: Uint8Array) => Buffer.from(bytesField(number, bytes));
  const repeated = (part: Uint8Array) =>
    Buffer.concat(Array<Uint8Array>(Math.min(many(random), 2 ** 16)).fill(part));
  const text = (value: string) => Buffer.from(value);
  const name = field(1, text(random.pick(["Temp", "Vib", "Set", "x"])));
  const type = Buffer.from(varintField(4, BigInt(random.below(35))));
  const body = random.pick<() => Buffer>([
    () => field(9, repeated(field(1, text("unit")))),
    () => field(9, Buffer.concat([repeated(field(1, text("k"))), repeated(field(2, text("")))])),
    () => field(17, repeated(field(4, new Uint8Array()))),
    () => field(17, repeated(field(4, field(1, new Uint8Array())))),
    () => field(17, Buffer.concat([repeated(field(2, text("c"))), field(3, repeated(text("\n")))])),
    () => field(16, repeated(text("abcd"))),
    () => repeated(Buffer.from(varintField(1, 2n ** 64n - 1n))),
    () => nestedField(random),
  ])();
  const metric = field(2, Buffer.concat([name, type, body]));
  const whole = random.pick<() => Buffer>([
    () => metric,
    () => repeated(metric.subarray(0, 64)),
    () => repeated(field(2, new Uint8Array())),
    () => Buffer.concat([repeated(Buffer.from(varintField(3, 1n))), metric]),
  ])();
  const longest = random.below(10) === 0 ? random.below(whole.length + 1) : MOST_BYTES;
  return new Uint8Array(whole.subarray(0, longest));
}

function nestedField(random: Random): Buffer {
  let bytes = Buffer.alloc(0);
  for (let depth = Math.min(many(random), 500); depth > 0; depth--)
    bytes = Buffer.from(bytesField(random.pick([2, 9, 17, 18]), bytes));
  return bytes;
}
