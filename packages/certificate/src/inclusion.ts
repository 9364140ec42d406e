import { type Bytes, joined } from "@raceway/record/bytes";
import { sha256 } from "./web-crypto.ts";

/** The checking half of Merkle trees (RFC 9162, § 2.1), as a browser can do it too; `@raceway/record/merkle` makes what is checked here. */

export function leafHash(entry: Uint8Array): Promise<Bytes> {
  return sha256(joined([Uint8Array.of(0), entry]));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  return sha256(joined([Uint8Array.of(1), left, right]));
}

/** The root that a leaf and its path lead to (§ 2.1.3.2); undefined: the path has the wrong length. */
export async function rootByInclusion(
  leaf: Bytes,
  index: number,
  size: number,
  path: readonly Uint8Array[],
): Promise<Bytes | undefined> {
  if (![index, size].every(Number.isSafeInteger) || index < 0 || index >= size) return undefined;
  let [fn, sn] = [index, size - 1];
  let root = leaf;
  for (const step of path) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      root = await nodeHash(step, root);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else root = await nodeHash(root, step);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 ? root : undefined;
}

/**
 * The root of a tree that some of its leaves and the hashes of all that lies between them lead to (`inclusionOfMany` of `@raceway/record/merkle`); undefined: there are too
 * few or too many hashes.
 *
 * @param indices ascending, each once, those of the leaves.
 */
export async function rootOfMany(
  leaves: readonly Bytes[],
  indices: readonly number[],
  size: number,
  hashes: readonly Bytes[],
): Promise<Bytes | undefined> {
  let used = 0;
  async function range(
    start: number,
    end: number,
    from: number,
    to: number,
  ): Promise<Bytes | undefined> {
    if (from === to) return hashes[used++];
    if (end - start === 1) return leaves[from];
    const middle = start + 2 ** Math.floor(Math.log2(end - start - 1));
    let cut = from;
    while (cut < to && (indices[cut] ?? end) < middle) cut += 1;
    const left = await range(start, middle, from, cut);
    const right = await range(middle, end, cut, to);
    return left && right && nodeHash(left, right);
  }
  if (![size, ...indices].every(Number.isSafeInteger)) return undefined;
  const isAscending = indices.every((index, k) => k === 0 || index > (indices[k - 1] ?? index));
  const isWithin = (indices[0] ?? -1) >= 0 && (indices.at(-1) ?? size) < size;
  if (!isAscending || !isWithin || leaves.length !== indices.length) return undefined;
  const root = await range(0, size, 0, indices.length);
  return used === hashes.length ? root : undefined;
}
