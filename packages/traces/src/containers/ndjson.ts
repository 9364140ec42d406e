import { TraceError } from "../trace.ts";
import { csvText } from "./csv-text.ts";

const MOST_NAMES = 1000;
/** Objects in objects that fields are taken from. */
const DEPTH = 4;
/** Cells of the table that may be empty for each that is not; a few more in a small one. */
const EMPTY_A_CELL = 4;
const SMALL_TABLE = 100_000;

/**
 * A JSON document as the text of a table: a list of objects, an object of lists of one length (the rest stands above as what the file says of itself),
 * or one list of objects in an object. Else lines of objects.
 */
export function jsonTable(text: string, file: string): string {
  const whole = parsed(text);
  const list = Array.isArray(whole) ? whole : onlyList(whole);
  if (list !== undefined) return objectsTable(list, file);
  const columns = Object.entries(whole as object).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 1,
  );
  const [first] = columns;
  if (first === undefined || Object.keys(whole as object).length === 0)
    return ndjsonTable(text, file);
  if (columns.some(([, values]) => values.length !== first[1].length))
    throw new TraceError(
      file,
      `found lists of different lengths in the JSON (${columns.map(([name, values]) => `${name}: ${values.length}`).join(", ")}); lists of one length would be right`,
    );
  const said = Object.entries(flat(whole))
    .filter(([, value]) => typeof value === "number" || typeof value === "string")
    .map(([key, value]) => `# ${key}: ${String(value).replaceAll(/[\r\n]+/g, " ")}\n`);
  const rows = first[1].map((_, row) => columns.map(([, values]) => values[row]));
  return said.join("") + csvText([columns.map(([name]) => name), ...rows]);
}

function onlyList(value: unknown): readonly unknown[] | undefined {
  const lists = Object.values(value as object).filter(
    (field) => Array.isArray(field) && typeof field[0] === "object" && field[0] !== null,
  );
  return lists.length === 1 ? (lists[0] as readonly unknown[]) : undefined;
}

/**
 * Lines of JSON objects as the text of a table; fields of fields by dotted name. A line that is none is an empty row.
 *
 * @throws TraceError when there are no fields, or very many of which a line has few: no table.
 */
export function ndjsonTable(text: string, file: string): string {
  return objectsTable(parsedLines(text), file);
}

function* parsedLines(text: string): Generator<unknown> {
  for (const line of text.split("\n")) if (line.trim() !== "") yield parsed(line);
}

function objectsTable(objects: Iterable<unknown>, file: string): string {
  const names = new Set<string>();
  const rows: Record<string, unknown>[] = [];
  let filled = 0;
  for (const object of objects) {
    const row = flat(object);
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
    `found ${names} fields in ${lines} objects of JSON; objects that each have a time and the same values would be right`,
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
