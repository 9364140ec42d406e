import { TraceError } from "../trace.ts";
import { parseNumber } from "./parse-number.ts";

const [TAB, LF, CR, SPACE, QUOTE, DOT, COMMA] = [9, 10, 13, 32, 34, 46, 44];

/** How the numbers of a text table are set apart. */
export interface TableStyle {
  /** The character between columns; " " stands for any run of blanks and tabs. */
  readonly delimiter: string;
  /** Numbers are written 0,5 and not 0.5. */
  readonly decimalComma?: boolean;
}

export interface TablePart {
  readonly file: string;
  /** Line number of the first byte, for errors. Default 1. */
  readonly firstLine?: number;
  /** More lines follow in another part: the last line here is whole, and a malformed one is an error. Default false. */
  readonly more?: boolean;
}

/** Numbers of a text table, a column at a time. */
export interface NumberTable {
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  /** Lines read, blank ones included. */
  readonly lines: number;
}

/**
 * Reads lines of `width` numbers each. Blank lines, a byte order mark, CRLF, blanks and quotes around numbers and a separator at the end of a
 * line do no harm; a last line that was cut off is dropped.
 *
 * @throws TraceError for any other line that is not `width` finite numbers.
 */
export function readNumberTable(
  bytes: Uint8Array,
  width: number,
  style: TableStyle,
  part: TablePart,
): NumberTable {
  const delimiter = style.delimiter.charCodeAt(0);
  const decimal = style.decimalComma ? COMMA : DOT;
  const firstLine = part.firstLine ?? 1;
  let capacity = estimateRows(bytes, width);
  let columns: readonly Float64Array[] = Array.from(
    { length: width },
    () => new Float64Array(capacity),
  );
  let rows = 0;
  let lines = 0;
  let at = skipByteOrderMark(bytes);
  const row = new Float64Array(width);

  while (at < bytes.length) {
    const found = bytes.indexOf(LF, at);
    const end = found < 0 ? bytes.length : found;
    const count = readRow(bytes, at, end, delimiter, decimal, row);
    lines++;
    if (count === width) {
      if (rows === capacity) {
        capacity *= 2;
        columns = columns.map((column) => grown(column, capacity));
      }
      for (let column = 0; column < width; column++) {
        const values = columns[column];
        if (values) values[rows] = row[column] ?? Number.NaN;
      }
      rows++;
    } else if (count !== 0 || !isBlank(bytes, at, end)) {
      const line = text(bytes, at, end);
      const isLast = !part.more && rows > 0 && isBlank(bytes, end, bytes.length);
      if (!isLast || !looksCutOff(line, width, style)) {
        const where = `line ${firstLine + lines - 1}`;
        throw new TraceError(part.file, `${where}: ${complain(line, width, style)}`);
      }
    }
    at = end + 1;
  }
  return { columns: columns.map((column) => column.subarray(0, rows)), rows, lines };
}

/** Fills `row` and returns how many numbers the line has; -1 when a field is no finite number or there are too many. */
function readRow(
  bytes: Uint8Array,
  from: number,
  to: number,
  delimiter: number,
  decimal: number,
  row: Float64Array,
): number {
  let end = to;
  while (end > from && isIdle(bytes[end - 1], delimiter)) end--;
  let at = from;
  let count = 0;
  while (at < end) {
    while (at < end && isPadding(bytes[at], delimiter)) at++;
    if (at >= end) break;
    let stop = at;
    while (stop < end && !isDelimiter(bytes[stop], delimiter)) stop++;
    let last = stop;
    while (last > at && isPadding(bytes[last - 1], delimiter)) last--;
    const value = parseNumber(bytes, at, last, decimal);
    if (count >= row.length || !Number.isFinite(value)) return -1;
    row[count++] = value;
    at = stop + 1;
  }
  return count;
}

/** The fields of a line of text as {@link readNumberTable} separates them: without the empty ones at its end. */
export function fieldsOf(line: string, delimiter: string): readonly string[] {
  const fields = [...allFieldsOf(line, delimiter)];
  while (fields.length > 0 && fields.at(-1) === "") fields.pop();
  return fields;
}

/** The fields of a line of text, empty ones at its end included. */
export function allFieldsOf(line: string, delimiter: string): readonly string[] {
  const fields = delimiter === " " ? line.trim().split(/[ \t]+/) : line.split(delimiter);
  return fields.map((field) =>
    field
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
}

/** Whether a bad line may be the head of a good one. */
function looksCutOff(line: string, width: number, style: TableStyle): boolean {
  const fields = fieldsOf(line, style.delimiter);
  const mark = style.decimalComma ? "," : ".";
  const whole = fields.slice(0, -1).every((field) => Number.isFinite(numberOf(field, mark)));
  return whole && fields.length <= width && /^[-+0-9.,eE]*$/.test(fields.at(-1) ?? "");
}

/** Says what is wrong with a line that is not `width` numbers. */
function complain(line: string, width: number, style: TableStyle): string {
  const fields = fieldsOf(line, style.delimiter);
  const mark = style.decimalComma ? "," : ".";
  const bad = fields.findIndex((field) => !Number.isFinite(numberOf(field, mark)));
  const right = `${width} ${width === 1 ? "number" : "numbers"} separated by ${nameOf(style.delimiter)} would be right`;
  if (bad >= 0) return `found "${brief(fields[bad] ?? "")}" in column ${bad + 1}; ${right}`;
  return `found ${fields.length} ${fields.length === 1 ? "number" : "numbers"} in "${brief(line)}"; ${right}`;
}

function numberOf(field: string, mark: string): number {
  const bytes = Buffer.from(field, "latin1");
  return parseNumber(bytes, 0, bytes.length, mark.charCodeAt(0));
}

/** A separator's name in an error text. */
function nameOf(delimiter: string): string {
  if (delimiter === " ") return "blanks";
  return delimiter === "\t" ? "tabs" : `"${delimiter}"`;
}

/** Found text, short and printable, for an error text. */
export function brief(found: string): string {
  const printable = found.replaceAll(/[^\x20-\x7e\p{L}\p{N}°µ²³]/gu, "?").trim();
  return printable.length > 40 ? `${printable.slice(0, 40)}…` : printable;
}

function isDelimiter(byte: number | undefined, delimiter: number): boolean {
  return byte === delimiter || (delimiter === SPACE && byte === TAB);
}

/** What may stand around a number. */
function isPadding(byte: number | undefined, delimiter: number): boolean {
  return byte === SPACE || byte === CR || byte === QUOTE || (byte === TAB && delimiter !== TAB);
}

/** What may stand at the end of a line. */
function isIdle(byte: number | undefined, delimiter: number): boolean {
  return byte === delimiter || isPadding(byte, delimiter);
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== TAB && byte !== CR && byte !== LF) return false;
  }
  return true;
}

function skipByteOrderMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function estimateRows(bytes: Uint8Array, width: number): number {
  return Math.max(16, Math.ceil(bytes.length / (width * 4)));
}

function grown(column: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}

function text(bytes: Uint8Array, from: number, to: number): string {
  const length = Math.min(to - from, 4096);
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString("latin1");
}
