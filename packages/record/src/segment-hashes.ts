import { existsSync, readFileSync } from "node:fs";
import { pairHash } from "./hashed-lines.ts";
import { HASH_BYTES, SEGMENT_ENTRIES, SEGMENT_LEVELS } from "./segment-tree.ts";

const NODES = 2 * SEGMENT_ENTRIES - 1;

/** Where a hash stands among those of a segment: level by level from the leaves. */
function nodeAt(level: number, index: number): number {
  return 2 * SEGMENT_ENTRIES - 2 ** (SEGMENT_LEVELS - level + 1) + index;
}

/** The hashes of one segment after the other, computed from its leaves, in the same four megabytes. */
export function createSegmentHashes() {
  const all = Buffer.allocUnsafe(NODES * HASH_BYTES);
  let leaves = 0;
  const hash = (level: number, index: number): Buffer => {
    const at = nodeAt(level, index) * HASH_BYTES;
    return all.subarray(at, at + HASH_BYTES);
  };
  return {
    begin(): void {
      leaves = 0;
    },
    add(leaf: Buffer): void {
      // More than belong here are said where they are counted.
      if (leaves < SEGMENT_ENTRIES) leaf.copy(all, leaves * HASH_BYTES);
      leaves = Math.min(leaves + 1, SEGMENT_ENTRIES);
    },
    /** Takes the leaves of a stored segment whose entries are elsewhere. */
    takeLeaves(stored: Buffer): void {
      stored.copy(all, 0, 0, SEGMENT_ENTRIES * HASH_BYTES);
      leaves = SEGMENT_ENTRIES;
    },
    /** Computes what lies above the leaves. */
    end(): void {
      for (let level = 0; level < SEGMENT_LEVELS; level++)
        for (let pair = 0; pair < Math.floor(leaves / 2 ** (level + 1)); pair++)
          pairHash(all, nodeAt(level, 2 * pair) * HASH_BYTES).copy(
            all,
            nodeAt(level + 1, pair) * HASH_BYTES,
          );
    },
    hash,
    /** Level and index of the first hash of a stored segment that is another; undefined: there is none. */
    firstOther(stored: Buffer): readonly [level: number, index: number] | undefined {
      if (stored.equals(all)) return undefined;
      for (let level = 0; level <= SEGMENT_LEVELS; level++)
        for (let index = 0; index < 2 ** (SEGMENT_LEVELS - level); index++) {
          const at = nodeAt(level, index) * HASH_BYTES;
          if (all.compare(stored, at, at + HASH_BYTES, at, at + HASH_BYTES) !== 0)
            return [level, index];
        }
      return undefined;
    },
    /** Whether hashes in the order in which they became known are those of the leaves; a writer may be ahead or behind. */
    isGrown(stored: Buffer): boolean {
      let at = 0;
      for (let leaf = 0; leaf < leaves; leaf++)
        for (let level = 0; (leaf + 1) % 2 ** level === 0; level++) {
          const kept = stored.subarray(at, at + HASH_BYTES);
          if (kept.length < HASH_BYTES) return true;
          if (!kept.equals(hash(level, (leaf + 1) / 2 ** level - 1))) return false;
          at += HASH_BYTES;
        }
      return true;
    },
  };
}

/** The hashes of a segment as they were stored when it was ended; undefined: there are none. @throws RangeError for a file of another length. */
export function storedHashes(path: string): Buffer | undefined {
  if (!existsSync(path)) return undefined;
  const stored = readFileSync(path);
  if (stored.length !== NODES * HASH_BYTES)
    throw new RangeError(`${path} has ${stored.length} bytes; ${NODES * HASH_BYTES} are right`);
  return stored;
}
