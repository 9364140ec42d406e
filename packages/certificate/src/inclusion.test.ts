import {
  inclusionOfMany,
  inclusionProof,
  leafHash as leafOf,
  nodeHash,
  rootOf,
  type SubtreeHash,
} from "@raceway/record/merkle";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leafHash, rootByInclusion, rootOfMany } from "./inclusion.ts";

const leaves = Array.from({ length: 70 }, (_, n) => leafOf(Buffer.from(`${n}`)));
const tree: SubtreeHash = (level, index) =>
  level === 0
    ? (leaves[index] ?? Buffer.alloc(0))
    : nodeHash(tree(level - 1, 2 * index), tree(level - 1, 2 * index + 1));
const bytes = (of: Uint8Array) => Uint8Array.from(of);
const leaf = (n: number) => bytes(leaves[n] ?? Buffer.alloc(0));
const sizes = fc.integer({ min: 1, max: leaves.length });

describe("the checking half of a Merkle tree", () => {
  it("hashes leaves as the making half does", async () => {
    expect(await leafHash(new TextEncoder().encode("7"))).toEqual(leaf(7));
  });

  it("is led to the root by every leaf of every size, and by no other", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, a, b) => {
        const [index, other] = [a % size, b % size];
        const path = inclusionProof(tree, index, size);
        const root = bytes(rootOf(tree, size));
        expect(await rootByInclusion(leaf(index), index, size, path)).toEqual(root);
        if (other === index) return;
        expect(await rootByInclusion(leaf(other), index, size, path)).not.toEqual(root);
      }),
    );
  });

  it("is led to the root by any number of leaves together, and by no others", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.infiniteStream(fc.boolean()), fc.nat(), async (size, dice, c) => {
        const drawn = Array.from({ length: size }, (_, n) => n).filter(() => dice.next().value);
        const indices = drawn.length === 0 ? [0] : drawn;
        const hashes = inclusionOfMany(tree, indices, size).map(bytes);
        const root = bytes(rootOf(tree, size));
        const own = indices.map(leaf);
        expect(await rootOfMany(own, indices, size, hashes)).toEqual(root);
        const changed = own.with(c % own.length, leaf(69 - (indices[c % own.length] ?? 0)));
        if (2 * (indices[c % own.length] ?? 0) !== 69)
          expect(await rootOfMany(changed, indices, size, hashes)).not.toEqual(root);
        expect(await rootOfMany(own, indices, size, [...hashes, leaf(0)])).toBeUndefined();
      }),
    );
  });

  it.each([
    [[1, 0], 4],
    [[0, 0], 4],
    [[0, 4], 4],
    [[0.5, 1], 4],
    [[0, 1], Number.POSITIVE_INFINITY],
    [[], 4],
  ])("refuses the places %j of a tree of %d", async (indices, size) => {
    const own = indices.map(() => leaf(0));
    expect(await rootOfMany(own, indices, size, [])).toBeUndefined();
  });
});
