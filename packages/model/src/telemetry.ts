import type { Nanos } from "./time.ts";

/**
 * One row of a time-series store. (measurement, tags, time) is its identity: writing it again replaces it.
 */
export interface TelemetryPoint {
  readonly measurement: string;
  /** Few and bounded: site, line, machine, point, channel, kind. Never empty strings. */
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers are floats and finite; texts are short. At least one. */
  readonly fields: Readonly<Record<string, number | string>>;
  readonly time: Nanos;
}
