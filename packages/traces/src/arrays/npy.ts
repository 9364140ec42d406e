import type { MatValue } from "../mat/mat-value.ts";
import { TraceError } from "../trace.ts";

const MAGIC_BYTES = 6;
const MOST_VALUES = 2 ** 27;

type Read = (view: DataView, at: number, little: boolean) => number;

/** Number types by their letter and size in bytes ("NumPy Enhancement Proposal 1"). */
const TYPES: Readonly<Record<string, readonly [size: number, read: Read]>> = {
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  b1: [1, (view, at) => view.getUint8(at)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  f2: [2, (view, at, little) => halfFloat(view.getUint16(at, little))],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  c8: [8, (view, at, little) => view.getFloat32(at, little)],
  c16: [16, (view, at, little) => view.getFloat64(at, little)],
};

/** A binary16 of IEEE 754. */
function halfFloat(bits: number): number {
  const sign = bits & 0x80_00 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A field of a record type: where in the record, and how to read it. */
interface Field {
  readonly name: string;
  readonly at: number;
  readonly read: (view: DataView, at: number) => number;
}

/**
 * The array of an .npy file by name, of a structured array each field by its own (NEP 1). Values stand column after column, as in MAT-files.
 *
 * @throws TraceError when it is none, is damaged, or holds what is no number.
 */
export function readNpy(bytes: Buffer, file: string, name: string): ReadonlyMap<string, MatValue> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || bytes.toString("latin1", 1, MAGIC_BYTES) !== "NUMPY")
    throw new TraceError(file, "found no NumPy array in it");
  const version = view.getUint8(MAGIC_BYTES);
  const isLong = version > 1;
  const headerBytes =
    isLong && bytes.length >= 12 ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (isLong ? 12 : 10) + headerBytes;
  const header = bytes.toString("latin1", isLong ? 12 : 10, Math.min(start, bytes.length));
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  const isFortran = /'fortran_order':\s*True/.test(header);
  const { fields, size } = fieldsOf(header, file, name);
  if (shape === undefined || start > bytes.length)
    throw new TraceError(file, "damaged NumPy array: no shape in its header");
  const dims = shape
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number);
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (!Number.isSafeInteger(count) || count < 0 || count * fields.length > MOST_VALUES)
    throw new TraceError(file, `damaged NumPy array: it claims the shape (${shape})`);
  if (start + count * size > bytes.length)
    throw new TraceError(
      file,
      `damaged NumPy array: it claims ${count} values and has ${Math.floor((bytes.length - start) / size)} (was it cut off?)`,
    );
  return new Map(
    fields.map((field) => {
      const values = Float64Array.from({ length: count }, (_, index) =>
        field.read(view, start + index * size + field.at),
      );
      return [
        field.name,
        { type: "numeric", dims: matDims(dims), values: byColumns(values, dims, isFortran) },
      ];
    }),
  );
}

function fieldsOf(header: string, file: string, name: string) {
  const simple = /'descr':\s*'([<>|=])([a-z])(\d+)'/.exec(header);
  if (simple !== null) {
    const [, order = "<", letter = "", digits = ""] = simple;
    const { size, read } = typeOf(file, order, letter, digits);
    return { size, fields: [{ name, at: 0, read }] };
  }
  const list = /'descr':\s*\[(.*?)\]\s*,\s*'(?:fortran|shape)/s.exec(header)?.[1] ?? "";
  const fields: Field[] = [];
  let size = 0;
  for (const [, field = "", order = "<", letter = "", digits = ""] of list.matchAll(
    /\('((?:[^'\\]|\\.)*)',\s*'([<>|=])([a-zA-Z])(\d+)'\)/g,
  )) {
    const type = typeOf(file, order, letter, digits);
    fields.push({ name: field, at: size, read: type.read });
    size += type.size;
  }
  if (fields.length === 0)
    throw new TraceError(
      file,
      "found a NumPy array of objects; numbers would be right (save it as a plain array)",
    );
  return { size, fields };
}

function typeOf(file: string, order: string, letter: string, digits: string) {
  const [size, read] = TYPES[letter + digits] ?? [0, undefined];
  if (read === undefined)
    throw new TraceError(
      file,
      `found a NumPy array of type "${order}${letter}${digits}"; integers or floats would be right`,
    );
  const little = order !== ">";
  return { size, read: (view: DataView, at: number) => read(view, at, little) };
}

function matDims(dims: readonly number[]): readonly number[] {
  return dims.length === 1 ? [dims[0] ?? 0, 1] : dims.length === 0 ? [1, 1] : dims;
}

/** NumPy writes row after row unless it says otherwise. */
export function byColumns(
  values: Float64Array,
  dims: readonly number[],
  isFortran = false,
): Float64Array {
  if (isFortran || dims.length < 2 || Math.min(...dims) <= 1) return values;
  const out = new Float64Array(values.length);
  const strides = dims.map((_, axis) =>
    dims.slice(axis + 1).reduce((product, dim) => product * dim, 1),
  );
  const index = dims.map(() => 0);
  for (let at = 0; at < out.length; at++) {
    let from = 0;
    for (let axis = 0; axis < dims.length; axis++)
      from += (index[axis] ?? 0) * (strides[axis] ?? 0);
    out[at] = values[from] ?? 0;
    // The first index runs fastest, as in MAT-files.
    for (let axis = 0; axis < dims.length; axis++) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next < (dims[axis] ?? 0) ? next : 0;
      if (next < (dims[axis] ?? 0)) break;
    }
  }
  return out;
}
