import { type Nanos, nanosOfIso } from "@raceway/model/time";
import type { SeriesQuery, SeriesRow } from "@raceway/ports/telemetry-store";

/** One table of an answer of InfluxDB's `/query`. Times are RFC 3339: as numbers, JSON.parse would round them to 256 ns. */
export interface ResultSeries {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (string | number | boolean | null)[])[];
}

/**
 * Rows of an answer whose columns are `time`, as many as there are fields, and then tags; in the answer's order. Numbers and texts are taken, booleans
 * (which Raceway never writes) and rows left without a field are not.
 */
export function rowsOf(
  series: readonly ResultSeries[],
  query: Pick<SeriesQuery, "fields" | "tags">,
): SeriesRow[] {
  return series.flatMap(({ tags = {}, columns, values }) => {
    const grouped = openTags(Object.entries(tags), query.tags);
    const tagNames = columns.slice(1 + query.fields.length);
    return values.flatMap(([time, ...cells]) => {
      const fields = fieldsOf(cells, query.fields);
      if (Object.keys(fields).length === 0) return [];
      const columnTags = tagNames.map(
        (name, at) => [name, cells[query.fields.length + at]] as const,
      );
      const own = openTags(columnTags, query.tags);
      return [{ time: timeOf(time), tags: { ...grouped, ...own }, fields }];
    });
  });
}

/** Oldest first, at most `limit`, the newest kept. */
export function newest(rows: SeriesRow[], limit: number): SeriesRow[] {
  rows.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return rows.slice(-limit);
}

function fieldsOf(cells: ResultSeries["values"][number], names: readonly string[]) {
  const fields: Record<string, number | string> = {};
  for (const [at, name] of names.entries()) {
    const cell = cells[at];
    if (typeof cell === "number" || typeof cell === "string") fields[name] = cell;
  }
  return fields;
}

/** InfluxDB says null or "" for a tag that a row does not have. */
function openTags(
  tags: readonly (readonly [name: string, value: unknown])[],
  fixed: SeriesQuery["tags"],
): Record<string, string> {
  const open: Record<string, string> = {};
  for (const [name, value] of tags)
    if (typeof value === "string" && value !== "" && !Object.hasOwn(fixed, name))
      open[name] = value;
  return open;
}

function timeOf(text: unknown): Nanos {
  const time = typeof text === "string" ? nanosOfIso(text) : undefined;
  if (time === undefined) throw new Error(`InfluxDB answered with "${text}" for a time`);
  return time;
}
