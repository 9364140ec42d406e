import type { Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { Measurement } from "@raceway/telemetry/schema";
import { measurement } from "./names.ts";

/** A dashboard variable in a text; Grafana puts the chosen value in, in a format of its choice or in the given one. */
export function variable(name: string, format?: "raw"): string {
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

/** The rows of the chosen points. */
export const CHOSEN =
  '"site" =~ /^$site$/ AND "line" =~ /^$line$/ AND "machine" =~ /^$machine$/ AND "point" =~ /^$point$/ AND $timeFilter';

/** The rows of the chosen site: for measurements without points. */
export const CHOSEN_SITE = '"site" =~ /^$site$/ AND $timeFilter';

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
  const query = `SELECT ${expression} FROM ${measurement(from)} WHERE ${where} GROUP BY ${by} fill(none)`;
  return target(query, "time_series", options);
}

/** Rows as they are, newest first. */
export function tableTarget(columns: string, from: Measurement, where: string, limit: number) {
  const query = `SELECT ${columns} FROM ${measurement(from)} WHERE ${where} ORDER BY time DESC LIMIT ${limit}`;
  return target(query, "table", {});
}
