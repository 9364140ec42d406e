import { constants, inflateSync, type ZlibOptions } from "node:zlib";
import { TraceError } from "../trace.ts";
import { readLevel4 } from "./mat-level4.ts";
import type { MatValue } from "./mat-value.ts";

/**
 * MAT-files of level 5 as MATLAB's `-v6` and `-v7` write them ("MAT-File Format", The MathWorks, chapter 1): numeric and character arrays,
 * structs and cells, plain or compressed, in both byte orders.
 */

/** Bounds that no recording comes near and that a forged file cannot pass. */
const LIMITS = { bytes: 2 ** 29, values: 2 ** 27, depth: 16, elements: 2 ** 20 } as const;

/** So many bytes an element may swell to whatever it was; above, only to so many times its compressed size: recordings compress to a tenth at best. */
const SWELLS_FREELY = 2 ** 26;
const MOST_SWELLING = 20;
/** Of a compressed element, to see how large it is within. */
const PEEKED_BYTES = 256;

const HEADER_BYTES = 128;

/** Storage types of an element ("miXXX" in the format's description). */
const MI = {
  int8: 1,
  uint8: 2,
  int16: 3,
  uint16: 4,
  int32: 5,
  uint32: 6,
  single: 7,
  double: 9,
  int64: 12,
  uint64: 13,
  matrix: 14,
  compressed: 15,
  utf8: 16,
  utf16: 17,
  utf32: 18,
} as const;

/** Array classes ("mxXXX_CLASS"). 6 to 15 are numeric. */
const MX = { cell: 1, struct: 2, object: 3, char: 4, sparse: 5, double: 6, uint64: 15 } as const;

interface Element {
  readonly type: number;
  /** The element's data, without its tag. */
  readonly data: DataView;
  /** Where the next element begins. */
  readonly next: number;
}

/** What every part of one reading shares. */
interface Reading {
  readonly file: string;
  readonly littleEndian: boolean;
  /** Bytes inflated, numbers read and elements met so far, against {@link LIMITS}. */
  bytes: number;
  values: number;
  elements: number;
}

/**
 * The variables of a MAT-file of level 4 or 5 by name, in file order.
 *
 * @throws TraceError when it is none, is damaged or goes beyond the bounds.
 */
export function readMatFile(bytes: Uint8Array, file: string): ReadonlyMap<string, MatValue> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark =
    view.byteLength >= HEADER_BYTES
      ? String.fromCharCode(view.getUint8(126), view.getUint8(127))
      : "";
  if (mark === "IM" || mark === "MI") return readLevel5(file, view, mark === "IM");
  const variables = readLevel4(view, file);
  if (variables !== undefined) return variables;
  throw new TraceError(
    file,
    'found no MAT-file header; a MAT-file of version 4 to 7 (save(..., "-v7")) would be right',
  );
}

function readLevel5(
  file: string,
  view: DataView,
  littleEndian: boolean,
): ReadonlyMap<string, MatValue> {
  const reading: Reading = { file, littleEndian, bytes: 0, values: 0, elements: 0 };
  const variables = new Map<string, MatValue>();
  for (let at = HEADER_BYTES; at < view.byteLength; ) {
    const element = readElement(reading, view, at);
    const matrix = element.type === MI.compressed ? inflated(reading, element.data) : element;
    if (matrix.type === MI.matrix) {
      const { name, value } = readMatrix(reading, matrix.data, 0);
      // MATLAB keeps workspace data of objects in a matrix without a name.
      if (name !== "") variables.set(name, value);
    }
    at = element.next;
  }
  return variables;
}

/** The element whose tag stands at `at`: 8 bytes of tag and data padded to 8, or all within 8 ("small data element"). */
function readElement(reading: Reading, view: DataView, at: number): Element {
  if (at + 8 > view.byteLength) throw damaged(reading, "it ends within the tag of an element");
  if (++reading.elements > LIMITS.elements)
    throw damaged(reading, `it has more than ${LIMITS.elements} elements`);
  const word = view.getUint32(at, reading.littleEndian);
  const smallSize = word >>> 16;
  if (smallSize > 0) {
    if (smallSize > 4) throw damaged(reading, `a small element claims ${smallSize} bytes`);
    return { type: word & 0xffff, data: part(view, at + 4, smallSize), next: at + 8 };
  }
  const size = view.getUint32(at + 4, reading.littleEndian);
  const end = at + 8 + size;
  if (end > view.byteLength)
    throw damaged(
      reading,
      `an element claims ${size} bytes where ${view.byteLength - at - 8} are left (was the file cut off?)`,
    );
  const padded =
    word === MI.compressed ? end : Math.min(at + 8 + Math.ceil(size / 8) * 8, view.byteLength);
  return { type: word, data: part(view, at + 8, size), next: padded };
}

