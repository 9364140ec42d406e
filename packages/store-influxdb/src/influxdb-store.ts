import type { TelemetryPoint } from "@raceway/model/telemetry";
import { refusalOf } from "@raceway/ports/storable-point";
import {
  type RefusedPoint,
  type SeriesQuery,
  StoreUnavailable,
  type TelemetryStore,
} from "@raceway/ports/telemetry-store";
import { type ConnectionOptions, connection } from "./connection.ts";
import { latestStatement, limitOf, meansStatement, rowsStatement } from "./influxql.ts";
import { writeAllButRefused } from "./refused-lines.ts";
import { newest, rowsOf } from "./result-rows.ts";

export type InfluxStoreOptions = ConnectionOptions;

/** Points in one request: about 1.5 MB, far under InfluxDB's 25 MB, and enough that its one fsync a request does not count. */
const REQUEST_POINTS = 5000;

/**
 * A {@link TelemetryStore} on InfluxDB 1.x over its HTTP API (also what 2.x and 3 offer of it: there, `password` is a token and the bucket must exist).
 * Nothing is sent before the first call, so a service can start while InfluxDB is away. A missing database is created when the login may.
 *
 * A fault that lies with the configuration (login, database, retention policy) is StoreUnavailable like an outage: the points are good and wait.
 *
 * Queries and administration go through the `influx` client, writes through {@link writeRequest}: gzip'd unless the server is on this machine.
 */
export function openInfluxStore(options: InfluxStoreOptions): TelemetryStore {
  const server = connection(options);
  let closed = false;
  const ensureOpen = () => {
    if (closed) throw new StoreUnavailable(`the store on ${options.url} is closed`);
  };

  const write = async (points: readonly TelemetryPoint[]) => {
    const refused = new Map<TelemetryPoint, RefusedPoint>();
    const good = points.filter((point) => {
      const reason = refusalOf(point);
      if (reason !== undefined) refused.set(point, { point, reason });
      return reason === undefined;
    });
    for (let start = 0; start < good.length; start += REQUEST_POINTS) {
      const request = good.slice(start, start + REQUEST_POINTS);
      for (const each of await writeAllButRefused(server.write, request))
        refused.set(each.point, each);
    }
    return points.flatMap((point) => refused.get(point) ?? []);
  };

  return {
    name: "influxdb",
    async write(points) {
      ensureOpen();
      return write(points);
    },
    async series(asked) {
      ensureOpen();
      const query = withFieldsOnce(asked);
      if (query.fields.length === 0 || query.from >= query.to) return [];
      const { everySeconds } = query;
      const statement =
        everySeconds === undefined ? rowsStatement(query) : meansStatement(query, everySeconds);
      return newest(rowsOf(await server.query(statement), query), limitOf(query));
    },
    async latest(asked) {
      ensureOpen();
      const query = withFieldsOnce(asked);
      if (query.fields.length === 0) return [];
      return rowsOf(await server.query(latestStatement(query)), query);
    },
    async ready() {
      try {
        ensureOpen();
        await server.version();
        // /ping asks for no login; this does.
        await server.query("SHOW MEASUREMENTS LIMIT 1");
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.message : String(error) };
      }
    },
    close() {
      closed = true;
      server.close();
      return Promise.resolve();
    },
  };
}

function withFieldsOnce<Q extends Pick<SeriesQuery, "fields">>(query: Q): Q {
  return { ...query, fields: [...new Set(query.fields)] };
}
