import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint } from "./checkpoint.ts";

/** Where the pieces of a record lie. */
export const recordFiles = (folder: string) => ({
  entries: (segment: number) => join(folder, "entries", `${name(segment)}.ndjson`),
  tree: (segment: number) => join(folder, "trees", `${name(segment)}.tree`),
  /** Roots of the whole segments, one behind the other. */
  roots: join(folder, "trees", "roots"),
  /** Hashes of the segment that is being written. */
  growing: (segment: number) => join(folder, "trees", `${name(segment)}.growing`),
  subjects: (segment: number) => join(folder, "trees", `${name(segment)}.subjects`),
  checkpoints: join(folder, "checkpoints.ndjson"),
  key: join(folder, "key.pem"),
});

function name(segment: number): string {
  return String(segment).padStart(8, "0");
}

/** A line of a checkpoint is far shorter. */
const TAIL_BYTES = 8192;

/** The checkpoint that was signed last; of many, only the end is read. */
export function newestCheckpoint(path: string): Checkpoint | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, tail, 0, tail.length, size - tail.length);
    const last = tail.toString("utf8").trimEnd().split("\n").at(-1);
    return last ? (JSON.parse(last) as Checkpoint) : undefined;
  } finally {
    closeSync(file);
  }
}

/** The lines of a file that end, without their newlines. */
export function wholeLines(bytes: Buffer) {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return { lines, end: start, total: bytes.length };
}
