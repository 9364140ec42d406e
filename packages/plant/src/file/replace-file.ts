import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/**
 * Puts another content in a file's place, whole or not at all: whoever reads meanwhile gets the old one or the new one. Owner and rights stay where that is allowed.
 *
 * @throws Error that says what is in the way and what would be right.
 */
export function replaceFile(path: string, content: string): void {
  const temporary = `${path}.new`;
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    const file = openSync(temporary, "w", before?.mode ?? 0o644);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (before !== undefined) keepRights(temporary, before);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Error(whatIsInTheWay(path, error), { cause: error });
  }
}

function keepRights(path: string, { mode, uid, gid }: { mode: number; uid: number; gid: number }) {
  chmodSync(path, mode);
  try {
    chownSync(path, uid, gid);
  } catch {
    // Only root may give files away; who may replace it may own it.
  }
}

function whatIsInTheWay(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const folder = dirname(path);
  if (code === "EROFS" || code === "EACCES" || code === "EPERM")
    return `${folder} cannot be written by this service (${code}): mount the plant's folder so that it may write there`;
  if (code === "EBUSY")
    return `${path} is mounted as a single file, which nothing can take the place of: mount its folder`;
  if (code === "ENOSPC") return `${folder}: the disk is full`;
  return `${path} cannot be written: ${error instanceof Error ? error.message : error}`;
}
