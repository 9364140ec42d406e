import type { Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { Measurement } from "@raceway/telemetry/schema";
import { measurement } from "./names.ts";

/** A dashboard variable in a text; Grafana puts the chosen value in, in a format of its choice or in the given one. */
export function variable(name: string, format?: "raw" | "queryparam"): string {
  return format === undefined ? `\${${name}}` : `\${${name}:${format}}`;
}

/** The data source that the person at the dashboard has chosen. */
export const DATASOURCE = { type: "influxdb", uid: variable("datasource") } as const;

interface InfluxTarget extends Dataquery {
  readonly refId: string;
  readonly datasource: typeof DATASOURCE;
  readonly rawQuery: true;
  readonly query: string;
  readonly resultFormat: "time_series" | "table";
  readonly alias?: string;
}

export interface TargetOptions {
  readonly refId?: string;
  /** Name of the drawn series; `$tag_x` stands for the tag x. */
  readonly alias?: string;
}

export type PlaceTag = "site" | "line" | "machine" | "point";

/** The rows of what is chosen by the given variables. */
export function chosen(...tags: readonly (PlaceTag | "channel")[]): string {
  return tags.map((tag) => `"${tag}" =~ /^$${tag}$/`).join(" AND ");
}

/** The chosen points, within the time range. */
export const CHOSEN = `${chosen("site", "line", "machine", "point")} AND $timeFilter`;
/** The chosen lines, within the time range. */
export const CHOSEN_LINES = `${chosen("site", "line")} AND $timeFilter`;
/** The chosen site, within the time range: for measurements without points. */
export const CHOSEN_SITE = `${chosen("site")} AND $timeFilter`;

/** Rows in the resolution chosen: as recorded, minutes or hours. */
export function rowsOf(name: Measurement): string {
  return `"${variable("detail")}".${measurement(name)}`;
}

/** Rows as recorded, whatever resolution is chosen. */
export function recordedRowsOf(name: Measurement): string {
  return measurement(name);
}

function target(query: string, resultFormat: InfluxTarget["resultFormat"], options: TargetOptions) {
  const { refId = "A", alias } = options;
  const built: InfluxTarget = {
    refId,
    datasource: DATASOURCE,
    rawQuery: true,
    query,
    resultFormat,
    ...(alias !== undefined && { alias }),
    _implementsDataqueryVariant: () => undefined,
  };
  return { build: () => built };
}

/** One line a group, in the panel's own step. Empty steps are left out, so that a sensor that reports once an hour still has a line. */
export function seriesTarget(
  expression: string,
  from: Measurement,
  where: string,
  groups: readonly string[],
  options: TargetOptions = {},
) {
  const by = ["time($__interval)", ...groups.map((tag) => `"${tag}"`)].join(", ");
  const query = `SELECT ${expression} FROM ${rowsOf(from)} WHERE ${where} GROUP BY ${by} fill(none)`;
  return target(query, "time_series", options);
}

/** Rows as they are, newest first. */
export function tableTarget(columns: string, from: Measurement, where: string, limit: number) {
  const query = `SELECT ${columns} FROM ${rowsOf(from)} WHERE ${where} ORDER BY time DESC LIMIT ${limit}`;
  return target(query, "table", {});
}

/** A query of its own, as a table or as series. */
export function rawTarget(
  query: string,
  resultFormat: InfluxTarget["resultFormat"],
  options: TargetOptions = {},
) {
  return target(query, resultFormat, options);
}

/** What Grafana's InfluxQL annotations need besides a query: which columns are the text, the title and the tags. */
export function annotationTarget(
  query: string,
  columns: { title: string; text: string; tags: string },
) {
  const { title, text, tags } = columns;
  const built = {
    ...target(query, "table", { refId: "Anno" }).build(),
    fromAnnotations: true,
    titleColumn: title,
    textColumn: text,
    tagsColumn: tags,
  };
  return { build: () => built };
}
