import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@raceway/model/json";
import { canonicalJson } from "./canonical-json.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type Entry, NO_ENTRY_BEFORE } from "./entry.ts";
import { type HashedLine, hashedLines } from "./hashed-lines.ts";
import { nodeHash, rootOf } from "./merkle.ts";
import { recordFiles } from "./record-files.ts";
import { createSegmentHashes, storedHashes } from "./segment-hashes.ts";
import { HASH_BYTES, SEGMENT_ENTRIES, SEGMENT_LEVELS } from "./segment-tree.ts";
import {
  checkKeys,
  type Flaw,
  type KeyChange,
  readCheckpoints,
  type TellFlaw,
} from "./verify-checkpoints.ts";

export interface Verification {
  readonly entries: number;
  /** Entries whose segments lie in an archive that was not named: their hashes are here and prove that nothing else was there. */
  readonly archived: number;
  readonly checkpoints: number;
  /** Checkpoints kept elsewhere that the record goes on from. */
  readonly witnessed: number;
  /** Names of the keys that checkpoints are signed with, in the order of their first. */
  readonly keys: readonly string[];
  /** Entries behind the last genuine checkpoint: nobody has signed them yet. */
  readonly unsigned: number;
  readonly root: string;
  readonly flaws: readonly Flaw[];
}

export interface VerifyOptions {
  /** Name of a key that checkpoints must be signed with, known from elsewhere; absent: any, and the reader compares the names. */
  readonly trusted?: string | undefined;
  /** Folder into which old segments of entries were moved. */
  readonly archive?: string | undefined;
  /** File of checkpoints that were kept elsewhere, one a line: the record must go on from each. */
  readonly witness?: string | undefined;
}

const MOST_FLAWS = 20;
/** Begins what links an entry to the one before it: of a line in canonical form the last such place, for texts have their quotes escaped. */
const PREV = Buffer.from(',"prev":"');

/**
 * Reads a whole record and looks whether every entry follows from the one before it and hashes to what its segment's tree says, and whether every checkpoint is genuine and
 * its root that of the entries. What no checkpoint covers yet is looked at for its form too. Memory does not grow with the entries, but with the checkpoints: about half a
 * kilobyte each.
 */
export function verifyRecord(
  folder: string,
  { trusted, archive, witness }: VerifyOptions = {},
): Verification {
  const files = recordFiles(folder);
  const flaws: Flaw[] = [];
  const flaw: TellFlaw = (what, seq) => {
    if (flaws.length < MOST_FLAWS) flaws.push({ what, ...(seq !== undefined && { seq }) });
  };
  const checkpoints = readCheckpoints(files.checkpoints, flaw);
  const witnesses = witness === undefined ? [] : readCheckpoints(witness, flaw);
  const origin = checkpoints.at(-1)?.origin;
  for (const each of witnesses)
    if (each.origin !== origin) flaw(`a checkpoint of ${each.origin} says nothing of ${origin}`);
  const keys = [...new Set(checkpoints.map(({ key }) => key))];
  const wanted = new Map<number, Checkpoint[]>();
  for (const each of [...checkpoints, ...witnesses])
    wanted.set(each.size, [...(wanted.get(each.size) ?? []), each]);
  const covered = Math.max(0, ...wanted.keys());
  const chain = createChain(covered, flaw, flaws);
  const tree = createTree();
  let archived = 0;
  let lastSigned = 0;
  let isGrown = true;
  /** Checkpoints whose root the entries do not lead to. */
  const unlike: { readonly from: number; readonly size: number; readonly time: string }[] = [];

  function compare(from: number): void {
    for (let size = from; size <= chain.seq(); size++) {
      const signed = wanted.get(size);
      if (signed === undefined) continue;
      const root = tree.root(size).toString("hex");
      for (const checkpoint of signed) {
        if (root === checkpoint.root) lastSigned = size;
        else unlike.push({ from: lastSigned, size, time: checkpoint.time });
      }
      wanted.delete(size);
    }
  }

  const segments = segmentsOf(folder);
  for (let segment = 0; segment < segments; segment++) {
    const path = [folder, archive]
      .flatMap((of) => (of === undefined ? [] : [recordFiles(of).entries(segment)]))
      .find((file) => existsSync(file));
    const stored = readStored(files.tree(segment), flaw);
    const before = chain.seq();
    tree.begin();
    if (path !== undefined) for (const line of hashedLines(path)) tree.add(chain.take(line));
    else if (stored !== undefined) {
      tree.takeLeaves(stored);
      chain.pass(tree.leafAt(SEGMENT_ENTRIES - 1), SEGMENT_ENTRIES);
      archived += SEGMENT_ENTRIES;
    } else {
      flaw(`segment ${segment} is missing, and so are its hashes`, before);
      break;
    }
    tree.end();
    const read = chain.seq() - before;
    if (segment + 1 < segments ? read !== SEGMENT_ENTRIES : read > SEGMENT_ENTRIES)
      flaw(`segment ${segment} has ${read} entries; ${SEGMENT_ENTRIES} are right`, chain.seq());
    if (stored !== undefined && read === SEGMENT_ENTRIES) blameHashes(segment, before, stored);
    if (stored === undefined && existsSync(files.growing(segment)))
      isGrown = tree.isGrown(readFileSync(files.growing(segment)));
    compare(segment === 0 ? 0 : before + 1);
  }
  chain.end();

  /** Stored hashes that are not those of the entries: an entry was altered, or they were. */
  function blameHashes(segment: number, before: number, stored: Buffer): void {
    const [level, index] = tree.firstOther(stored) ?? [];
    if (level === undefined || index === undefined) return;
    if (level === 0)
      chain.accuse(
        "the entry is not the one that was hashed when its segment was ended",
        before + index,
      );
    else flaw(`the hashes of segment ${segment} were altered, at level ${level}`);
  }

  // Where an entry was found that is wrong, the roots behind it say nothing new.
  const [first] = unlike;
  const isKnown = flaws.some(({ seq: at }) => at !== undefined && first && at < first.size);
  if (first !== undefined && !isKnown)
    flaw(
      `the entries do not lead to the root that was signed at ${first.time} for ${first.size} entries: one from ${first.from} on was altered, and all behind it written anew`,
      first.from,
    );
  if (existsSync(files.roots) && !tree.hasRoots(readFileSync(files.roots)))
    flaw(
      "the roots of the segments in trees/roots were altered: take the file away, and ingest writes it anew at its next start",
    );
  if (!isGrown && flaws.length === 0)
    flaw(
      "the hashes of the segment that is being written were altered: ingest writes them anew at its next start",
    );
  checkKeys(keys, chain.announced, trusted, flaw);
  const beyond = [...wanted.keys()].filter((size) => size > chain.seq());
  if (beyond.length > 0)
    flaw(
      `the record is cut off: a checkpoint was signed for ${Math.max(...beyond)} entries`,
      chain.seq(),
    );
  return {
    entries: chain.seq(),
    archived,
    checkpoints: checkpoints.length,
    witnessed: witnesses.length,
    keys,
    unsigned: chain.seq() - lastSigned,
    root: tree.root(chain.seq()).toString("hex"),
    flaws,
  };
}

