import { existsSync, renameSync } from "node:fs";

/** A damaged file that was moved out of the way, so that a new one could be begun. */
export interface SetAside {
  /** Where it lies now, for a person who tries to recover it. */
  readonly setAside: string;
  /** What was found. */
  readonly reason: string;
}

/**
 * Moves a damaged file to `NAME.corrupt-<time>`, never over another, and the files that belong to it with it.
 *
 * @param suffixes of the files that belong to it, e.g. `-wal`; those that do not exist are passed over.
 * @returns the new name.
 */
export function moveAside(path: string, suffixes: readonly string[]): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  let target = `${path}.corrupt-${time}`;
  for (let n = 2; existsSync(target); n++) target = `${path}.corrupt-${time}-${n}`;
  renameSync(path, target);
  for (const suffix of suffixes)
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  return target;
}
