import { closeSync, existsSync, openSync, readSync, writeFileSync } from "node:fs";
import { nodeHash } from "./merkle.ts";

/** Entries of a segment: whole ones are perfect subtrees of every larger record, so that what was computed of them never changes. */
export const SEGMENT_LEVELS = 16;
export const SEGMENT_ENTRIES = 2 ** SEGMENT_LEVELS;
const HASH_BYTES = 32;

/** The hashes of a segment while it grows: every subtree is hashed once, when its last leaf comes. */
export function createGrowingTree() {
  let levels: Buffer[][] = [[]];
  return {
    size: () => levels[0]?.length ?? 0,
    add(leaf: Buffer): void {
      levels[0]?.push(leaf);
      for (let level = 0; (levels[level]?.length ?? 0) % 2 === 0; level++) {
        const own = levels[level] ?? [];
        const [left, right] = own.slice(-2);
        if (left === undefined || right === undefined || level === SEGMENT_LEVELS) return;
        levels[level + 1] ??= [];
        levels[level + 1]?.push(nodeHash(left, right));
      }
    },
    hash: (level: number, index: number): Buffer => levels[level]?.[index] ?? Buffer.alloc(0),
    /** Every hash of a whole segment, level by level from its leaves to its root. */
    all: (): Buffer => Buffer.concat(levels.flat()),
    begin(): void {
      levels = [[]];
    },
  };
}

export function writeSegmentTree(path: string, hashes: Buffer): void {
  if (!existsSync(path)) writeFileSync(path, hashes);
}

/** One hash of a stored segment's tree. */
export function readSegmentHash(path: string, level: number, index: number): Buffer {
  // Levels of 2^16, 2^15 … 1 hashes follow each other.
  const before = 2 * SEGMENT_ENTRIES - 2 ** (SEGMENT_LEVELS - level + 1);
  const hash = Buffer.alloc(HASH_BYTES);
  const file = openSync(path, "r");
  try {
    const read = readSync(file, hash, 0, HASH_BYTES, (before + index) * HASH_BYTES);
    if (read !== HASH_BYTES) throw new Error(`${path} is cut off at hash ${before + index}`);
    return hash;
  } finally {
    closeSync(file);
  }
}
