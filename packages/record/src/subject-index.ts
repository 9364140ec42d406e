import { hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from "node:fs";
import type { Entry } from "./entry.ts";

/**
 * What the entries of a whole segment are about, so that a part or a lot is found among millions: rows of the first 8 bytes of a digest and the entry's place in the
 * segment, sorted. A finding aid that proves nothing: what is found is read.
 */

const DIGEST_BYTES = 8;
const ROW_BYTES = DIGEST_BYTES + 4;

/** What is looked for. */
export type Sought = { readonly subject: string } | { readonly lot: string };

/** Under which words an entry is found: its subject, and the lot of a part. */
export function isAbout(entry: Entry, sought: Sought): boolean {
  return "subject" in sought ? entry.subject === sought.subject : lotOf(entry) === sought.lot;
}

function lotOf({ kind, body }: Entry): string | undefined {
  const { lot } = kind === "part-result" ? (body as { readonly lot?: unknown }) : {};
  return typeof lot === "string" ? lot : undefined;
}

/** Collects a segment's rows while it grows. */
export function createSubjectIndex() {
  let rows: Buffer[] = [];
  let entries = 0;
  return {
    add(entry: Entry): void {
      const lot = lotOf(entry);
      rows.push(row({ subject: entry.subject }, entries));
      if (lot !== undefined) rows.push(row({ lot }, entries));
      entries += 1;
    },
    all: (): Buffer => Buffer.concat(rows.toSorted(Buffer.compare)),
    begin(): void {
      rows = [];
      entries = 0;
    },
  };
}

function row(sought: Sought, place: number): Buffer {
  const made = Buffer.alloc(ROW_BYTES);
  digestOf(sought).copy(made);
  made.writeUInt32BE(place, DIGEST_BYTES);
  return made;
}

function digestOf(sought: Sought): Buffer {
  const words = "subject" in sought ? `subject ${sought.subject}` : `lot ${sought.lot}`;
  return hash("sha256", words, "buffer").subarray(0, DIGEST_BYTES);
}

export function writeSubjectIndex(path: string, rows: Buffer): void {
  writeFileSync(`${path}.new`, rows);
  renameSync(`${path}.new`, path);
}

/** Places in the segment of what may be about something, ascending. */
export function readSubjectIndex(path: string, sought: Sought): readonly number[] {
  const digest = digestOf(sought);
  const file = openSync(path, "r");
  try {
    const read = Buffer.alloc(ROW_BYTES);
    const rowAt = (k: number) => {
      readSync(file, read, 0, ROW_BYTES, k * ROW_BYTES);
      return read;
    };
    const rows = Math.floor(fstatSync(file).size / ROW_BYTES);
    let [from, to] = [0, rows];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (Buffer.compare(rowAt(middle).subarray(0, DIGEST_BYTES), digest) < 0) from = middle + 1;
      else to = middle;
    }
    const places: number[] = [];
    for (let k = from; k < rows && rowAt(k).subarray(0, DIGEST_BYTES).equals(digest); k++)
      places.push(read.readUInt32BE(DIGEST_BYTES));
    return places;
  } finally {
    closeSync(file);
  }
}
