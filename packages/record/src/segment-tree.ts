import { closeSync, existsSync, openSync, readSync, renameSync, writeFileSync } from "node:fs";
import { nodeHash } from "./merkle.ts";

/** Entries of a segment: whole ones are perfect subtrees of every larger record, so that what was computed of them never changes. */
export const SEGMENT_LEVELS = 16;
export const SEGMENT_ENTRIES = 2 ** SEGMENT_LEVELS;
export const HASH_BYTES = 32;

/** The hashes of a segment while it grows: every subtree is hashed once, when its last leaf comes. */
export function createGrowingTree() {
  let levels: Buffer[][] = [[]];
  return {
    size: () => levels[0]?.length ?? 0,
    /** @returns the hashes that are known now: the leaf, and of each subtree that it completes, smallest first. */
    add(leaf: Buffer): readonly Buffer[] {
      levels[0]?.push(leaf);
      const made = [leaf];
      for (let level = 0; (levels[level]?.length ?? 0) % 2 === 0; level++) {
        const own = levels[level] ?? [];
        const [left, right] = own.slice(-2);
        if (left === undefined || right === undefined || level === SEGMENT_LEVELS) break;
        levels[level + 1] ??= [];
        const parent = nodeHash(left, right);
        levels[level + 1]?.push(parent);
        made.push(parent);
      }
      return made;
    },
    hash: (level: number, index: number): Buffer => levels[level]?.[index] ?? Buffer.alloc(0),
    /** Every hash of a whole segment, level by level from its leaves to its root. */
    all: (): Buffer => Buffer.concat(levels.flat()),
    begin(): void {
      levels = [[]];
    },
  };
}

/** Keeps a whole segment's hashes. It takes its place when it is whole: others read meanwhile. */
export function writeSegmentTree(path: string, hashes: Buffer): void {
  if (existsSync(path)) return;
  writeFileSync(`${path}.new`, hashes);
  renameSync(`${path}.new`, path);
}

/** One hash of a stored segment's tree. */
export function readSegmentHash(path: string, level: number, index: number): Buffer {
  // Levels of 2^16, 2^15 … 1 hashes follow each other.
  const before = 2 * SEGMENT_ENTRIES - 2 ** (SEGMENT_LEVELS - level + 1);
  const hash = readHash(path, before + index);
  if (hash === undefined) throw new Error(`${path} is cut off at hash ${before + index}`);
  return hash;
}

/** One hash of a segment that still grows, whose hashes stand in the order in which they became known; undefined: it is not there. */
export function readGrowingHash(path: string, level: number, index: number): Buffer | undefined {
  // Of k leaves 2k − popcount(k) hashes are known; then come the last leaf of this subtree and the subtrees that it completes.
  const leaves = (index + 1) * 2 ** level - 1;
  return existsSync(path) ? readHash(path, 2 * leaves - ones(leaves) + level) : undefined;
}

function ones(number: number): number {
  return number.toString(2).replaceAll("0", "").length;
}

function readHash(path: string, position: number): Buffer | undefined {
  const hash = Buffer.alloc(HASH_BYTES);
  const file = openSync(path, "r");
  try {
    const read = readSync(file, hash, 0, HASH_BYTES, position * HASH_BYTES);
    return read === HASH_BYTES ? hash : undefined;
  } finally {
    closeSync(file);
  }
}
