import { existsSync, readFileSync, renameSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Account, accountSchema } from "./account.ts";
import { exclusively } from "./private-database.ts";

/** The accounts file of version 0.1. */
const accountsFile = z.strictObject({ version: z.literal(1), accounts: z.array(accountSchema) });

/** `PRAGMA user_version` of a database that has taken its old file over, or never had one. */
const TAKEN_OVER = 1;

/** Where the accounts are, of a path that may still be the old file's. */
export const databasePath = (path: string): string => path.replace(/\.json$/, ".sqlite");

/**
 * Takes the accounts of version 0.1 over, once, all or none, and keeps their file under another name.
 *
 * @throws Error that names the old file when it cannot be read or is not what it should be; never quotes it.
 */
export function takeOverOldFile(db: DatabaseSync, path: string): void {
  const old = path.replace(/(\.sqlite)?$/, ".json");
  if (existsSync(`${old}.migrated`)) return;
  exclusively(db, () => {
    const isTaken = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]) >= TAKEN_OVER;
    if (!isTaken && existsSync(old)) {
      const put = db.prepare("INSERT OR IGNORE INTO account (name, body) VALUES (?, ?)");
      for (const account of readOldAccounts(old)) put.run(account.name, JSON.stringify(account));
    }
    db.exec(`PRAGMA user_version = ${TAKEN_OVER}`);
  });
  // Another process may have been as fast.
  if (existsSync(old)) renameSync(old, `${old}.migrated`);
}

/** @throws Error that names the file; never quotes it. */
export function readOldAccounts(path: string): readonly Account[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // The parser's own words quote the file, which is nobody's business.
    const why = error instanceof SyntaxError ? "it is no JSON" : String(error);
    throw new Error(`the accounts file ${path} cannot be read: ${why}`);
  }
  const parsed = accountsFile.safeParse(content);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new Error(`the accounts file ${path} is not what it should be at ${where}`);
  }
  return parsed.data.accounts;
}
