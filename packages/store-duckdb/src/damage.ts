import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { moveAside, type SetAside } from "@raceway/ports/set-aside";

/** DuckDB has no codes for what is wrong with a file, only words. A full disk, a lock and a file of a newer version are no damage. */
const OF_THE_FILE =
  /not a valid DuckDB database file|Corrupt database file|Could not read enough bytes|does not match stored checksum|Serialization Error|Failed to deserialize/i;
const OF_ITS_LOG = /Failure while replaying WAL|Corrupt WAL/i;

export function isDiskFull(error: unknown): boolean {
  return /No space left/i.test(textOf(error));
}

/** Whether an error says that the file, or the log beside it, is damaged. */
function isDamage(error: unknown): boolean {
  const text = textOf(error);
  return !isDiskFull(error) && (OF_THE_FILE.test(text) || OF_ITS_LOG.test(text));
}

/**
 * Moves out of the way what an error says is damaged: the file with its log (`.wal`), or only the log, for what is in the file is then sound.
 *
 * @returns undefined when nothing could be moved: the error stands.
 */
export function setAside(file: string, error: unknown): SetAside | undefined {
  if (file === ":memory:" || !isDamage(error)) return undefined;
  const path = resolve(file);
  const log = `${path}.wal`;
  const reason = textOf(error);
  if (OF_ITS_LOG.test(reason) && existsSync(log)) return { setAside: moveAside(log, []), reason };
  return existsSync(path) ? { setAside: moveAside(path, [".wal"]), reason } : undefined;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
