import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { secretOf } from "./secret.ts";

/**
 * Opens the store that a URL names: `duckdb:PATH`, or `influxdb://[user:password@]host:port/database` (`influxdbs` for TLS). Credentials may also come
 * from RACEWAY_INFLUX_USER and RACEWAY_INFLUX_PASSWORD, so that no password need stand in a command line.
 *
 * @throws RangeError for any other text.
 */
export async function openStore(
  text: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<TelemetryStore> {
  // Loaded when wanted: DuckDB's native library alone takes longer to load than most commands take.
  if (text.startsWith("duckdb:")) {
    const { openDuckDbStore } = await import("@raceway/store-duckdb/duckdb-store");
    return openDuckDbStore({ file: text.slice("duckdb:".length) });
  }
  const address = influxAddress(text, env);
  const { openInfluxStore } = await import("@raceway/store-influxdb/influxdb-store");
  return openInfluxStore(address);
}

/** Where an InfluxDB is, and who we are there. */
export interface InfluxAddress {
  readonly url: string;
  readonly database: string;
  readonly username?: string;
  readonly password?: string;
}

/**
 * What `influxdb://…` says, with the login of the environment.
 *
 * @throws RangeError for any other text.
 */
export function influxAddress(text: string, env: NodeJS.ProcessEnv = process.env): InfluxAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "influxdb:" && url?.protocol !== "influxdbs:") {
    // Not the text: it may hold a password.
    throw new RangeError(`store: duckdb:PATH or influxdb://host:8086/database is right`);
  }
  const username = decodeURIComponent(url.username) || secretOf("RACEWAY_INFLUX_USER", env);
  const password = decodeURIComponent(url.password) || secretOf("RACEWAY_INFLUX_PASSWORD", env);
  return {
    url: `${url.protocol === "influxdbs:" ? "https" : "http"}://${url.hostname}:${url.port || "8086"}`,
    database: url.pathname.slice(1) || "raceway",
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
}
