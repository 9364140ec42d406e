import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { SeriesQuery } from "@raceway/ports/telemetry-store";

export const DEFAULT_LIMIT = 10_000;
const EARLIEST = -9_223_372_036_854_775_806n;
const LATEST = 9_223_372_036_854_775_806n;

/** A name of a measurement, tag or field in InfluxQL. */
export function identifier(name: string): string {
  return `"${name.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}

/** A text in InfluxQL. */
export function literal(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&").replaceAll("\n", "\\n")}'`;
}

/**
 * Rows as they are: columns `time`, the fields in the query's order, then every tag. Casts keep fields and tags apart where a measurement of someone
 * else's has both under one name.
 */
export function rowsStatement(query: SeriesQuery): string {
  const fields = query.fields.map((field) => `${identifier(field)}::field`).join(", ");
  return (
    `SELECT ${fields}, *::tag FROM ${identifier(query.measurement)} ` +
    `WHERE ${conditions(query)} ORDER BY time DESC LIMIT ${limitOf(query)}`
  );
}

/**
 * Means over windows, one series after the other: columns `time`, `f0`, `f1`… The limit holds for each series. Texts have no mean: the cast to float
 * makes them nothing instead of an error.
 *
 * @throws RangeError for a window that is not longer than 0.
 */
export function meansStatement(query: SeriesQuery, everySeconds: number): string {
  const width = nanosOfSeconds(everySeconds);
  if (width <= 0n) throw new RangeError(`windows of ${everySeconds} s: more than 0 is needed`);
  const means = query.fields.map((field, at) => `mean(${identifier(field)}::float) AS "f${at}"`);
  return (
    `SELECT ${means.join(", ")} FROM ${identifier(query.measurement)} WHERE ${conditions(query)} ` +
    `GROUP BY time(${width}ns), * fill(none) ORDER BY time DESC LIMIT ${limitOf(query)}`
  );
}

/** The newest row of each series: columns `time` and the fields in the query's order. */
export function latestStatement(
  query: Pick<SeriesQuery, "measurement" | "fields" | "tags">,
): string {
  const fields = query.fields.map((field) => `${identifier(field)}::field`).join(", ");
  const matches = tagConditions(query.tags);
  const where = matches.length === 0 ? "" : `WHERE ${matches.join(" AND ")} `;
  return `SELECT ${fields} FROM ${identifier(query.measurement)} ${where}GROUP BY * ORDER BY time DESC LIMIT 1`;
}

export function limitOf({ limit = DEFAULT_LIMIT }: SeriesQuery): number {
  // InfluxQL takes LIMIT 0 for no limit.
  return Math.max(1, Math.trunc(limit));
}

function conditions({ tags, from, to }: SeriesQuery): string {
  const span = [`time >= ${clamp(from)}`, `time < ${clamp(to)}`];
  return [...span, ...tagConditions(tags)].join(" AND ");
}

function tagConditions(tags: SeriesQuery["tags"]): string[] {
  return Object.entries(tags).map(
    ([name, value]) => `${identifier(name)}::tag = ${literal(value)}`,
  );
}

function clamp(time: Nanos): Nanos {
  if (time < EARLIEST) return EARLIEST;
  return time > LATEST ? LATEST : time;
}
