import { statfsSync } from "node:fs";

/** Room on the disk of a folder, bytes. */
export interface DiskSpace {
  readonly path: string;
  readonly free: number;
  readonly total: number;
}

const LEAST_SHARE = 0.1;
/** A tenth of a large disk is no shortage. */
const ENOUGH = 10 * 1024 ** 3;

/** So much of a disk, and at most so many bytes, are kept free of messages, for what becomes of those that are there. */
const RESERVED_SHARE = 1 / 16;
const MOST_RESERVED = 64 * 1024 ** 2;

/** Says that a disk is as full as it may become by messages: the sender must keep its own. */
export class NoRoom extends Error {
  override name = "NoRoom";
}

/**
 * @param reusable bytes that the file itself has to spare.
 * @throws NoRoom when a folder's disk has only left what is reserved for results.
 */
export function requireRoom(folder: string, reusable: number): void {
  const { free, total } = diskSpace(folder);
  if (free + reusable >= Math.min(RESERVED_SHARE * total, MOST_RESERVED)) return;
  throw new NoRoom(
    `the disk of ${folder} is full but for ${Math.floor(free / 1024)} KiB, which are kept for the results of what is stored already`,
  );
}

/** Most bytes of one commit, so that the log has room for it on a small disk too. */
export function commitRoom(folder: string): number {
  return diskSpace(folder).total / 64;
}

export function diskSpace(path: string): DiskSpace {
  const { bavail, blocks, bsize } = statfsSync(path);
  return { path, free: bavail * bsize, total: blocks * bsize };
}

/** Whether a disk is so full that somebody should make room before anything has to wait: less than a tenth free, and less than 10 GiB. */
export function isNearlyFull({ free, total }: Pick<DiskSpace, "free" | "total">): boolean {
  return free < Math.min(LEAST_SHARE * total, ENOUGH);
}
