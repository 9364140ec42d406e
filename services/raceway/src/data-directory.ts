import { chmodSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const NOT_THE_OWNER = 0o077;

/**
 * Makes a service's directory, and keeps it and all that this process makes from then on to the owner: journals, stores, accounts and alarms are secret
 * or personal. What an earlier version left open is closed; where that is not ours to do, it stays, and `raceway doctor` tells.
 */
export function privateDirectory(path: string): string {
  process.umask(NOT_THE_OWNER);
  mkdirSync(path, { recursive: true });
  close(path);
  for (const name of readdirSync(path)) close(join(path, name));
  return path;
}

function close(path: string): void {
  try {
    const stats = lstatSync(path);
    if ((stats.mode & NOT_THE_OWNER) === 0 || stats.isSymbolicLink()) return;
    chmodSync(path, stats.mode & 0o700);
  } catch {
    // Another user's, or gone by now.
  }
}
