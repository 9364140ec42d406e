import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { type Checkpoint, signedCheckpoint } from "./checkpoint.ts";
import { type Entry, type Happening, lineOf, NO_ENTRY_BEFORE } from "./entry.ts";
import { entryLine } from "./entry-line.ts";
import { leafHash, nodeHash, rootOf } from "./merkle.ts";
import { newestCheckpoint, recordFiles, wholeLines } from "./record-files.ts";
import {
  createGrowingTree,
  HASH_BYTES,
  readSegmentHash,
  SEGMENT_ENTRIES,
  SEGMENT_LEVELS,
  writeSegmentTree,
} from "./segment-tree.ts";
import { openSigningKey, type SigningKey } from "./signing-key.ts";
import { createSubjectIndex, writeSubjectIndex } from "./subject-index.ts";

export type RecordLog = ReturnType<typeof openRecordLog>;

/**
 * A record in a folder: lines of entries in segments, the hashes of whole segments, signed checkpoints. One process writes it. A line that a power cut left half written
 * is taken back at the next opening; whoever sent it sends it again.
 *
 * @param origin whose record it is: the site.
 * @throws Error when the folder cannot be written, or its newest segment was altered.
 */
export function openRecordLog(folder: string, origin: string, key: SigningKey, now: () => string) {
  const files = recordFiles(folder);
  mkdirSync(join(folder, "entries"), { recursive: true });
  mkdirSync(join(folder, "trees"), { recursive: true });
  const segments = readdirSync(join(folder, "entries")).filter((file) => file.endsWith(".ndjson"));
  const newest = segments.map((file) => Number.parseInt(file, 10)).sort((a, b) => b - a)[0] ?? 0;
  let segment = newest;
  const tree = createGrowingTree();
  const subjects = createSubjectIndex();
  let prev = NO_ENTRY_BEFORE;
  /** Newest row recorded, by journal. */
  const recorded = new Map<string, number>();
  readNewest();
  let size = segment * SEGMENT_ENTRIES + tree.size();
  let file = openSync(files.entries(segment), "a");
  let hashes = openSync(files.growing(segment), "a");
  if (tree.size() === SEGMENT_ENTRIES) roll();
  noteKey();

  /** A key other than that of the newest checkpoint is announced: by the word of the old one, where that is still there. */
  function noteKey(): void {
    const before = newestCheckpoint(files.checkpoints)?.key;
    if (before === undefined || before === key.name) return;
    const old = `${files.key}.${before}`;
    const word = existsSync(old)
      ? openSigningKey(old).sign(Buffer.from(key.name)).toString("base64")
      : null;
    append([{ kind: "key", time: now(), subject: origin, body: { key: key.name, before, word } }]);
  }

  /** The row that came last may stand in the segment before. */
  function noteLastRow(): void {
    const last = segment * SEGMENT_ENTRIES - 1;
    for (let seq = last; seq > last - ROWLESS && existsSync(files.entries(segment - 1)); seq--) {
      const line = entryLine(files.entries(segment - 1), seq)?.toString("utf8");
      const from = line === undefined ? undefined : (JSON.parse(line) as Entry).from;
      if (from === undefined) continue;
      recorded.set(...(from as [string, number]));
      return;
    }
  }

  /** What a kill left, or an older version never wrote, is made whole. */
  function writeRoots(): void {
    const known = existsSync(files.roots) ? readFileSync(files.roots).length : 0;
    if (known === segment * HASH_BYTES) return;
    const roots = Array.from({ length: segment }, (_, n) =>
      readSegmentHash(files.tree(n), SEGMENT_LEVELS, 0),
    );
    writeFileSync(files.roots, Buffer.concat(roots));
  }

  function readNewest(): void {
    writeRoots();
    if (segment > 0) {
      prev = readSegmentHash(files.tree(segment - 1), 0, SEGMENT_ENTRIES - 1).toString("hex");
      noteLastRow();
    }
    // What a kill left may lack hashes, or have some of lines that are not there.
    rmSync(files.growing(segment), { force: true });
    if (!existsSync(files.entries(segment))) return;
    const { lines, end, total } = wholeLines(readFileSync(files.entries(segment)));
    if (end < total) truncateSync(files.entries(segment), end);
    const known: Buffer[] = [];
    for (const line of lines) {
      const entry = JSON.parse(line.toString("utf8")) as Entry;
      if (entry.prev !== prev)
        throw new Error(
          `${files.entries(segment)}: entry ${entry.seq} does not follow from the one before it: raceway verify says more`,
        );
      const leaf = leafHash(line);
      known.push(...tree.add(leaf));
      subjects.add(entry);
      prev = leaf.toString("hex");
      if (entry.from !== undefined) recorded.set(...(entry.from as [string, number]));
    }
    writeFileSync(files.growing(segment), Buffer.concat(known));
  }

  /** Ends a whole segment. */
  function roll(): void {
    writeSubjectIndex(files.subjects(segment), subjects.all());
    writeSegmentTree(files.tree(segment), tree.all());
    appendFileSync(files.roots, tree.hash(SEGMENT_LEVELS, 0));
    closeSync(file);
    closeSync(hashes);
    rmSync(files.growing(segment));
    segment += 1;
    tree.begin();
    subjects.begin();
    file = openSync(files.entries(segment), "a");
    hashes = openSync(files.growing(segment), "a");
  }

  function subtree(level: number, index: number): Buffer {
    if (level > SEGMENT_LEVELS)
      return nodeHash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
    const inSegment = 2 ** (SEGMENT_LEVELS - level);
    const own = Math.floor(index / inSegment);
    const within = index - own * inSegment;
    return own < segment
      ? readSegmentHash(files.tree(own), level, within)
      : tree.hash(level, within);
  }

  /** Appends to disk what is not recorded yet: a row that it came of is taken once. @returns sequence numbers of what was appended. */
  function append(rows: readonly Happening[]): readonly number[] {
    const appended: number[] = [];
    let lines: Buffer[] = [];
    let known: Buffer[] = [];
    const write = () => {
      if (lines.length > 0) writeSync(file, Buffer.concat(lines));
      if (known.length > 0) writeSync(hashes, Buffer.concat(known));
      lines = [];
      known = [];
    };
    for (const { from, ...happening } of rows) {
      if (from !== undefined && from[1] <= (recorded.get(from[0]) ?? -1)) continue;
      const entry: Entry = { seq: size, ...happening, ...(from && { from }), prev };
      const line = lineOf(entry);
      const leaf = leafHash(line);
      lines.push(line, NEWLINE);
      known.push(...tree.add(leaf));
      subjects.add(entry);
      prev = leaf.toString("hex");
      if (from !== undefined) recorded.set(...(from as [string, number]));
      appended.push(size);
      size += 1;
      if (tree.size() < SEGMENT_ENTRIES) continue;
      write();
      fsyncSync(file);
      roll();
    }
    write();
    fsyncSync(file);
    return appended;
  }

  return {
    size: () => size,
    append,
    /** Signs what the record is now, and keeps that. */
    checkpoint(): Checkpoint {
      const root = rootOf(subtree, size).toString("hex");
      const made = signedCheckpoint({ origin, size, root, time: now() }, key);
      appendFileSync(files.checkpoints, `${JSON.stringify(made)}\n`);
      return made;
    },
    close(): void {
      closeSync(file);
      closeSync(hashes);
    },
  };
}

const NEWLINE = Buffer.from("\n");
/** Entries that come of no row (new keys) never stand in such a number side by side. */
const ROWLESS = 64;
