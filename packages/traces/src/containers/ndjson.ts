import { TraceError } from "../trace.ts";
import { csvText } from "./csv-text.ts";

/** Lines of JSON objects as the text of a table; fields of fields by dotted name. A line that is none is an empty row. */
export function ndjsonTable(text: string, file: string): string {
  const names = new Set<string>();
  const rows = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const row = flat(parsed(line));
      for (const name of Object.keys(row)) names.add(name);
      return row;
    });
  if (names.size === 0 || names.size > 10_000)
    throw new TraceError(
      file,
      `found JSON lines with ${names.size} fields; objects with a time and values would be right`,
    );
  const columns = [...names];
  return csvText([columns, ...rows.map((row) => columns.map((name) => row[name]))]);
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
    if (typeof field === "object" && field !== null && !Array.isArray(field) && depth < 4)
      Object.assign(row, flat(field, `${prefix}${key}.`, depth + 1));
    else row[prefix + key] = field;
  }
  return row;
}
