import { TraceError } from "../trace.ts";
import { csvText } from "./csv-text.ts";

const MOST_NAMES = 1000;
/** Objects in objects that fields are taken from. */
const DEPTH = 4;
/** Cells of the table that may be empty for each that is not; a few more in a small one. */
const EMPTY_A_CELL = 4;
const SMALL_TABLE = 100_000;

/**
 * Lines of JSON objects as the text of a table; fields of fields by dotted name. A line that is none is an empty row.
 *
 * @throws TraceError when there are no fields, or very many of which a line has few: no table.
 */
export function ndjsonTable(text: string, file: string): string {
  const names = new Set<string>();
  const rows: Record<string, unknown>[] = [];
  let filled = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const row = flat(parsed(line));
    for (const name of Object.keys(row)) {
      names.add(name);
      filled += 1;
    }
    rows.push(row);
    if (
      names.size > MOST_NAMES ||
      rows.length * names.size > SMALL_TABLE + (1 + EMPTY_A_CELL) * filled
    )
      throw notATable(file, names.size, rows.length);
  }
  if (names.size === 0) throw notATable(file, 0, rows.length);
  const columns = [...names];
  return csvText([columns, ...rows.map((row) => columns.map((name) => row[name]))]);
}

function notATable(file: string, names: number, lines: number): TraceError {
  return new TraceError(
    file,
    `found ${names} fields in ${lines} lines of JSON; objects that each have a time and the same values would be right`,
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}

function flat(value: unknown, prefix = "", depth = 0): Record<string, unknown> {
  if (typeof value !== "object" || value === null) return {};
  const row: Record<string, unknown> = Object.create(null);
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === "object" && field !== null && !Array.isArray(field)) {
      // What lies deeper is no measured value.
      if (depth < DEPTH) Object.assign(row, flat(field, `${prefix}${key}.`, depth + 1));
    } else row[prefix + key] = field;
  }
  return row;
}