/** The one element inside a compressed one. Its own tag says its size, so that memory is taken for that much, once, and for no bomb. */
function inflated(reading: Reading, data: DataView): Element {
  const packed = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const size = sizeWithin(reading, packed);
  const most = Math.max(SWELLS_FREELY, MOST_SWELLING * packed.length);
  if (size > most || size > LIMITS.bytes - reading.bytes)
    throw damaged(
      reading,
      `a compressed element of ${packed.length} bytes claims ${size}, at most ${Math.min(most, LIMITS.bytes - reading.bytes)} are right`,
    );
  const plain = inflate(reading, packed, { maxOutputLength: size, chunkSize: size + 1 });
  reading.bytes += plain.length;
  return readElement(reading, new DataView(plain.buffer, plain.byteOffset, plain.length), 0);
}

/** Size of the element inside, with its tag and padding. */
function sizeWithin(reading: Reading, packed: Uint8Array): number {
  const head = inflate(reading, packed.subarray(0, PEEKED_BYTES), {
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  if (head.length < 8) throw damaged(reading, "a compressed element is cut off");
  const claimed = reading.littleEndian ? head.readUInt32LE(4) : head.readUInt32BE(4);
  return 16 + Math.ceil(claimed / 8) * 8;
}

function inflate(reading: Reading, packed: Uint8Array, options: ZlibOptions): Buffer {
  try {
    return inflateSync(packed, options);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw damaged(reading, `a compressed element cannot be inflated (${code})`);
  }
}

/** An array: flags, dimensions, name, then what its class asks for. */
function readMatrix(
  reading: Reading,
  view: DataView,
  depth: number,
): { readonly name: string; readonly value: MatValue } {
  // An empty cell or field may be an array of zero bytes.
  if (view.byteLength === 0)
    return { name: "", value: { type: "numeric", dims: [0, 0], values: new Float64Array() } };
  if (depth > LIMITS.depth) throw damaged(reading, `it nests deeper than ${LIMITS.depth} levels`);
  const flags = readElement(reading, view, 0);
  if (flags.data.byteLength < 8) throw damaged(reading, "an array has no flags");
  const word = flags.data.getUint32(0, reading.littleEndian);
  const arrayClass = word & 0xff;
  const dimensions = readElement(reading, view, flags.next);
  const dims = [...numbersOf(reading, dimensions)];
  const nameElement = readElement(reading, view, dimensions.next);
  const name = textOf(reading, nameElement);
  const body = { view, at: nameElement.next, dims, depth };
  return { name, value: readBody(reading, arrayClass, body) };
}

/** What follows an array's name. */
interface Body {
  readonly view: DataView;
  readonly at: number;
  readonly dims: readonly number[];
  readonly depth: number;
}

function readBody(reading: Reading, arrayClass: number, body: Body): MatValue {
  if (arrayClass === MX.cell) return readCells(reading, body);
  if (arrayClass === MX.struct) return readStruct(reading, body);
  if (arrayClass === MX.char)
    return { type: "text", text: textOf(reading, readElement(reading, body.view, body.at)) };
  if (arrayClass < MX.double || arrayClass > MX.uint64)
    return {
      type: "other",
      what: arrayClass === MX.sparse ? "sparse array" : `class ${arrayClass}`,
    };
  const element = readElement(reading, body.view, body.at);
  const values = numbersOf(reading, element);
  const expected = countOf(reading, body.dims);
  if (values.length !== expected)
    throw damaged(
      reading,
      `an array of ${body.dims.join("×")} has ${values.length} values where ${expected} would be right`,
    );
  return { type: "numeric", dims: body.dims, values };
}

function readCells(reading: Reading, { view, at, dims, depth }: Body): MatValue {
  const cells: MatValue[] = [];
  let next = at;
  for (let left = countOf(reading, dims); left > 0; left--) {
    const element = readArray(reading, view, next);
    cells.push(readMatrix(reading, element.data, depth + 1).value);
    next = element.next;
  }
  return { type: "cell", dims, cells };
}

function readStruct(reading: Reading, { view, at, dims, depth }: Body): MatValue {
  const lengthElement = readElement(reading, view, at);
  const nameLength = numbersOf(reading, lengthElement)[0] ?? 0;
  const namesElement = readElement(reading, view, lengthElement.next);
  const names = fieldNames(reading, namesElement, nameLength);
  const elements: Map<string, MatValue>[] = [];
  let next = namesElement.next;
  // Without fields nothing follows that would bound the count.
  const count = names.length === 0 ? 0 : countOf(reading, dims);
  for (let index = 0; index < count; index++) {
    const fields = new Map<string, MatValue>();
    for (const name of names) {
      const element = readArray(reading, view, next);
      fields.set(name, readMatrix(reading, element.data, depth + 1).value);
      next = element.next;
    }
    elements.push(fields);
  }
  return { type: "struct", dims, elements };
}

/** Names of `width` bytes each, ended by a zero byte. */
function fieldNames(reading: Reading, { data }: Element, width: number): readonly string[] {
  if (data.byteLength === 0) return [];
  if (!Number.isInteger(width) || width < 1 || data.byteLength % width !== 0)
    throw damaged(reading, `${data.byteLength} bytes of field names are no multiple of ${width}`);
  const all = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
  const names: string[] = [];
  for (let from = 0; from < all.length; from += width)
    names.push(all.slice(from, from + width).replace(/\0.*$/s, ""));
  return names;
}

function readArray(reading: Reading, view: DataView, at: number): Element {
  const element = readElement(reading, view, at);
  if (element.type !== MI.matrix)
    throw damaged(
      reading,
      `an element of type ${element.type} stands where an array would be right`,
    );
  return element;
}

/** How many elements an array has. */
function countOf(reading: Reading, dims: readonly number[]): number {
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (dims.length < 2 || dims.some((dim) => dim < 0) || !Number.isSafeInteger(count))
    throw damaged(reading, `an array claims the dimensions ${dims.join("×") || "none"}`);
  return count;
}

/** Bytes of one number and how to read it, by storage type. */
const STORAGE: Readonly<
  Record<
    number,
    readonly [size: number, read: (view: DataView, at: number, little: boolean) => number]
  >
> = {
  [MI.int8]: [1, (view, at) => view.getInt8(at)],
  [MI.uint8]: [1, (view, at) => view.getUint8(at)],
  [MI.int16]: [2, (view, at, little) => view.getInt16(at, little)],
  [MI.uint16]: [2, (view, at, little) => view.getUint16(at, little)],
  [MI.int32]: [4, (view, at, little) => view.getInt32(at, little)],
  [MI.uint32]: [4, (view, at, little) => view.getUint32(at, little)],
  [MI.single]: [4, (view, at, little) => view.getFloat32(at, little)],
  [MI.double]: [8, (view, at, little) => view.getFloat64(at, little)],
  [MI.int64]: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  [MI.uint64]: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

function numbersOf(reading: Reading, { type, data }: Element): Float64Array {
  const [size, read] = STORAGE[type] ?? [0, undefined];
  if (read === undefined)
    throw damaged(reading, `an element of type ${type} stands where numbers would be right`);
  const length = Math.floor(data.byteLength / size);
  reading.values += length;
  if (reading.values > LIMITS.values)
    throw damaged(reading, `it has more than ${LIMITS.values} numbers`);
  const values = new Float64Array(length);
  for (let index = 0; index < values.length; index++)
    values[index] = read(data, index * size, reading.littleEndian);
  return values;
}

/** Characters of an element; rows of a character matrix come interleaved, as the file has them. */
function textOf(reading: Reading, element: Element): string {
  const { type, data } = element;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (type === MI.utf8) return bytes.toString("utf8");
  if (type === MI.int8 || type === MI.uint8) return bytes.toString("latin1");
  if (type === MI.utf16 || type === MI.uint16 || type === MI.utf32 || type === MI.uint32) {
    const wide = type === MI.utf32 ? MI.uint32 : type === MI.utf16 ? MI.uint16 : type;
    const codes = numbersOf(reading, { ...element, type: wide });
    return Array.from(codes, (code) =>
      code <= 0x10_ffff ? String.fromCodePoint(code) : "\uFFFD",
    ).join("");
  }
  throw damaged(reading, `an element of type ${type} stands where text would be right`);
}

function part(view: DataView, from: number, length: number): DataView {
  return new DataView(view.buffer, view.byteOffset + from, length);
}

function damaged({ file }: Reading, what: string): TraceError {
  return new TraceError(file, `damaged MAT-file: ${what}; export or copy it again`);
}
