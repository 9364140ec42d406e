import { open } from "node:fs/promises";
import { fieldsOf, type NumberTable, readNumberTable } from "./number-table.ts";
import { asTraceError } from "./recording.ts";
import type { TableShape } from "./table-shape.ts";
import { secondsOfTimestamp } from "./table-style.ts";
import { TraceError } from "./trace.ts";

const LF = 10;
/** Larger tables are read in pieces of this size. */
const PIECE_BYTES = 2 ** 25;

/**
 * The rows of a text table, a bounded piece at a time. Timestamps in the first column become seconds since 1970.
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
    const table = readNumberTable(withSeconds(body, shape), width, shape.style, part);
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

/** The same lines with the timestamps of the first column as numbers; lines whose first field is none are left for the table to complain. */
function withSeconds(bytes: Buffer, shape: TableShape): Uint8Array {
  if (!shape.timestamps) return bytes;
  const { delimiter } = shape.style;
  const mark = shape.style.decimalComma ? "," : ".";
  const lines = bytes.toString("latin1").split("\n");
  for (const [index, line] of lines.entries()) {
    const [stamp = ""] = fieldsOf(line, delimiter);
    const seconds = secondsOfTimestamp(stamp);
    if (Number.isNaN(seconds)) continue;
    const rest = line.slice(line.indexOf(delimiter, line.indexOf(stamp) + stamp.length));
    lines[index] = `${String(seconds).replace(".", mark)}${rest}`;
  }
  return Buffer.from(lines.join("\n"), "latin1");
}
