import { existsSync, readFileSync } from "node:fs";
import { entryLine } from "./entry-line.ts";
import { findEntries } from "./find-entries.ts";
import { inclusionOfMany, inclusionProof, leafHash, nodeHash, type SubtreeHash } from "./merkle.ts";
import { recordFiles, wholeLines } from "./record-files.ts";
import {
  createGrowingTree,
  HASH_BYTES,
  readGrowingHash,
  readSegmentHash,
  SEGMENT_ENTRIES,
  SEGMENT_LEVELS,
} from "./segment-tree.ts";
import type { Sought } from "./subject-index.ts";

/** What a certificate needs of a record. */
export interface RecordReader {
  /** An entry's line as it was hashed; undefined: its segment lies in an archive. */
  line(seq: number): string | undefined;
  /** The lines of many entries in their order; of those whose segments lie in an archive, undefined. */
  lines(seqs: readonly number[]): Generator<string | undefined>;
  /** The file that holds or held an entry. */
  segmentFile(seq: number): string;
  /** Hashes from an entry to the root of the first `size`, hex (RFC 9162, § 2.1.3). */
  path(seq: number, size: number): readonly string[];
  /** Hashes that lead with those entries to the root of the first `size`, hex. */
  hashesOfMany(seqs: readonly number[], size: number): readonly string[];
  /** Numbers of entries that may be about something among the first `size`, newest first, also of those that lie in an archive: {@link findEntries}. */
  about(sought: Sought, size: number): Generator<number>;
}

/**
 * Reads a record while another process writes it: lines and proofs below a checkpoint never change.
 *
 * @param archive folder into which old segments of entries were moved.
 */
export function openRecordReader(folder: string, archive?: string): RecordReader {
  const files = recordFiles(folder);
  const subtree = subtreesOf(folder);

  function segmentFile(seq: number): string {
    const segment = Math.floor(seq / SEGMENT_ENTRIES);
    const own = files.entries(segment);
    const moved = archive === undefined ? own : recordFiles(archive).entries(segment);
    return existsSync(own) ? own : moved;
  }

  function line(seq: number): string | undefined {
    const path = segmentFile(seq);
    return existsSync(path) ? entryLine(path, seq)?.toString("utf8") : undefined;
  }

  return {
    line,
    *lines(seqs) {
      let held: { readonly segment: number; readonly lines: readonly Buffer[] } | undefined;
      for (const seq of seqs) {
        const segment = Math.floor(seq / SEGMENT_ENTRIES);
        const path = segmentFile(seq);
        if (!existsSync(path)) yield undefined;
        else {
          if (held?.segment !== segment)
            held = { segment, lines: wholeLines(readFileSync(path)).lines };
          yield held.lines[seq % SEGMENT_ENTRIES]?.toString("utf8");
        }
      }
    },
    segmentFile,
    path: (seq, size) => inclusionProof(subtree, seq, size).map((hash) => hash.toString("hex")),
    hashesOfMany: (seqs, size) =>
      inclusionOfMany(subtree, seqs, size).map((hash) => hash.toString("hex")),
    about: (sought, size) => findEntries(folder, sought, size),
  };
}

/** The hashes of a record's tree as they are stored, so that a proof costs a few small reads. */
function subtreesOf(folder: string): SubtreeHash {
  const files = recordFiles(folder);
  const roots = existsSync(files.roots) ? readFileSync(files.roots) : Buffer.alloc(0);
  const computed = new Map<number, ReturnType<typeof createGrowingTree>>();

  /** Of a segment whose hashes were not stored, from its lines. */
  function computedTree(segment: number) {
    let tree = computed.get(segment);
    if (tree === undefined) {
      tree = createGrowingTree();
      for (const line of wholeLines(readFileSync(files.entries(segment))).lines)
        tree.add(leafHash(line));
      computed.set(segment, tree);
    }
    return tree;
  }

  return function subtree(level, index): Buffer {
    if (level > SEGMENT_LEVELS)
      return nodeHash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
    const inSegment = 2 ** (SEGMENT_LEVELS - level);
    const segment = Math.floor(index / inSegment);
    const within = index - segment * inSegment;
    if (level === SEGMENT_LEVELS && (index + 1) * HASH_BYTES <= roots.length)
      return roots.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
    if (existsSync(files.tree(segment))) return readSegmentHash(files.tree(segment), level, within);
    return (
      readGrowingHash(files.growing(segment), level, within) ??
      computedTree(segment).hash(level, within)
    );
  };
}
