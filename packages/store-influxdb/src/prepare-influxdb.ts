import { type Connection, type ConnectionOptions, connection } from "./connection.ts";
import { identifier } from "./influxql.ts";
import {
  continuousQueries,
  type Keep,
  type KeepPolicy,
  keepPolicies,
  RAW_POLICY,
  type RollUpMeasurement,
  refillStatements,
} from "./roll-up.ts";

export interface PrepareOptions extends ConnectionOptions {
  readonly keep: Keep;
  readonly rollUps: readonly RollUpMeasurement[];
  /** Measurements of Raceway's own: a database that has others is not its own. */
  readonly own: readonly string[];
  /** Compute minutes and hours of so many latest days anew. Default 0. */
  readonly refillDays?: number;
}

/**
 * Makes a database of InfluxDB 1.x ready: creates it, its retention policies (rows as they come, minutes, hours) and the continuous queries between them.
 * May be repeated: what is so already stays, what differs is changed.
 *
 * @returns what was changed, a line each; nothing when all was so.
 * @throws StoreUnavailable when the server cannot be reached or refuses the login (retention policies need an administrator's).
 * @throws Error on a server that has no such things, and for a database that holds measurements of others, since its rows would be dropped by age.
 */
export async function prepareInfluxdb(options: PrepareOptions): Promise<readonly string[]> {
  const server = connection({ timeoutMs: 600_000, ...options });
  try {
    await ensureVersion(server, options.database);
    const done = await ensureDatabase(server, options.database);
    await ensureOwn(server, options);
    for (const policy of keepPolicies(options.keep))
      done.push(...(await ensurePolicy(server, options.database, policy)));
    done.push(...(await ensureQueries(server, options)));
    for (const statement of refillStatements(
      options.database,
      options.rollUps,
      options.refillDays ?? 0,
    ))
      await server.query(statement);
    return done;
  } finally {
    server.close();
  }
}

async function ensureVersion(server: Connection, database: string): Promise<void> {
  const version = await server.version();
  if (version.startsWith("1.")) return;
  throw new Error(
    `InfluxDB ${version} has no retention policies or continuous queries by InfluxQL: make buckets "${database}/autogen", "${database}/minute" and ` +
      `"${database}/hour" with a DBRP mapping each, and tasks between them (docs/deploy.md)`,
  );
}

async function ensureDatabase(server: Connection, database: string): Promise<string[]> {
  const names = await column(server, "SHOW DATABASES", "name");
  if (names.includes(database)) return [];
  await server.query(`CREATE DATABASE ${identifier(database)}`);
  return [`database ${database} created`];
}

async function ensureOwn(server: Connection, { database, own }: PrepareOptions): Promise<void> {
  const names = await column(server, `SHOW MEASUREMENTS ON ${identifier(database)}`, "name");
  const others = names.filter((name) => !own.includes(name));
  if (others.length > 0)
    throw new Error(
      `database "${database}" also holds ${others.slice(0, 5).join(", ")}: rows in it will be dropped by age, so Raceway needs a database of its own`,
    );
}

async function ensurePolicy(
  server: Connection,
  database: string,
  { name, days, shardDays }: KeepPolicy,
): Promise<string[]> {
  const [table] = await server.query(`SHOW RETENTION POLICIES ON ${identifier(database)}`);
  const found = table?.values.find(([policy]) => policy === name);
  const duration = days === 0 ? "INF" : `${days}d`;
  const wanted = `DURATION ${duration} REPLICATION 1 SHARD DURATION ${shardDays}d`;
  const as = `${identifier(name)} ON ${identifier(database)} ${wanted}`;
  if (found === undefined) {
    await server.query(`CREATE RETENTION POLICY ${as}${name === RAW_POLICY ? " DEFAULT" : ""}`);
    return [`retention policy ${name} created: ${duration}`];
  }
  const [, keeps, shards] = found;
  if (keeps === `${days * 24}h0m0s` || (days === 0 && keeps === "0s"))
    if (shards === `${shardDays * 24}h0m0s`) return [];
  await server.query(`ALTER RETENTION POLICY ${as}`);
  return [`retention policy ${name} changed: ${duration}`];
}

async function ensureQueries(
  server: Connection,
  { database, rollUps }: PrepareOptions,
): Promise<string[]> {
  const tables = await server.query("SHOW CONTINUOUS QUERIES");
  const table = tables.find(({ name }) => name === database);
  const before = new Set(
    (table?.values ?? []).map(([name, query]) => `${name}\n${unquoted(String(query))}`),
  );
  const known = new Set((table?.values ?? []).map(([name]) => String(name)));
  const done: string[] = [];
  for (const { name, create } of continuousQueries(database, rollUps)) {
    if (before.has(`${name}\n${unquoted(create)}`)) continue;
    if (known.has(name))
      await server.query(`DROP CONTINUOUS QUERY ${identifier(name)} ON ${identifier(database)}`);
    await server.query(create);
    done.push(`continuous query ${name} ${known.has(name) ? "changed" : "created"}`);
  }
  return done;
}

/** InfluxDB shows a statement with quotes only where they are needed, and our names have none within. */
function unquoted(statement: string): string {
  return statement.replaceAll('"', "");
}

async function column(server: Connection, statement: string, name: string): Promise<string[]> {
  const [table] = await server.query(statement);
  const at = table?.columns.indexOf(name) ?? -1;
  return (table?.values ?? []).map((row) => String(row[at]));
}
