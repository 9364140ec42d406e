import { hash } from "node:crypto";

/**
 * Merkle trees of RFC 9162, § 2.1: leaves and nodes are hashed with different first bytes, and a tree of n leaves splits at the largest power of two below n.
 */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** SHA-256 of an entry as a leaf. */
export function leafHash(entry: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([LEAF, entry]), "buffer");
}

/** SHA-256 of two neighbours. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([NODE, left, right]), "buffer");
}

/** Root of the empty tree. */
export const EMPTY_ROOT: Buffer = hash("sha256", "", "buffer");

/** Largest power of two below a number of at least two. */
function split(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}

/**
 * A tree of which whole subtrees can be asked for: `level` 0 are leaves, a node of level l and index i covers leaves i·2^l … (i + 1)·2^l − 1, all of which exist.
 */
export type SubtreeHash = (level: number, index: number) => Buffer;

/** Hash of the leaves from `start` to `end` (excluded), as RFC 9162's MTH of them. `start` is a multiple of the power of two that holds them. */
function rangeHash(subtree: SubtreeHash, start: number, end: number): Buffer {
  const size = end - start;
  if (size === 1) return subtree(0, start);
  const level = Math.log2(size);
  if (Number.isInteger(level) && start % size === 0) return subtree(level, start / size);
  const middle = start + split(size);
  return nodeHash(rangeHash(subtree, start, middle), rangeHash(subtree, middle, end));
}

/** Root of the first `size` leaves. */
export function rootOf(subtree: SubtreeHash, size: number): Buffer {
  return size === 0 ? EMPTY_ROOT : rangeHash(subtree, 0, size);
}

/** The hashes that lead from a leaf to the root of the first `size` leaves (§ 2.1.3.1). @throws RangeError for a leaf that is not among them. */
export function inclusionProof(subtree: SubtreeHash, index: number, size: number): Buffer[] {
  if (!(index >= 0 && index < size))
    throw new RangeError(`entry ${index} of a record of ${size}: 0 to ${size - 1} is right`);
  const path: Buffer[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (index < middle) {
      path.unshift(rangeHash(subtree, middle, end));
      end = middle;
    } else {
      path.unshift(rangeHash(subtree, start, middle));
      start = middle;
    }
  }
  return path;
}

/** What shows that a record of `second` entries is one of `first` entries with more behind it (§ 2.1.4.1). */
export function consistencyProof(subtree: SubtreeHash, first: number, second: number): Buffer[] {
  if (!(first > 0 && first <= second))
    throw new RangeError(`consistency of ${first} and ${second} entries: 0 < first ≤ second`);
  const walk = (m: number, start: number, end: number, whole: boolean): Buffer[] => {
    const size = end - start;
    if (m === size) return whole ? [] : [rangeHash(subtree, start, end)];
    const k = split(size);
    return m <= k
      ? [...walk(m, start, start + k, whole), rangeHash(subtree, start + k, end)]
      : [...walk(m - k, start + k, end, false), rangeHash(subtree, start, start + k)];
  };
  return walk(first, 0, second, true);
}

/** Whether a proof shows that the second root is that of the first with more behind it (§ 2.1.4.2). */
export function isConsistent(
  first: { readonly size: number; readonly root: Uint8Array },
  second: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (first.size === second.size)
    return proof.length === 0 && Buffer.compare(first.root, second.root) === 0;
  if (first.size < 1 || first.size > second.size) return false;
  const isWhole = Number.isInteger(Math.log2(first.size));
  const path = isWhole ? [first.root, ...proof] : [...proof];
  const [seed, ...rest] = path;
  if (seed === undefined) return false;
  let [fn, sn] = [first.size - 1, second.size - 1];
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  let before: Buffer = Buffer.from(seed);
  let after: Buffer = Buffer.from(seed);
  for (const step of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      before = nodeHash(step, before);
      after = nodeHash(step, after);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else after = nodeHash(after, step);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return (
    sn === 0 && Buffer.compare(before, first.root) === 0 && Buffer.compare(after, second.root) === 0
  );
}

/**
 * The hashes of everything that lies between some leaves, from left to right: with the leaves they lead to the root of the first `size`. One proof of many entries is far
 * shorter than many proofs, for the entries of a lot stand close together.
 *
 * @param indices ascending, each once. @throws RangeError for a leaf that is not among them.
 */
export function inclusionOfMany(
  subtree: SubtreeHash,
  indices: readonly number[],
  size: number,
): Buffer[] {
  const hashes: Buffer[] = [];
  const walk = (start: number, end: number, within: readonly number[]): void => {
    if (within.length === 0) hashes.push(rangeHash(subtree, start, end));
    if (within.length === 0 || end - start === 1) return;
    const middle = start + split(end - start);
    walk(
      start,
      middle,
      within.filter((index) => index < middle),
    );
    walk(
      middle,
      end,
      within.filter((index) => index >= middle),
    );
  };
  const beyond = indices.find((index) => !(index >= 0 && index < size));
  if (beyond !== undefined || indices.length === 0)
    throw new RangeError(
      `entry ${beyond ?? "(none)"} of a record of ${size}: 0 to ${size - 1} is right`,
    );
  walk(0, size, indices);
  return hashes;
}
