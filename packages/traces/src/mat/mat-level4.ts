import { TraceError } from "../trace.ts";
import type { MatValue } from "./mat-value.ts";

const HEADER_BYTES = 20;
const LONGEST_NAME = 256;
const MOST_VALUES = 2 ** 27;

/** Bytes of a number and how to read it, by the "P" digit of a matrix's type. */
const STORAGE: readonly (readonly [
  size: number,
  read: (view: DataView, at: number, little: boolean) => number,
])[] = [
  [8, (view, at, little) => view.getFloat64(at, little)],
  [4, (view, at, little) => view.getFloat32(at, little)],
  [4, (view, at, little) => view.getInt32(at, little)],
  [2, (view, at, little) => view.getInt16(at, little)],
  [2, (view, at, little) => view.getUint16(at, little)],
  [1, (view, at) => view.getUint8(at)],
];

/** The five words before a matrix's name; its type is the decimal number MOPT: byte order, 0, precision, kind. */
interface Header {
  readonly little: boolean;
  readonly precision: number;
  readonly kind: "numeric" | "text" | "sparse";
  readonly rows: number;
  readonly columns: number;
  readonly isComplex: boolean;
  readonly nameLength: number;
}

/**
 * The variables of a MAT-file of level 4 ("MAT-File Format", The MathWorks, chapter 2): matrices and text one after another, without a file header.
 *
 * @returns undefined when it does not begin like one.
 * @throws TraceError when it is damaged.
 */
export function readLevel4(
  view: DataView,
  file: string,
): ReadonlyMap<string, MatValue> | undefined {
  if (readHeader(view, 0) === undefined) return undefined;
  const variables = new Map<string, MatValue>();
  for (let at = 0; at < view.byteLength; ) {
    const header = readHeader(view, at);
    if (header === undefined) throw damaged(file, `no matrix begins at byte ${at}`);
    const { rows, columns, nameLength, precision, isComplex, kind, little } = header;
    const name = latin1(view, at + HEADER_BYTES, nameLength - 1);
    const [size, read] = STORAGE[precision] ?? [8, () => Number.NaN];
    const begin = at + HEADER_BYTES + nameLength;
    const count = rows * columns;
    const bytes = count * size * (isComplex ? 2 : 1);
    const left = view.byteLength - begin;
    if (bytes > left)
      throw damaged(file, `${name} claims ${bytes} bytes where ${left} are left (was it cut off?)`);
    if (count > MOST_VALUES) throw damaged(file, `${name} has more than ${MOST_VALUES} numbers`);
    if (kind === "sparse") variables.set(name, { type: "other", what: "sparse array" });
    else {
      const values = new Float64Array(count);
      for (let index = 0; index < count; index++)
        values[index] = read(view, begin + index * size, little);
      variables.set(
        name,
        kind === "numeric"
          ? { type: "numeric", dims: [rows, columns], values }
          : { type: "text", text: textOf(values) },
      );
    }
    at = begin + bytes;
  }
  return variables;
}

function readHeader(view: DataView, at: number): Header | undefined {
  if (at + HEADER_BYTES > view.byteLength) return undefined;
  for (const little of [true, false]) {
    const [type = 0, rows = 0, columns = 0, imaginary = 0, nameLength = 0] = [0, 4, 8, 12, 16].map(
      (offset) => view.getUint32(at + offset, little),
    );
    const [order, reserved, precision, kind] = [1000, 100, 10, 1].map(
      (digit) => Math.floor(type / digit) % 10,
    );
    const fits =
      type < 2000 && order === (little ? 0 : 1) && reserved === 0 && (precision ?? 9) <= 5;
    const named =
      nameLength > 1 &&
      nameLength <= LONGEST_NAME &&
      at + HEADER_BYTES + nameLength <= view.byteLength &&
      /^[A-Za-z]\w*$/.test(latin1(view, at + HEADER_BYTES, nameLength - 1));
    if (fits && named && imaginary <= 1 && (kind ?? 9) <= 2)
      return {
        little,
        precision: precision ?? 0,
        kind: kind === 0 ? "numeric" : kind === 1 ? "text" : "sparse",
        rows,
        columns,
        isComplex: imaginary === 1,
        nameLength,
      };
  }
  return undefined;
}

function textOf(codes: Float64Array): string {
  return Array.from(codes, (code) => String.fromCharCode(code)).join("");
}

function latin1(view: DataView, from: number, length: number): string {
  return Buffer.from(view.buffer, view.byteOffset + from, length).toString("latin1");
}

function damaged(file: string, what: string): TraceError {
  return new TraceError(file, `damaged MAT-file of version 4: ${what}; export or copy it again`);
}
