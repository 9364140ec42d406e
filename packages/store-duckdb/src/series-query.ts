import type { DuckDBConnection } from "@duckdb/node-api";
import type { Nanos } from "@raceway/model/time";
import { nanosOfSeconds } from "@raceway/model/time";
import type { SeriesQuery, SeriesRow } from "@raceway/ports/telemetry-store";
import type { Column, Series, Table } from "./catalogue.ts";
import { identifier } from "./sql-text.ts";

const DEFAULT_LIMIT = 10_000;
const EARLIEST = -(2n ** 63n);
const LATEST = 2n ** 63n - 1n;

type Asked = readonly (readonly [field: string, column: Column])[];

/** Answers a series query from one measurement's table. */
export async function readSeries(
  db: DuckDBConnection,
  table: Table,
  query: SeriesQuery,
): Promise<readonly SeriesRow[]> {
  const { everySeconds } = query;
  const asked = columnsOf(table, query.fields, everySeconds !== undefined);
  const series = matching(table, query.tags);
  if (asked.length === 0 || series.length === 0) return [];
  const where = [
    `time >= ${clamp(query.from)} AND time < ${clamp(query.to)}`,
    `series IN (${series.map(({ id }) => id).join(",")})`,
    anyOf(asked),
  ].join(" AND ");
  const from = `FROM ${identifier(table.name)} WHERE ${where}`;
  const limit = `ORDER BY 2 DESC, 1 DESC LIMIT ${Math.max(0, Math.trunc(query.limit ?? DEFAULT_LIMIT))}`;
  const names = asked.map(([, column]) => identifier(column.name));
  const sql =
    everySeconds === undefined
      ? `SELECT series, time, ${names.join(", ")} ${from} ${limit}`
      : `SELECT series, ${windowStart(everySeconds)}, ${names.map((name) => `avg(${name})`).join(", ")} ${from} GROUP BY 1, 2 ${limit}`;
  return (await rowsOf(db, sql, table, asked, query.tags)).reverse();
}

/** The newest row of each matching series that has one of the fields. */
export async function readLatest(
  db: DuckDBConnection,
  table: Table,
  query: Pick<SeriesQuery, "fields" | "tags">,
): Promise<readonly SeriesRow[]> {
  const asked = columnsOf(table, query.fields, false);
  const series = matching(table, query.tags);
  if (asked.length === 0 || series.length === 0) return [];
  const names = asked.map(([, column]) => `t.${identifier(column.name)}`).join(", ");
  const where = `series IN (${series.map(({ id }) => id).join(",")}) AND ${anyOf(asked)}`;
  const name = identifier(table.name);
  // Two narrow passes: the keys of the newest rows first, so that no wide row is carried through a sort.
  const sql = `SELECT t.series, t.time, ${names} FROM ${name} t
    JOIN (SELECT series, max(time) AS time FROM ${name} WHERE ${where} GROUP BY series) newest
      ON t.series = newest.series AND t.time = newest.time
    ORDER BY t.series`;
  return rowsOf(db, sql, table, asked, query.tags);
}

function columnsOf(table: Table, fields: readonly string[], numbersOnly: boolean): Asked {
  return [...new Set(fields)].flatMap((field) => {
    const column = table.columns.get(field);
    const wanted = column !== undefined && !(numbersOnly && column.kind === "text");
    return wanted ? [[field, column] as const] : [];
  });
}

function matching(table: Table, tags: SeriesQuery["tags"]): readonly Series[] {
  const wanted = Object.entries(tags);
  return table.series.filter((series) =>
    wanted.every(
      ([name, value]) => Object.hasOwn(series.tags, name) && series.tags[name] === value,
    ),
  );
}

function anyOf(asked: Asked): string {
  const present = asked.map(([, column]) => `${identifier(column.name)} IS NOT NULL`);
  return `(${present.join(" OR ")})`;
}

/** Start of the window that a row is in: `time` rounded down also before 1970, where SQL's remainder is negative. */
function windowStart(everySeconds: number): string {
  const width = nanosOfSeconds(everySeconds);
  if (width <= 0n) throw new RangeError(`windows of ${everySeconds} s: more than 0 is needed`);
  return `time - (time % ${width} + ${width}) % ${width}`;
}

function clamp(time: Nanos): Nanos {
  if (time < EARLIEST) return EARLIEST;
  return time > LATEST ? LATEST : time;
}

async function rowsOf(
  db: DuckDBConnection,
  sql: string,
  table: Table,
  asked: Asked,
  fixed: SeriesQuery["tags"],
): Promise<SeriesRow[]> {
  const open = new Map<number, Readonly<Record<string, string>>>();
  const openTags = (id: number) => {
    const tags = open.get(id) ?? without(table.series[id]?.tags ?? {}, fixed);
    open.set(id, tags);
    return tags;
  };
  const result = await db.runAndReadAll(sql);
  return result.getRows().map(([series, time, ...values]) => {
    const fields: Record<string, number | string> = {};
    for (const [index, [field]] of asked.entries()) {
      const value = values[index];
      if (typeof value === "number" || typeof value === "string") fields[field] = value;
    }
    return { time: BigInt(String(time)), tags: openTags(Number(series)), fields };
  });
}

function without(tags: Series["tags"], fixed: SeriesQuery["tags"]): Series["tags"] {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !Object.hasOwn(fixed, name)));
}
