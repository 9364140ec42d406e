import { statSync } from "node:fs";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";

/** How often the files are looked at, milliseconds. */
const LOOK_MS = 5000;

export interface RenewedFiles {
  /** What is read again: for the log. */
  readonly what: string;
  readonly paths: readonly (string | undefined)[];
  /** Reads the files and makes them count. When it throws, what counted before goes on to count. */
  readonly renew: () => void;
  readonly log: Log;
  readonly clock?: Clock;
}

/**
 * Calls `renew` when a file has changed or was put in another's place, and at SIGHUP; without files, never. Files that do not fit each other (a new certificate whose key is
 * still to come) are tried again when they change next.
 */
export function watchFiles({ what, paths, renew, log, clock = systemClock }: RenewedFiles) {
  const files = paths.filter((path) => path !== undefined && path !== "") as string[];
  let seen = stampOf(files);
  let cancel = () => {};

  function tryRenewal(): void {
    seen = stampOf(files);
    try {
      renew();
      log.info({ files }, `${what}: read again, they count from now on`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ files, reason }, `${what}: what counted before goes on to count`);
    }
  }

  function look(): void {
    if (stampOf(files) !== seen) tryRenewal();
    cancel = clock.after(LOOK_MS, look);
  }

  if (files.length === 0) return { close() {} };
  cancel = clock.after(LOOK_MS, look);
  process.on("SIGHUP", tryRenewal);
  return {
    close(): void {
      cancel();
      process.off("SIGHUP", tryRenewal);
    },
  };
}

/** Changes whenever one of the files does. */
export function stampOf(files: readonly string[]): string {
  return files
    .map((path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats === undefined ? "none" : `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
    })
    .join();
}
