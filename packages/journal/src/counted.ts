import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "./database.ts";

/** A table that counts what it holds, so that asking how much there is costs nothing. */
export interface Counted {
  /** Notes the counts; the returned function goes back to them, after a transaction that changed them was rolled back. */
  mark(): () => void;
}

/** Runs `work` in one transaction and keeps the counts true when it fails. */
export function inCountedTransaction<T>(
  db: DatabaseSync,
  tables: readonly Counted[],
  work: () => T,
): T {
  const goBack = tables.map((table) => table.mark());
  try {
    return inTransaction(db, work);
  } catch (error) {
    for (const back of goBack) back();
    throw error;
  }
}
