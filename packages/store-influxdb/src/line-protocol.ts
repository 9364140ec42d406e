import type { TelemetryPoint } from "@raceway/model/telemetry";

/**
 * A point as one line of InfluxDB's line protocol, nanosecond precision. Every number is a float (never `1i`), so that a field is of one kind for
 * good. The point must have passed `refusalOf`: line breaks outside texts and backslashes at the end of a name cannot be said.
 *
 * `influx` has an encoder too, but leaves measurement names as they are and doubles the backslash of `\'`.
 *
 * @see https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/
 */
export function lineOf({ measurement, tags, fields, time }: TelemetryPoint): string {
  let line = measurement.replace(IN_MEASUREMENT, "\\$&");
  for (const name of Object.keys(tags)) line += `,${key(name)}=${key(tags[name] ?? "")}`;
  let separator = " ";
  for (const name of Object.keys(fields)) {
    line += `${separator}${key(name)}=${value(fields[name])}`;
    separator = ",";
  }
  return `${line} ${time}`;
}

const IN_MEASUREMENT = /[, ]/g;
const IN_KEY = /[,= ]/g;
const IN_TEXT = /["\\]/g;

function key(text: string): string {
  return text.replace(IN_KEY, "\\$&");
}

function value(content: number | string | undefined): string {
  return typeof content === "string" ? `"${content.replace(IN_TEXT, "\\$&")}"` : String(content);
}
