import { type Bounds, createBudget, MESSAGE_BOUNDS } from "./bounds.ts";
import { half } from "./half.ts";
import { PayloadFault } from "./payload-fault.ts";
import { isTypedArrayTag, typedArray } from "./typed-array.ts";

/** Bytes of which nothing says what numbers they are. */
export class ByteString {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Major types of RFC 8949, §3.1. */
const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const LIST = 4;
const MAP = 5;
const TAG = 6;
const INDEFINITE = 31;
const BREAK = 0xff;

/** Tags that change nothing here: a date as text is read as text, and "this is CBOR" says nothing new (RFC 8949, §3.4). */
const TRANSPARENT_TAGS: readonly number[] = [0, 55_799];
/** Of one text or byte string of indefinite length. */
const MOST_PARTS = 1000;
const BIGNUM = 2;
const NEGATIVE_BIGNUM = 3;
/** Times in nanoseconds have 63 bits. */
const BIGNUM_BYTES = 8;

/**
 * A CBOR value (RFC 8949), as much of CBOR as sensors need: maps with texts as keys, lists, texts, numbers, typed arrays (RFC 8746). An 8-byte integer is a
 * bigint. Read here and not by a general library because a message comes from anybody: time and memory are bounded by the bytes given, whatever they say,
 * and what has no meaning for us (other tags, numbers of any size) is refused and not built.
 *
 * @throws TooComplex beyond the bounds; PayloadFault when the bytes are no such CBOR.
 */
export function decodeCbor(bytes: Uint8Array, bounds: Bounds = MESSAGE_BOUNDS): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const budget = createBudget(bounds);
  let at = 0;
  /** The field that is being read, for reasons. */
  let field = "";

  function fault(what: string): PayloadFault {
    const where = field === "" ? "" : `"${field.slice(0, 40)}": `;
    return new PayloadFault(`${where}${what}`);
  }

  /** Moves on by so many bytes. @returns where they begin. */
  function take(count: number): number {
    const from = at;
    if (count > buffer.length - from)
      throw fault(`cut off: ${count} bytes should follow, ${buffer.length - from} do`);
    at += count;
    return from;
  }

  /** The number in an item's head. Lengths beyond 2⁵³ lose digits, and are longer than any payload. */
  function argument(info: number): number {
    if (info < 24) return info;
    if (info === 24) return buffer.readUInt8(take(1));
    if (info === 25) return buffer.readUInt16BE(take(2));
    if (info === 26) return buffer.readUInt32BE(take(4));
    if (info === 27) return Number(buffer.readBigUInt64BE(take(8)));
    throw fault(`found an item head that CBOR does not define at byte ${at - 1}`);
  }

  function integer(major: number, info: number): number | bigint {
    if (info !== 27) {
      const value = argument(info);
      return major === UNSIGNED ? value : -1 - value;
    }
    const value = buffer.readBigUInt64BE(take(8));
    return major === UNSIGNED ? value : -1n - value;
  }

  function byteString(major: number, info: number): Uint8Array {
    if (info !== INDEFINITE) {
      const from = take(argument(info));
      return buffer.subarray(from, at);
    }
    const parts: Uint8Array[] = [];
    for (let head = nextInIndefinite(); head !== undefined; head = nextInIndefinite()) {
      if (parts.length === MOST_PARTS)
        throw fault(`a text or byte string has more than ${MOST_PARTS} parts`);
      if (head >> 5 !== major || (head & 31) === INDEFINITE)
        throw fault("a text or byte string of parts has a part of another type");
      const from = take(argument(head & 31));
      parts.push(buffer.subarray(from, at));
    }
    return Buffer.concat(parts);
  }

  /** The next head within something of indefinite length; undefined at its end. */
  function nextInIndefinite(): number | undefined {
    const head = buffer.readUInt8(take(1));
    return head === BREAK ? undefined : head;
  }

  function text(info: number): string {
    if (info === INDEFINITE) return Buffer.from(byteString(TEXT, info)).toString("utf8");
    const from = take(argument(info));
    return buffer.toString("utf8", from, at);
  }

  /** Calls `next` for each item of a list or map, with the item's head. */
  function each(info: number, next: (head: number) => void): void {
    if (info === INDEFINITE) {
      for (let head = nextInIndefinite(); head !== undefined; head = nextInIndefinite()) next(head);
      return;
    }
    const count = argument(info);
    if (count > buffer.length - at)
      throw fault(`cut off: ${count} items should follow, in ${buffer.length - at} bytes`);
    for (let index = 0; index < count; index++) next(buffer.readUInt8(take(1)));
  }

  function list(info: number, depth: number): unknown[] {
    const out: unknown[] = [];
    each(info, (head) => out.push(item(head, depth)));
    return out;
  }

  function map(info: number, depth: number): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    let count = 0;
    each(info, (head) => {
      budget.field(++count);
      if (head >> 5 !== TEXT) throw fault("found a field name that is no text");
      const name = text(head & 31);
      if (Object.hasOwn(out, name)) throw fault(`found the field "${name.slice(0, 40)}" twice`);
      field = name;
      put(out, name, item(buffer.readUInt8(take(1)), depth));
    });
    return out;
  }

  function tagged(info: number, depth: number): unknown {
    const tag = argument(info);
    const head = buffer.readUInt8(take(1));
    if (TRANSPARENT_TAGS.includes(tag)) return item(head, depth);
    if (head >> 5 === BYTES && isTypedArrayTag(tag)) {
      const array = typedArray(tag, byteString(BYTES, head & 31));
      if (typeof array === "string") throw fault(array);
      return array;
    }
    if (head >> 5 === BYTES && (tag === BIGNUM || tag === NEGATIVE_BIGNUM))
      return bignum(tag, byteString(BYTES, head & 31));
    throw fault(
      `found tag ${tag}: only the tags of typed arrays are read (RFC 8746, such as 77 for int16 and 85 for float32, both little-endian)`,
    );
  }

  function bignum(tag: number, digits: Uint8Array): bigint {
    if (digits.length > BIGNUM_BYTES)
      throw fault(
        `found a number of ${digits.length} bytes (tag ${tag}), at most ${BIGNUM_BYTES} are read`,
      );
    const value = BigInt(`0x0${Buffer.from(digits).toString("hex")}`);
    return tag === BIGNUM ? value : -1n - value;
  }

  function simple(info: number): unknown {
    if (info === 20) return false;
    if (info === 21) return true;
    if (info === 22) return null;
    if (info === 23) return undefined;
    if (info === 25) return half(buffer.readUInt16BE(take(2)));
    if (info === 26) return buffer.readFloatBE(take(4));
    if (info === 27) return buffer.readDoubleBE(take(8));
    throw fault(`found a value that CBOR does not define at byte ${at - 1}`);
  }

  function item(head: number, depth: number): unknown {
    budget.values(1);
    const major = head >> 5;
    const info = head & 31;
    if (major === UNSIGNED || major === NEGATIVE) return integer(major, info);
    if (major === BYTES) return new ByteString(byteString(major, info));
    if (major === TEXT) return text(info);
    if (major < LIST || major > TAG) return simple(info);
    budget.enter(depth);
    if (major === LIST) return list(info, depth + 1);
    if (major === MAP) return map(info, depth + 1);
    return tagged(info, depth + 1);
  }

  const value = item(buffer.readUInt8(take(1)), 0);
  if (at < buffer.length) throw new PayloadFault(`${buffer.length - at} bytes follow its end`);
  return value;
}

/** As JSON.parse does it: no name reaches the prototype. */
function put(out: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(out, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else out[name] = value;
}
