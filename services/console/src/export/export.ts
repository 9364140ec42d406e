import { parsePointPath } from "@raceway/model/identity";
import { channelOf } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { SeriesRow, TelemetryStore } from "@raceway/ports/telemetry-store";
import { MEASUREMENTS, type Measurement } from "@raceway/telemetry/schema";
import { parquetWriteBuffer } from "hyparquet-writer";
import { z } from "zod";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import { indicatorCatalogue, rangeOf, seriesOf, trendQuery } from "../trends/trend.ts";

/** Query of `GET /api/export`. */
export const exportQuery = trendQuery
  .pick({ point: true, from: true, to: true, span: true })
  .extend({
    channel: z.string().optional().describe("Absent: the state of the whole point."),
    format: z.enum(["csv", "parquet"]).default("csv"),
  });

/** Rows of one file: more than a year at one a minute, and small enough to be made in memory. */
const MOST_ROWS = 600_000;

export interface ExportFile {
  readonly name: string;
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * Stored rows as a file: `time` (ISO 8601 in CSV, a timestamp in Parquet), then one column for each number that any row has, in the catalogue's order.
 *
 * @throws Problem 404 for a point or channel that the plant lacks, 503 when the store cannot answer.
 */
export async function exportRows(
  live: LiveState,
  store: Pick<TelemetryStore, "series">,
  query: z.output<typeof exportQuery>,
  now: () => Nanos,
): Promise<ExportFile> {
  const { channel, format } = query;
  const point = live.point(query.point);
  const context = live.context(query.point);
  if (point === undefined || context === undefined)
    throw new Problem(404, "No such point", `The plant file has no point ${query.point}.`);
  if (channel !== undefined && channelOf(context.point, channel) === undefined)
    throw new Problem(404, "No such channel", `${query.point} has no channel "${channel}".`);
  const measurement: Measurement = channel === undefined ? "state" : "indicator";
  const { from, to } = rangeOf(query, point, now);
  const fields = fieldsOf(channel);
  const rows = await seriesOf(store, {
    measurement,
    fields,
    tags: { ...parsePointPath(query.point), ...(channel !== undefined && { channel }) },
    from,
    to,
    limit: MOST_ROWS,
  });
  const used = fields.filter((field) => rows.some((row) => typeof row.fields[field] === "number"));
  const name = [...query.point.split("/"), channel ?? "state"].join("_");
  if (format === "csv")
    return { name: `${name}.csv`, type: "text/csv; charset=utf-8", body: csv(rows, used) };
  return {
    name: `${name}.parquet`,
    type: "application/vnd.apache.parquet",
    body: parquet(rows, used),
  };
}

function fieldsOf(channel: string | undefined): readonly string[] {
  if (channel === undefined) return Object.keys(MEASUREMENTS.state.fields);
  const own = Object.keys(MEASUREMENTS.indicator.fields);
  return [...new Set([...own, ...Object.keys(indicatorCatalogue())])];
}

/** RFC 4180; names of indicators and numbers need no quotes. */
function csv(rows: readonly SeriesRow[], fields: readonly string[]): string {
  const lines = rows.map(({ time, fields: values }) =>
    [isoOf(time), ...fields.map((field) => values[field] ?? "")].join(","),
  );
  return [["time", ...fields].join(","), ...lines, ""].join("\r\n");
}

function parquet(rows: readonly SeriesRow[], fields: readonly string[]): Buffer {
  const times = rows.map(({ time }) => new Date(Number(time / 1_000_000n)));
  const columns = fields.map((name) => ({
    name,
    type: "DOUBLE" as const,
    nullable: true,
    data: rows.map(({ fields: values }) => {
      const value = values[name];
      return typeof value === "number" ? value : null;
    }),
  }));
  const columnData = [
    { name: "time", type: "TIMESTAMP" as const, nullable: false, data: times },
    ...columns,
  ];
  return Buffer.from(parquetWriteBuffer({ columnData }));
}
