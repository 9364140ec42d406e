import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@raceway/model/json";
import { canonicalJson } from "./canonical-json.ts";
import { type Checkpoint, isGenuine } from "./checkpoint.ts";
import { type Entry, NO_ENTRY_BEFORE } from "./entry.ts";
import { EMPTY_ROOT, leafHash, nodeHash } from "./merkle.ts";
import { recordFiles } from "./record-log.ts";
import { SEGMENT_ENTRIES } from "./segment-tree.ts";
import { isSignedBy } from "./signing-key.ts";

/** Where a record is not what it was, and how that shows. */
export interface Flaw {
  /** The entry that is wrong, or the first that may be; absent: a checkpoint. */
  readonly seq?: number;
  readonly what: string;
}

export interface Verification {
  readonly entries: number;
  /** Entries whose segments lie in an archive: their hashes are here and prove that nothing else was there. */
  readonly archived: number;
  readonly checkpoints: number;
  /** Names of the keys that checkpoints are signed with, in the order of their first. */
  readonly keys: readonly string[];
  /** Entries behind the last genuine checkpoint: nobody has signed them yet. */
  readonly unsigned: number;
  readonly root: string;
  readonly flaws: readonly Flaw[];
}

const MOST_FLAWS = 20;
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Reads a whole record and looks whether every entry is in canonical form, follows from the one before it, hashes to what its segment's tree says, and whether every
 * checkpoint is genuine and its root that of the entries.
 *
 * @param trusted name of the key that the first checkpoint must be signed with, known from elsewhere; absent: any, and the reader compares the names.
 */
export function verifyRecord(folder: string, trusted?: string): Verification {
  const files = recordFiles(folder);
  const flaws: Flaw[] = [];
  const flaw = (what: string, seq?: number) => {
    if (flaws.length < MOST_FLAWS) flaws.push({ what, ...(seq !== undefined && { seq }) });
  };
  const checkpoints = readCheckpoints(files.checkpoints, flaw);
  const keys = [...new Set(checkpoints.map(({ key }) => key))];
  const announced: KeyChange[] = [];
  const wanted = new Map<number, Checkpoint[]>();
  for (const each of checkpoints) wanted.set(each.size, [...(wanted.get(each.size) ?? []), each]);
  const frontier = createFrontier();
  let prev: string = NO_ENTRY_BEFORE;
  let seq = 0;
  let archived = 0;
  let lastSigned = 0;
  /** Checkpoints whose root the entries do not lead to. */
  const unlike: { readonly from: number; readonly size: number; readonly time: string }[] = [];
  /** An entry that does not follow, until the one behind it is read. */
  let suspect: number | undefined;

  function compare(): void {
    for (const checkpoint of wanted.get(seq) ?? []) {
      if (frontier.root().toString("hex") === checkpoint.root) lastSigned = seq;
      else unlike.push({ from: lastSigned, size: seq, time: checkpoint.time });
    }
    wanted.delete(seq);
  }

  function accuse(what: string, at: number): void {
    if (!flaws.some((known) => known.seq === at)) flaw(what, at);
  }

  /** An entry that does not follow from the one before it: one of the two was altered, and the next entry tells which. */
  function blame(): void {
    if (suspect === undefined) suspect = seq;
    else {
      accuse(
        "the entry was altered: it fits neither the one before it nor the one behind",
        suspect,
      );
      suspect = undefined;
    }
  }

  function acquit(): void {
    if (suspect !== undefined)
      accuse(
        "the entry was altered, or is not the one that stood here: the next was written after another",
        suspect - 1,
      );
    suspect = undefined;
  }

  function take(line: Buffer, tree: SegmentHashes | undefined): void {
    const leaf = leafHash(line);
    const text = line.toString("utf8");
    const entry = parsedEntry(text);
    const fault = entryFault(entry, text, seq, prev);
    if (entry?.kind === "key") announced.push(entry.body as unknown as KeyChange);
    const kept = tree?.leaf(seq % SEGMENT_ENTRIES);
    if (kept !== undefined && !kept.equals(leaf))
      accuse("the entry is not the one that was hashed when its segment was ended", seq);
    if (fault?.kind === "chain") blame();
    else {
      if (suspect !== undefined) acquit();
      if (fault !== undefined) accuse(fault.what, seq);
    }
    frontier.add(leaf);
    prev = leaf.toString("hex");
    seq += 1;
    compare();
  }

  const segments = segmentsOf(folder);
  for (let segment = 0; segment < segments; segment++) {
    const path = files.entries(segment);
    const tree = segmentHashes(files.tree(segment), flaw, segment);
    if (!existsSync(path)) {
      if (tree === undefined) {
        flaw(`segment ${segment} is missing, and so are its hashes`, seq);
        break;
      }
      for (let k = 0; k < SEGMENT_ENTRIES; k++) {
        const leaf = tree.leaf(k);
        frontier.add(leaf);
        prev = leaf.toString("hex");
        seq += 1;
        compare();
      }
      archived += SEGMENT_ENTRIES;
      continue;
    }
    const before = seq;
    for (const line of linesOf(path)) take(line, tree);
    if (segment + 1 < segments && seq - before !== SEGMENT_ENTRIES)
      flaw(`segment ${segment} has ${seq - before} entries; ${SEGMENT_ENTRIES} are right`, seq);
  }
  acquit();
  // Where an entry was found that is wrong, the roots behind it say nothing new.
  const [first] = unlike;
  const isKnown = flaws.some(({ seq: at }) => at !== undefined && first && at < first.size);
  if (first !== undefined && !isKnown)
    flaw(
      `the entries do not lead to the root that was signed at ${first.time} for ${first.size} entries: one from ${first.from} on was altered, and all behind it written anew`,
      first.from,
    );
  checkKeys(keys, announced, trusted, flaw);
  const beyond = [...wanted.keys()].filter((size) => size > seq);
  if (beyond.length > 0)
    flaw(`the record is cut off: a checkpoint was signed for ${Math.max(...beyond)} entries`, seq);
  return {
    entries: seq,
    archived,
    checkpoints: checkpoints.length,
    keys,
    unsigned: seq - lastSigned,
    root: frontier.root().toString("hex"),
    flaws,
  };
}

