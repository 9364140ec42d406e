import type { SQLOutputValue } from "node:sqlite";

/** One row as node:sqlite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** An integer column that a double holds exactly (ids, sizes, counts); 0 for NULL, which sum() gives of no rows, and for no row. */
export function integerOf(row: Row | undefined, column: string): number {
  return Number(row?.[column] ?? 0);
}

export function textOf(row: Row, column: string): string {
  return String(row[column]);
}

export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : new Uint8Array();
}

/** A column of nanoseconds; the statement must have `setReadBigInts(true)`, or node:sqlite throws for today's times. */
export function nanosOf(row: Row, column: string): bigint {
  return BigInt(integerText(row[column]));
}

function integerText(value: SQLOutputValue | undefined): bigint | number {
  if (typeof value === "bigint" || typeof value === "number") return value;
  throw new TypeError(`a time in the journal is ${typeof value}, not an integer`);
}