/** Follows the entries: whether each names the hash of the one before it, and its own number. */
function createChain(covered: number, flaw: TellFlaw, flaws: readonly Flaw[]) {
  const announced: KeyChange[] = [];
  let prev: string = NO_ENTRY_BEFORE;
  let seq = 0;
  /** An entry that does not follow, until the one behind it is read. */
  let suspect: number | undefined;

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

  /** An entry that is not plainly the next one. */
  function look(text: string): void {
    const entry = parsedEntry(text);
    const fault = entryFault(entry, text, seq, prev);
    if (entry?.kind === "key") announced.push(entry.body as unknown as KeyChange);
    if (fault?.kind === "chain") blame();
    else {
      if (suspect !== undefined) acquit();
      if (fault !== undefined) accuse(fault.what, seq);
    }
  }

  return {
    seq: () => seq,
    announced,
    accuse,
    /** @returns the entry's leaf hash. */
    take({ bytes, leaf }: HashedLine): Buffer {
      // What is signed is what was written: of that, only the links are read. They stand near the end of a line in canonical form.
      const links = `,"prev":"${prev}","seq":${seq},"subject":`;
      const at = bytes.lastIndexOf(PREV);
      const isNext =
        at > 0 &&
        bytes.toString("latin1", at, at + links.length) === links &&
        bytes.toString("latin1", bytes.length - 2) === '"}';
      const isPlain =
        isNext && seq < covered && suspect === undefined && !isOfKind(bytes, at, '"kind":"key"');
      if (!isPlain) look(bytes.toString("utf8"));
      prev = leaf.toString("hex");
      seq += 1;
      return leaf;
    },
    /** Passes over archived entries. */
    pass(last: Buffer, count: number): void {
      acquit();
      prev = last.toString("hex");
      seq += count;
    },
    end: acquit,
  };
}

function isOfKind(bytes: Buffer, end: number, kind: string): boolean {
  return bytes.toString("latin1", end - kind.length, end) === kind;
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

/** The tree over all segments, of which only the one at work is held whole. */
function createTree() {
  const own = createSegmentHashes();
  const ended: Buffer[] = [];
  const upper = new Map<string, Buffer>();

  function subtree(level: number, index: number): Buffer {
    if (level < SEGMENT_LEVELS) {
      // The segment at work is the last; nothing below the roots of the others is asked for.
      return own.hash(level, index - (ended.length - 1) * 2 ** (SEGMENT_LEVELS - level));
    }
    if (level === SEGMENT_LEVELS) return ended[index] ?? Buffer.alloc(0);
    const name = `${level} ${index}`;
    const known =
      upper.get(name) ?? nodeHash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
    upper.set(name, known);
    return known;
  }

  return {
    begin(): void {
      own.begin();
    },
    add: own.add,
    takeLeaves: own.takeLeaves,
    leafAt: (index: number) => own.hash(0, index),
    firstOther: own.firstOther,
    isGrown: own.isGrown,
    end(): void {
      own.end();
      ended.push(Buffer.from(own.hash(SEGMENT_LEVELS, 0)));
    },
    root: (size: number) => rootOf(subtree, size),
    /** Whether stored roots are those of the whole segments; a writer may be ahead. */
    hasRoots: (stored: Buffer): boolean =>
      ended.slice(0, Math.floor(stored.length / HASH_BYTES)).every(
        // The segment at work may not be whole yet.
        (root, n) =>
          n === ended.length - 1 ||
          root.equals(stored.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES)),
      ),
  };
}

function readStored(path: string, flaw: TellFlaw): Buffer | undefined {
  try {
    return storedHashes(path);
  } catch (error) {
    flaw(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function segmentsOf(folder: string): number {
  const files = ["entries", "trees"].flatMap((name) =>
    existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [],
  );
  return (
    Math.max(-1, ...files.map((file) => Number.parseInt(file, 10)).filter(Number.isInteger)) + 1
  );
}
