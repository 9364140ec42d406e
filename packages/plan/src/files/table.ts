import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";

/** A file of the plan that cannot be used as it is. */
export class PlanFileError extends Error {
  override name = "PlanFileError";
}

const MOST_BYTES = 16 * 1024 * 1024;
const MOST_ROWS = 100_000;

/**
 * Reads a table with titles in its first line, separated by commas, semicolons or tabs; columns that nobody asks for are passed over.
 *
 * @param schema of a row, by its titles.
 * @returns undefined when there is no such file.
 * @throws PlanFileError with file, line, what was found and what would be right.
 */
export function readTable<T extends z.ZodObject>(
  path: string,
  schema: T,
): readonly z.output<T>[] | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  const file = basename(path);
  const wanted = Object.keys(schema.shape);
  const rows = recordsOf(text, file);
  if (rows.length > MOST_ROWS)
    throw new PlanFileError(
      `${file}: found ${rows.length} rows; at most ${MOST_ROWS} would be right`,
    );
  const titles = rows[0] === undefined ? titlesOf(text) : Object.keys(rows[0].record);
  const missing = wanted.filter(
    (title) => !titles.includes(title) && !schema.shape[title]?.safeParse(undefined).success,
  );
  if (missing.length > 0)
    throw new PlanFileError(
      `${file}, line 1: found the titles ${titles.join(", ") || "nothing"}; ${missing.join(", ")} would be right beside them (${wanted.join(", ")} in all)`,
    );
  return rows.map(({ record, line }) => {
    const filled = Object.entries(record).filter(([, cell]) => cell !== "");
    const row = schema.safeParse(Object.fromEntries(filled));
    if (row.success) return row.data;
    const [issue] = row.error.issues;
    const column = String(issue?.path[0] ?? "");
    const found =
      record[column] === undefined || record[column] === "" ? "nothing" : `"${record[column]}"`;
    throw new PlanFileError(
      `${file}, line ${line}: found ${found} in ${column}; ${issue?.message ?? "another value"} would be right`,
    );
  });
}

function textOf(path: string): string | undefined {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      throw new PlanFileError(
        `${basename(path)}: ${size} bytes; at most ${MOST_BYTES} would be right`,
      );
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof PlanFileError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return undefined;
    throw new PlanFileError(`${basename(path)}: cannot be read (${String(code ?? error)})`);
  }
}

function titlesOf(text: string): readonly string[] {
  return (text.split(/\r?\n/)[0] ?? "").split(/[,;\t]/).filter((title) => title !== "");
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly line: number;
}

function recordsOf(text: string, file: string): readonly Row[] {
  const [head = ""] = text.split(/\r?\n/);
  const delimiter = [";", "\t"].find((each) => head.includes(each)) ?? ",";
  try {
    const found = parse(text, {
      bom: true,
      columns: (titles: readonly string[]) => titles.map((title) => title.trim()),
      delimiter,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly { record: Record<string, string>; info: { lines: number } }[];
    return found.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new PlanFileError(
      `${file}: ${error.message}; a row for each line, with a field for each title, would be right`,
    );
  }
}

/** A name. */
export const word = z.string("a name").min(1, "a name").max(200, "a name of at most 200 letters");

/** A number within bounds, also as 12,5. */
export function number(from: number, to: number, what: string, whole = false) {
  return z
    .string(what)
    .transform((text) => Number(text.replace(/^([-+]?\d+),(\d+)$/, "$1.$2")))
    .refine((value) => value >= from && value <= to && (!whole || Number.isInteger(value)), what);
}
