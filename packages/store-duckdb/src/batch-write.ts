import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { Nanos } from "@raceway/model/time";
import { refusalOf } from "@raceway/ports/storable-point";
import type { RefusedPoint } from "@raceway/ports/telemetry-store";
import type { Catalogue, FieldKind, Series, Table } from "./catalogue.ts";
import { identifier } from "./sql-text.ts";

/*
 * One wide table a measurement, one row a point, one column a field. Measured against narrow rows (series, field, time, value) with 12 fields a point:
 * twice the points a second, new or repeated, half the time for a chart, a third less disk.
 *
 * No index: DuckDB's would be held in memory and slow every write. The newest time of each series is remembered instead, so that points after it,
 * nearly all in a plant's life, are appended unseen; only the others are compared with the table, and only over their own span of time, where the
 * minima and maxima that DuckDB keeps of every row group spare it the rest of the table.
 */

/** Rows of one table that a batch brings, each (series, time) once. */
interface Batch {
  readonly table: Table;
  /** Of the fields that the table has and of those that the batch adds. */
  readonly kinds: Map<string, FieldKind>;
  readonly rows: Map<string, Row>;
}

interface Row {
  readonly series: Series;
  readonly time: Nanos;
  fields: TelemetryPoint["fields"];
}

/** Most rows that DuckDB takes in one chunk. */
const CHUNK = 2048;

/**
 * Writes points within the transaction that the caller has begun.
 *
 * @returns the points that can never be stored.
 */
export async function writeBatch(
  db: DuckDBConnection,
  catalogue: Catalogue,
  points: readonly TelemetryPoint[],
): Promise<readonly RefusedPoint[]> {
  const refused: RefusedPoint[] = [];
  const batches = new Map<string, Batch>();
  for (const point of points) {
    let reason = refusalOf(point);
    if (reason === undefined) {
      const { measurement } = point;
      const batch = batches.get(measurement) ?? newBatch(await catalogue.ensureTable(measurement));
      batches.set(measurement, batch);
      reason = sort(catalogue, batch, point);
    }
    if (reason !== undefined) refused.push({ point, reason });
  }
  await catalogue.saveSeries();
  for (const batch of batches.values()) {
    await catalogue.ensureColumns(batch.table, batch.kinds);
    await writeTable(db, batch);
  }
  return refused;
}

function newBatch(table: Table): Batch {
  const kinds = new Map([...table.columns].map(([field, { kind }]) => [field, kind]));
  return { table, kinds, rows: new Map() };
}

/** Puts a point into its table's batch, over an earlier one of the same place and time. @returns why it cannot be stored */
function sort(catalogue: Catalogue, batch: Batch, point: TelemetryPoint): string | undefined {
  const { tags, fields, time } = point;
  const conflict = kindConflict(batch, fields);
  if (conflict !== undefined) return conflict;
  const series = catalogue.ensureSeries(batch.table, tags);
  const key = `${series.id} ${time}`;
  const row = batch.rows.get(key);
  if (row === undefined) batch.rows.set(key, { series, time, fields });
  else row.fields = { ...row.fields, ...fields };
  return undefined;
}

/** Notes the kinds of fields that are new, unless one of the fields is of the wrong kind. */
function kindConflict({ table, kinds }: Batch, fields: TelemetryPoint["fields"]) {
  const fresh: [field: string, kind: FieldKind][] = [];
  for (const field of Object.keys(fields)) {
    const kind = typeof fields[field] === "number" ? "number" : "text";
    const held = kinds.get(field);
    if (held === undefined) fresh.push([field, kind]);
    else if (held !== kind)
      return `field "${field}" of "${table.measurement}" holds ${held}s, the point has a ${kind}`;
  }
  for (const [field, kind] of fresh) kinds.set(field, kind);
  return undefined;
}

async function writeTable(db: DuckDBConnection, { table, rows }: Batch): Promise<void> {
  const fresh: Row[] = [];
  const doubtful: Row[] = [];
  for (const row of rows.values()) (row.time > row.series.newest ? fresh : doubtful).push(row);
  if (doubtful.length > 0) await merge(db, table, doubtful);
  if (fresh.length > 0) await append(db, table.name, table, fresh);
  for (const { series, time } of fresh) if (time > series.newest) series.newest = time;
}

async function append(
  db: DuckDBConnection,
  target: string,
  table: Table,
  rows: readonly Row[],
): Promise<void> {
  const appender = await db.createAppender(target);
  try {
    for (let start = 0; start < rows.length; start += CHUNK)
      appender.appendDataChunk(chunkOf(table, rows.slice(start, start + CHUNK)));
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function chunkOf({ columns }: Table, rows: readonly Row[]): DuckDBDataChunk {
  const types: DuckDBType[] = [INTEGER, BIGINT];
  const values: DuckDBValue[][] = [
    rows.map(({ series }) => series.id),
    rows.map(({ time }) => time),
  ];
  for (const [field, { kind }] of columns) {
    types.push(kind === "number" ? DOUBLE : VARCHAR);
    values.push(rows.map(({ fields }) => fields[field] ?? null));
  }
  const chunk = DuckDBDataChunk.create(types, rows.length);
  chunk.setColumns(values);
  return chunk;
}

/** Brings rows that may be in the table already: replaces the fields they bring in those that are, adds the others. */
async function merge(db: DuckDBConnection, table: Table, rows: readonly Row[]): Promise<void> {
  const name = identifier(table.name);
  let [from, to] = [rows[0]?.time ?? 0n, rows[0]?.time ?? 0n];
  for (const { time } of rows) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  const same = `t.series = n.series AND t.time = n.time AND t.time BETWEEN ${from} AND ${to}`;
  await db.run(`CREATE OR REPLACE TEMP TABLE raceway_new AS SELECT * FROM ${name} LIMIT 0`);
  await append(db, "raceway_new", table, rows);
  const columns = [...table.columns.values()].map((column) => identifier(column.name));
  const replaced = columns.map((column) => `${column} = coalesce(n.${column}, t.${column})`);
  await db.run(`UPDATE ${name} t SET ${replaced.join(", ")} FROM raceway_new n WHERE ${same}`);
  await db.run(
    `INSERT INTO ${name} SELECT * FROM raceway_new n WHERE NOT EXISTS (SELECT 1 FROM ${name} t WHERE ${same})`,
  );
  await db.run("DROP TABLE raceway_new");
}
