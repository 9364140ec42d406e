/**
 * The wire form of Protocol Buffers (protobuf.dev/programming-guides/encoding), as much as Sparkplug B needs. Reading is one pass without
 * recursion over the bytes given, so its time is bounded by their number; what is not asked for is skipped.
 */

/** One field of a message as it stands on the wire. */
export type Field =
  | { readonly number: number; readonly type: "varint"; readonly value: bigint }
  | {
      readonly number: number;
      readonly type: "fixed64" | "bytes" | "fixed32";
      readonly bytes: Uint8Array;
    };

/** Says where the bytes stop making sense. */
export class ProtobufError extends Error {
  override name = "ProtobufError";
}

const LENGTH_DELIMITED = 2;
const FIXED = { 1: ["fixed64", 8], 5: ["fixed32", 4] } as const;

/** How many fields may still be read of something, all that is within each other counted together. */
export interface FieldBudget {
  left: number;
}

/** The fields of one message in order. @throws ProtobufError when they are damaged, cut off, or more than the budget has. */
export function* fieldsOf(bytes: Uint8Array, budget: FieldBudget): Generator<Field> {
  let at = 0;

  function varint(): bigint {
    // Bigint arithmetic is slow, and a double holds the first seven bytes' 49 bits.
    let low = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = next();
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = next();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtobufError(`found a number of more than 10 bytes before byte ${at}`);
  }

  function next(): number {
    const byte = bytes[at];
    if (byte === undefined) throw new ProtobufError(`cut off within a number at byte ${at}`);
    at += 1;
    return byte;
  }

  function take(count: number): Uint8Array {
    if (count > bytes.length - at)
      throw new ProtobufError(
        `a field claims ${count} bytes at byte ${at}, where ${bytes.length - at} are left`,
      );
    at += count;
    return bytes.subarray(at - count, at);
  }

  while (at < bytes.length) {
    const start = at;
    budget.left -= 1;
    if (budget.left < 0)
      throw new ProtobufError("it has more fields than any message of an edge node");
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (number < 1 || number > 0x1fff_ffff)
      throw new ProtobufError(`found field number ${number} at byte ${start}`);
    if (wireType === 0) yield { number, type: "varint", value: varint() };
    else if (wireType === 1 || wireType === 5) {
      const [type, size] = FIXED[wireType];
      yield { number, type, bytes: take(size) };
    } else if (wireType === LENGTH_DELIMITED) {
      yield { number, type: "bytes", bytes: take(Number(varint())) };
    } else throw new ProtobufError(`found wire type ${wireType} at byte ${start}`);
  }
}

/** A field that holds a number. */
export function varintField(number: number, value: bigint): number[] {
  return [...varintBytes(BigInt(number) << 3n), ...varintBytes(value)];
}

/** A field that holds bytes, a text or a message. */
export function bytesField(number: number, value: ArrayLike<number>): number[] {
  return [
    ...varintBytes((BigInt(number) << 3n) | BigInt(LENGTH_DELIMITED)),
    ...varintBytes(BigInt(value.length)),
    ...Array.from(value),
  ];
}

function varintBytes(value: bigint): number[] {
  const out: number[] = [];
  let left = BigInt.asUintN(64, value);
  for (; left >= 0x80n; left >>= 7n) out.push(Number(left & 0x7fn) | 0x80);
  return [...out, Number(left)];
}
