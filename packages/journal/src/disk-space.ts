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

export function diskSpace(path: string): DiskSpace {
  const { bavail, blocks, bsize } = statfsSync(path);
  return { path, free: bavail * bsize, total: blocks * bsize };
}

/** Whether a disk is so full that somebody should make room before anything has to wait: less than a tenth free, and less than 10 GiB. */
export function isNearlyFull({ free, total }: Pick<DiskSpace, "free" | "total">): boolean {
  return free < Math.min(LEAST_SHARE * total, ENOUGH);
}
