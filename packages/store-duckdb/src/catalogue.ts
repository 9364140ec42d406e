import type { DuckDBConnection } from "@duckdb/node-api";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { Nanos } from "@raceway/model/time";
import { identifier, literal } from "./sql-text.ts";

export type FieldKind = "number" | "text";

export interface Column {
  /** Name in the table. */
  readonly name: string;
  readonly kind: FieldKind;
}

export interface Series {
  readonly id: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Newest time stored; a point after it cannot be a repetition. */
  newest: Nanos;
}

/** One measurement: a table, its field columns, and its series. */
export interface Table {
  readonly measurement: string;
  readonly name: string;
  readonly columns: Map<string, Column>;
  readonly series: Series[];
}

/**
 * What is in the file: which table holds a measurement, which column a field, which number stands for a set of tags. The copy in memory is the one
 * that is asked; the copy in the file is changed with it, in the transaction of the write that needs the change.
 */
export interface Catalogue {
  /** What a reader may ask for: without what the write in hand has added and not yet committed. */
  table(measurement: string): Table | undefined;
  ensureTable(measurement: string): Promise<Table>;
  ensureColumns(table: Table, kinds: ReadonlyMap<string, FieldKind>): Promise<void>;
  ensureSeries(table: Table, tags: TelemetryPoint["tags"]): Series;
  /** Writes down the series that are new since the last call. */
  saveSeries(): Promise<void>;
  tables(): Iterable<Table>;
  /** The write in hand is committed: readers may see what it added. */
  committed(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS raceway_measurement (measurement VARCHAR, name VARCHAR);
  CREATE TABLE IF NOT EXISTS raceway_field (measurement VARCHAR, field VARCHAR, name VARCHAR, kind VARCHAR);
  CREATE TABLE IF NOT EXISTS raceway_series (measurement VARCHAR, id INTEGER, tags VARCHAR);
`;
const RESERVED = ["raceway_measurement", "raceway_field", "raceway_series"];

/** Reads the catalogue of a file, or begins one. */
export async function loadCatalogue(db: DuckDBConnection): Promise<Catalogue> {
  await db.run(SCHEMA);
  const tables = await readTables(db);
  /** Series by table and sorted tags. */
  const known = new Map<string, Series>();
  const unsaved: { readonly table: Table; readonly series: Series }[] = [];

  for (const table of tables.values())
    for (const series of table.series) known.set(`${table.name}\0${tagKey(series.tags)}`, series);

  const freshTables = new Set<Table>();
  const freshColumns = new Map<Table, Set<string>>();

  return {
    table(measurement) {
      const table = tables.get(measurement);
      if (table === undefined || freshTables.has(table)) return undefined;
      const hidden = freshColumns.get(table);
      if (hidden === undefined) return table;
      const columns = new Map([...table.columns].filter(([field]) => !hidden.has(field)));
      return { ...table, columns };
    },
    tables: () => tables.values(),
    committed() {
      freshTables.clear();
      freshColumns.clear();
    },
    async ensureTable(measurement) {
      const existing = tables.get(measurement);
      if (existing !== undefined) return existing;
      const taken = [...RESERVED, ...[...tables.values()].map((table) => table.name)];
      const name = freeName(measurement, taken);
      await db.run(`CREATE TABLE ${identifier(name)} (series INTEGER, time BIGINT)`);
      await db.run("INSERT INTO raceway_measurement VALUES ($1, $2)", [measurement, name]);
      const table: Table = { measurement, name, columns: new Map(), series: [] };
      tables.set(measurement, table);
      freshTables.add(table);
      return table;
    },
    async ensureColumns(table, kinds) {
      for (const [field, kind] of kinds) {
        if (table.columns.has(field)) continue;
        const taken = ["series", "time", ...[...table.columns.values()].map(({ name }) => name)];
        const column: Column = { name: freeName(field, taken), kind };
        const type = kind === "number" ? "DOUBLE" : "VARCHAR";
        await db.run(
          `ALTER TABLE ${identifier(table.name)} ADD COLUMN ${identifier(column.name)} ${type}`,
        );
        const row = [table.measurement, field, column.name, kind];
        await db.run("INSERT INTO raceway_field VALUES ($1, $2, $3, $4)", row);
        table.columns.set(field, column);
        const hidden = freshColumns.get(table) ?? new Set();
        freshColumns.set(table, hidden.add(field));
      }
    },
    ensureSeries(table, tags) {
      const key = `${table.name}\0${tagKey(tags)}`;
      const series = known.get(key);
      if (series !== undefined) return series;
      const fresh: Series = { id: table.series.length, tags, newest: -(2n ** 63n) };
      table.series.push(fresh);
      known.set(key, fresh);
      unsaved.push({ table, series: fresh });
      return fresh;
    },
    async saveSeries() {
      if (unsaved.length === 0) return;
      const rows = unsaved.map(
        ({ table, series }) =>
          `(${literal(table.measurement)}, ${series.id}, ${literal(JSON.stringify(series.tags))})`,
      );
      await db.run(`INSERT INTO raceway_series VALUES ${rows.join(", ")}`);
      unsaved.length = 0;
    },
  };
}

async function readTables(db: DuckDBConnection): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [measurement, name] of await textRows(db, "SELECT * FROM raceway_measurement"))
    if (measurement !== undefined && name !== undefined)
      tables.set(measurement, { measurement, name, columns: new Map(), series: [] });

  for (const [measurement = "", field = "", name = "", kind] of await textRows(
    db,
    "SELECT * FROM raceway_field",
  ))
    tables
      .get(measurement)
      ?.columns.set(field, { name, kind: kind === "text" ? "text" : "number" });

  for (const [measurement = "", id, tags = "{}"] of await textRows(
    db,
    "SELECT measurement, id::VARCHAR, tags FROM raceway_series ORDER BY id",
  ))
    tables.get(measurement)?.series.push({
      id: Number(id),
      tags: JSON.parse(tags),
      newest: -(2n ** 63n),
    });

  for (const table of tables.values()) await readNewest(db, table);
  return tables;
}

async function readNewest(db: DuckDBConnection, table: Table): Promise<void> {
  const sql = `SELECT series::VARCHAR, max(time)::VARCHAR FROM ${identifier(table.name)} GROUP BY series`;
  for (const [id, newest = "0"] of await textRows(db, sql)) {
    const series = table.series[Number(id)];
    if (series !== undefined) series.newest = BigInt(newest);
  }
}

async function textRows(db: DuckDBConnection, sql: string): Promise<string[][]> {
  const result = await db.runAndReadAll(sql);
  return result.getRows().map((row) => row.map(String));
}

/** DuckDB's names ignore case, ours do not: a taken name gets a number. */
function freeName(wanted: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let number = 2; lower.has(name.toLowerCase()); number += 1) name = `${wanted}~${number}`;
  return name;
}

function tagKey(tags: TelemetryPoint["tags"]): string {
  let key = "";
  for (const name of Object.keys(tags).sort()) key += `${name}\0${tags[name]}\0`;
  return key;
}
