interface Unpacked {
  readonly text: string;
  readonly encoding: "hex" | "base64";
  readonly list: readonly number[];
  readonly view: DataView;
}

/** Each value of a message asks for the same bytes, and each of its fields for a view of them. */
let latest: Unpacked | undefined;

/** Bytes of a text. @throws Error when it is no such text. */
export function bytesOf(text: unknown, encoding: unknown): readonly number[] {
  if (typeof text !== "string" || (encoding !== "hex" && encoding !== "base64"))
    throw new Error('$bytes takes a text and "hex" or "base64"');
  if (latest?.text !== text || latest.encoding !== encoding) {
    const list = [...binaryOf(text, encoding)];
    latest = { text, encoding, list, view: viewOf(list) };
  }
  return latest.list;
}

/** The same, strictly: what is no digit of the encoding is a fault, and no end. */
export function binaryOf(text: string, encoding: "hex" | "base64"): Buffer {
  const packed = text.replaceAll(/\s/g, "");
  const fits =
    encoding === "hex"
      ? /^([0-9a-fA-F]{2})*$/.test(packed)
      : packed.length % 4 !== 1 && /^[A-Za-z0-9+/_-]*={0,2}$/.test(packed);
  if (!fits)
    throw new Error(`found ${JSON.stringify(text.slice(0, 40))}, which is no ${encoding} text`);
  return Buffer.from(packed, encoding);
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const READERS: ReadonlyMap<unknown, Reader> = new Map<string, Reader>([
  ["int8", (view, at) => view.getInt8(at)],
  ["uint8", (view, at) => view.getUint8(at)],
  ["int16", (view, at, little) => view.getInt16(at, little)],
  ["uint16", (view, at, little) => view.getUint16(at, little)],
  ["int32", (view, at, little) => view.getInt32(at, little)],
  ["uint32", (view, at, little) => view.getUint32(at, little)],
  ["float32", (view, at, little) => view.getFloat32(at, little)],
  ["float64", (view, at, little) => view.getFloat64(at, little)],
]);

/** A number of several bytes; `order` is "big" or "little" (default). @throws Error outside the bytes. */
export function fieldOf(bytes: unknown, at: unknown, type: unknown, order?: unknown): number {
  const list: readonly unknown[] = Array.isArray(bytes) ? bytes : [bytes];
  const reader = READERS.get(type);
  if (reader === undefined)
    throw new Error(`$field knows ${[...READERS.keys()].join(", ")}, found ${String(type)}`);
  const offset = Number(at);
  const view = list === latest?.list ? latest.view : viewOf(list);
  try {
    return reader(view, offset, order !== "big");
  } catch {
    throw new Error(
      `$field: found ${list.length} bytes, a ${String(type)} at byte ${offset} lies beyond`,
    );
  }
}

function viewOf(list: readonly unknown[]): DataView {
  const held = new Uint8Array(list.length);
  // A loop: `from` with a function takes several times as long.
  for (let i = 0; i < held.length; i++) held[i] = Number(list[i]);
  return new DataView(held.buffer);
}
