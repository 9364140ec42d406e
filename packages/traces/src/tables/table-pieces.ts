import { open } from "node:fs/promises";
import { asTraceError } from "../recording.ts";
import { TraceError } from "../trace.ts";
import { fieldsOf, type NumberTable, readNumberTable } from "./number-table.ts";
import type { TableColumn, TableShape } from "./table-shape.ts";
import { secondsOfTimestamp } from "./table-style.ts";

const LF = 10;
/** Larger tables are read in pieces of this size. */
const PIECE_BYTES = 2 ** 25;

/**
 * The rows of a text table, a bounded piece at a time. Dates become seconds since 1970, words 0.
 *
 * @throws TraceError for a file that cannot be read and for a line that does not fit the shape.
 */
export async function* tablePieces(file: string, shape: TableShape): AsyncGenerator<NumberTable> {
  let line = 1;
  let skip = shape.skip;
  for await (const { bytes, last } of linePieces(file)) {
    const body = skip > 0 ? afterLines(bytes, skip) : bytes;
    line += skip;
    skip = 0;
    const part = { file, firstLine: line, more: !last };
    const width = shape.columns.length;
    const table = readNumberTable(asNumbers(body, shape), width, shape.style, part);
    line += table.lines;
    if (table.rows > 0) yield table;
  }
}

/** The bytes of a file in pieces that end with a line. */
async function* linePieces(
  file: string,
): AsyncGenerator<{ readonly bytes: Buffer; readonly last: boolean }> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    let rest = Buffer.alloc(0);
    for (let at = 0; at < size; ) {
      const wanted = Math.min(PIECE_BYTES, size - at);
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      if (at >= size) yield { bytes, last: true };
      else {
        const end = bytes.lastIndexOf(LF) + 1;
        if (end === 0)
          throw new TraceError(
            file,
            `found a line of more than ${PIECE_BYTES} bytes; a table of numbers would be right`,
          );
        yield { bytes: bytes.subarray(0, end), last: false };
        rest = bytes.subarray(end);
      }
    }
  } catch (error) {
    throw asTraceError(file, error);
  }
}

function afterLines(bytes: Buffer, count: number): Buffer {
  let at = 0;
  for (let left = count; left > 0; left--) {
    const end = bytes.indexOf(LF, at);
    if (end < 0) return bytes.subarray(bytes.length);
    at = end + 1;
  }
  return bytes.subarray(at);
}

/** The same lines with dates as seconds since 1970 and words as 0; a field that is no date is left for the table to complain of. */
function asNumbers(bytes: Buffer, { style, columns }: TableShape): Uint8Array {
  if (!columns.some(({ role }) => role === "date" || role === "text")) return bytes;
  const mark = style.decimalComma ? "," : ".";
  const lines = bytes.toString("latin1").split("\n");
  const numeric = lines.map((line) => {
    const fields = [...fieldsOf(line, style.delimiter)];
    // An empty word at the end of a line is still a word.
    while (fields.length > 0 && columns[fields.length]?.role === "text") fields.push("");
    return fields
      .map((field, index) => asNumber(field, columns[index], mark))
      .join(style.delimiter);
  });
  return Buffer.from(numeric.join("\n"), "latin1");
}

function asNumber(field: string, column: TableColumn | undefined, mark: string): string {
  if (column?.role === "text") return "0";
  const seconds = column?.role === "date" ? secondsOfTimestamp(field) : Number.NaN;
  return Number.isNaN(seconds) ? field : String(seconds).replace(".", mark);
}