type TellFlaw = (what: string, seq?: number) => void;

function readCheckpoints(path: string, flaw: TellFlaw): readonly Checkpoint[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.flatMap((line, k) => {
    try {
      const checkpoint = JSON.parse(line) as Checkpoint;
      if (isGenuine(checkpoint)) return [checkpoint];
    } catch {
      // Said below.
    }
    flaw(`checkpoint ${k + 1} is not signed by the key that it names`);
    return [];
  });
}

/** What an entry of kind `key` says. */
interface KeyChange {
  readonly key: string;
  readonly before: string;
  /** The old key's signature under the new one's name, base64; null: the old key was lost. */
  readonly word: string | null;
}

/** Each key but the first must have been announced by the one before it. */
function checkKeys(
  keys: readonly string[],
  announced: readonly KeyChange[],
  trusted: string | undefined,
  flaw: TellFlaw,
): void {
  if (trusted !== undefined && !keys.includes(trusted))
    flaw(
      `no checkpoint is signed with the key ${trusted}; they are signed with ${keys.join(", ") || "none"}`,
    );
  keys.forEach((key, k) => {
    const before = keys[k - 1];
    if (before === undefined) return;
    const change = announced.find((each) => each.key === key && each.before === before);
    if (change?.word && isSignedBy(before, Buffer.from(key), Buffer.from(change.word, "base64")))
      return;
    flaw(
      `the key ${key} follows ${before} without its word: it was lost, or this is another's; ask the plant`,
    );
  });
}

function parsedEntry(text: string): Entry | undefined {
  try {
    return JSON.parse(text) as Entry;
  } catch {
    return undefined;
  }
}

function entryFault(entry: Entry | undefined, text: string, seq: number, prev: string) {
  if (entry === undefined) return { kind: "form", what: "the entry is no JSON" } as const;
  if (entry.prev !== prev) return { kind: "chain" } as const;
  if (entry.seq !== seq)
    return { kind: "form", what: `the entry says that it is number ${entry.seq}` } as const;
  if (canonicalJson(entry as unknown as Json) !== text)
    return { kind: "form", what: "the entry is not in canonical form" } as const;
  return undefined;
}

/** Root of a tree that grows: the perfect subtrees from the left, largest first. */
function createFrontier() {
  const stack: { readonly size: number; readonly hash: Buffer }[] = [];
  return {
    add(leaf: Buffer): void {
      let own = { size: 1, hash: leaf };
      for (let last = stack.at(-1); last?.size === own.size; last = stack.at(-1)) {
        own = { size: 2 * own.size, hash: nodeHash(last.hash, own.hash) };
        stack.pop();
      }
      stack.push(own);
    },
    root(): Buffer {
      const [last, ...rest] = stack.toReversed();
      if (last === undefined) return EMPTY_ROOT;
      return rest.reduce((right, { hash }) => nodeHash(hash, right), last.hash);
    },
  };
}

interface SegmentHashes {
  leaf(index: number): Buffer;
}

/** Leaf hashes as they were when a segment was ended; of an altered file it is said. */
function segmentHashes(path: string, flaw: TellFlaw, segment: number): SegmentHashes | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const wanted = (2 * SEGMENT_ENTRIES - 1) * 32;
  if (bytes.length !== wanted) {
    flaw(`the hashes of segment ${segment} are ${bytes.length} bytes; ${wanted} are right`);
    return undefined;
  }
  return { leaf: (index) => bytes.subarray(32 * index, 32 * (index + 1)) };
}

function segmentsOf(folder: string): number {
  const files = ["entries", "trees"].flatMap((name) =>
    existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [],
  );
  return (
    Math.max(-1, ...files.map((file) => Number.parseInt(file, 10)).filter(Number.isInteger)) + 1
  );
}

/** Lines of a file in turn, a few megabytes of it at a time. */
function* linesOf(path: string): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (read === 0) break;
      const bytes =
        rest.length === 0
          ? chunk.subarray(0, read)
          : Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
        yield bytes.subarray(start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
    // A line without its end was being written when the power failed: nobody was told that it is recorded.
  } finally {
    closeSync(file);
  }
}
