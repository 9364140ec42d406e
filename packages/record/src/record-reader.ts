import { existsSync, readFileSync } from "node:fs";
import { inclusionProof, leafHash, nodeHash } from "./merkle.ts";
import { recordFiles, wholeLines } from "./record-log.ts";
import {
  createGrowingTree,
  readSegmentHash,
  SEGMENT_ENTRIES,
  SEGMENT_LEVELS,
} from "./segment-tree.ts";

/** What a certificate needs of a record. */
export interface RecordReader {
  line(seq: number): string | undefined;
  proof(seq: number, of: number): { readonly path: readonly string[] };
}

/** Reads a record while another process writes it: lines and proofs below a checkpoint never change. */
export function openRecordReader(folder: string): RecordReader {
  const files = recordFiles(folder);
  const growing = new Map<number, ReturnType<typeof createGrowingTree>>();

  /** Of a segment that is not ended yet, from its lines. */
  function growingTree(segment: number) {
    let tree = growing.get(segment);
    if (tree === undefined) {
      tree = createGrowingTree();
      for (const line of wholeLines(readFileSync(files.entries(segment))).lines)
        tree.add(leafHash(line));
      growing.set(segment, tree);
    }
    return tree;
  }

  function subtree(level: number, index: number): Buffer {
    if (level > SEGMENT_LEVELS)
      return nodeHash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
    const inSegment = 2 ** (SEGMENT_LEVELS - level);
    const segment = Math.floor(index / inSegment);
    const within = index - segment * inSegment;
    return existsSync(files.tree(segment))
      ? readSegmentHash(files.tree(segment), level, within)
      : growingTree(segment).hash(level, within);
  }

  return {
    line(seq) {
      const segment = Math.floor(seq / SEGMENT_ENTRIES);
      if (!existsSync(files.entries(segment))) return undefined;
      const { lines } = wholeLines(readFileSync(files.entries(segment)));
      return lines[seq - segment * SEGMENT_ENTRIES]?.toString("utf8");
    },
    proof: (seq, of) => ({
      path: inclusionProof(subtree, seq, of).map((hash) => hash.toString("hex")),
    }),
  };
}
