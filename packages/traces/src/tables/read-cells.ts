import { TraceError } from "../trace.ts";
import { cellsOf } from "./cells.ts";
import { brief, type NumberTable, type TablePart, type TableStyle } from "./number-table.ts";
import { parseNumber } from "./parse-number.ts";
import type { TableColumn } from "./table-shape.ts";

/** A table some of whose cells have no number: they are NaN. */
export interface CellTable extends NumberTable {
  /** Rows that were no rows, and cells with words where numbers belong; empty cells are none of these. */
  readonly faults: number;
  /** The first of them, for a person. */
  readonly firstFault?: string;
  /** Lines with the wrong number of fields, or none that could be read. */
  readonly badRows: number;
}

/** What the columns of a row are read by: a number, or a date as seconds. */
export type CellReader = (text: string) => number;

/**
 * Reads rows some of whose cells are empty, words, or dates: what is no number becomes NaN, also a whole row that does not fit. Slower than
 * {@link readNumberTable}, which wants numbers alone.
 */
export function readCells(
  text: string,
  columns: readonly TableColumn[],
  readers: readonly CellReader[],
  { delimiter }: TableStyle,
  { firstLine = 1, more }: TablePart,
): CellTable {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const out = columns.map(() => new Float64Array(lines.length).fill(Number.NaN));
  const faults: { count: number; bad: number; first?: string } = { count: 0, bad: 0 };
  const fault = (line: number, what: string) => {
    faults.count++;
    faults.first ??= `line ${firstLine + line}: ${what}`;
  };
  let rows = 0;
  for (const [at, raw] of lines.entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line.trim() === "") continue;
    const cells = cellsOf(line, delimiter);
    const fits = cells.length >= columns.length && !cells.slice(columns.length).some(Boolean);
    // A last line that was cut off is dropped, as elsewhere.
    if (!fits && !more && at === lines.length - 1 && rows > 0) continue;
    let known = 0;
    for (let index = 0; fits && index < columns.length; index++) {
      const [cell, column, values] = [cells[index], columns[index], out[index]];
      if (!cell || !column || !values) continue;
      const value = readers[index]?.(cell) ?? Number.NaN;
      if (Number.isFinite(value)) {
        values[rows] = value;
        known++;
      } else if (isRead(column)) fault(at, `"${brief(cell)}" in column ${column.name}`);
    }
    if (!fits) fault(at, `"${brief(line)}"`);
    if (!fits || known === 0) faults.bad++;
    rows++;
  }
  return {
    columns: out.map((values) => values.subarray(0, rows)),
    rows,
    lines: lines.length,
    faults: faults.count,
    badRows: faults.bad,
    ...(faults.first !== undefined && { firstFault: faults.first }),
  };
}

function isRead({ role }: TableColumn): boolean {
  return role === "channel" || role === "time" || role === "date";
}

/** What most fields are; `Number` reads it as {@link parseNumber} does, without bytes being made of it. */
const PLAIN = /^[-+]?\d+(?:\.\d+)?$/;
const NUMBER =
  /^([-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[ed][-+]?\d+)?)\s*(?:$|[^\d\s.,:/#-][^\d]*\d?$)/i;

/** Thousands apart, which a point behind them makes certain: `1,234.5`. */
const GROUPED = /^[-+]?\d{1,3}(,\d{3})+\.\d+$/;

/** The number that a field has, also with its unit beside it (`40.2 °C`); NaN when it has none. */
export function numberIn(field: string, { decimalComma }: TableStyle): number {
  if (decimalComma !== true && PLAIN.test(field)) return Number(field);
  const grouped = decimalComma !== true && GROUPED.test(field);
  const digits = grouped ? field.replaceAll(",", "") : NUMBER.exec(field)?.[1];
  if (digits === undefined) return Number.NaN;
  const bytes = Buffer.from(digits, "latin1");
  return parseNumber(bytes, 0, bytes.length, decimalComma ? 44 : 46);
}

/** Refuses a file most of which is no table, in the words of its first fault. */
export function checkFaults(file: string, rows: number, bad: number, first: string | undefined) {
  if (bad > 3 && bad * 4 > rows)
    throw new TraceError(file, `${bad} of ${rows} rows are none; the first is ${first ?? "empty"}`);
}
