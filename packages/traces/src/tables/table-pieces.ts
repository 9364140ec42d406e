import { open } from "node:fs/promises";
import { asTraceError, readWhole } from "../recording.ts";
import { TraceError } from "../trace.ts";
import { type NumberTable, readNumberTable, type TableStyle } from "./number-table.ts";
import { type CellReader, type CellTable, numberIn, readCells } from "./read-cells.ts";
import type { TableColumn, TableShape } from "./table-shape.ts";
import { textOf, wideOf } from "./text.ts";

const LF = 10;
/** Larger tables are read in pieces of this size. */
const PIECE_BYTES = 2 ** 25;
/** UTF-16 is turned into other bytes as a whole. */
const MOST_WIDE_BYTES = 2 ** 28;

/** A piece of a table: the numbers, and what was wrong among them. */
export interface TablePiece extends NumberTable {
  /** Dates of the piece say their zone. */
  readonly utc?: boolean;
  readonly faults: number;
  readonly badRows: number;
  readonly firstFault?: string;
  /** No other follows. */
  readonly isLast: boolean;
}

/**
 * The rows of a text table, a bounded piece at a time. Dates become seconds (since 1970 by UTC or by a wall clock), words and empty cells NaN.
 *
 * @param own by what columns are read whose role does not say it, by their index.
 * @throws TraceError for a file that cannot be read.
 */
export async function* tablePieces(
  file: string,
  shape: TableShape,
  own: ReadonlyMap<number, CellReader> = new Map(),
): AsyncGenerator<TablePiece> {
  let line = 1;
  let skip = shape.skip;
  for await (const { bytes, last } of linePieces(file)) {
    const body = skip > 0 ? afterLines(bytes, skip) : bytes;
    line += skip;
    skip = 0;
    const table = readPiece(body, shape, own, { file, firstLine: line, more: !last });
    line += table.lines;
    if (table.rows > 0) yield { ...table, isLast: last };
  }
}

interface Part {
  readonly file: string;
  readonly firstLine: number;
  readonly more: boolean;
}

/** By the fast reader where all are numbers; by the patient one where it finds something else. */
function readPiece(
  bytes: Buffer,
  { columns, style }: TableShape,
  own: ReadonlyMap<number, CellReader>,
  part: Part,
): Omit<TablePiece, "isLast"> {
  const isPlain =
    own.size === 0 &&
    columns.every(
      ({ role, dates, isMixed }) => dates === undefined && role !== "text" && isMixed !== true,
    );
  if (isPlain) {
    try {
      return { ...readNumberTable(bytes, columns.length, style, part), faults: 0, badRows: 0 };
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
    }
  }
  const zones = { utc: false };
  const readers = columns.map((column, at) => own.get(at) ?? readerOf(column, style, zones));
  const table: CellTable = readCells(textOf(bytes), columns, readers, style, part);
  return { ...table, ...(zones.utc && { utc: true }) };
}

function readerOf(
  { role, dates }: TableColumn,
  style: TableStyle,
  zones: { utc: boolean },
): CellReader {
  if (role === "text" || (role === "passed" && dates !== undefined)) return () => Number.NaN;
  if (dates === undefined) return (cell) => numberIn(cell, style);
  return (cell) => {
    const found = dates.read(cell);
    if (found?.isUtc) zones.utc = true;
    return found?.seconds ?? Number.NaN;
  };
}

/** The bytes of a file in pieces that end with a line. */
async function* linePieces(
  file: string,
): AsyncGenerator<{ readonly bytes: Buffer; readonly last: boolean }> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const { buffer: mark } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    if (wideOf(mark.subarray(0, Math.min(64, size))) !== undefined) {
      if (size > MOST_WIDE_BYTES)
        throw new TraceError(
          file,
          `${size} bytes of UTF-16; at most ${MOST_WIDE_BYTES}, or the same as UTF-8, would be right`,
        );
      yield { bytes: Buffer.from(textOf(await readWhole(file)), "utf8"), last: true };
      return;
    }
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
