import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Entry } from "./entry.ts";
import { SEGMENT_ENTRIES } from "./segment-tree.ts";

/** As much is read at a time: some lines. */
const CHUNK_BYTES = 8 * 1024;
const NEWLINE = 10;

/**
 * The line of an entry, found in its segment's file where lines of one length would have it, and by halving in turns: a few small reads, whatever the segment holds.
 *
 * @returns undefined for a number that the file does not hold. @throws Error for a file whose lines are none of a record.
 */
export function entryLine(path: string, seq: number): Buffer | undefined {
  const file = openSync(path, "r");
  try {
    let from = 0;
    let to = fstatSync(file).size;
    let fromSeq = seq - (seq % SEGMENT_ENTRIES);
    let toSeq = fromSeq + SEGMENT_ENTRIES;
    // `from` is the start of a line, and the entry's line starts at it or before `to`.
    for (let turn = 0; to - from > CHUNK_BYTES; turn++) {
      const share = turn % 2 === 0 ? (seq - fromSeq - 1) / (toSeq - fromSeq) : 0.5;
      const middle = Math.floor(from + (to - from) * Math.min(1, Math.max(0, share)));
      const start = (lineFrom(file, middle)?.end ?? to) + 1;
      const line = start < to ? lineFrom(file, start) : undefined;
      const found = line && seqOf(line.bytes, path);
      if (line === undefined || found === undefined || found > seq) {
        to = middle;
        toSeq = found ?? toSeq;
      } else if (found === seq) return line.bytes;
      else {
        from = line.end + 1;
        fromSeq = found + 1;
      }
    }
    for (let line = lineFrom(file, from); line !== undefined; line = lineFrom(file, line.end + 1)) {
      const found = seqOf(line.bytes, path);
      if (found === seq) return line.bytes;
      if (found > seq) break;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** What stands from a byte to the next newline, and where that is; undefined: no newline follows. */
function lineFrom(file: number, start: number) {
  const chunks: Buffer[] = [];
  for (let at = start; ; at += CHUNK_BYTES) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const read = readSync(file, chunk, 0, CHUNK_BYTES, at);
    const end = chunk.subarray(0, read).indexOf(NEWLINE);
    if (end !== -1) {
      chunks.push(chunk.subarray(0, end));
      return { bytes: Buffer.concat(chunks), end: at + end };
    }
    if (read < CHUNK_BYTES) return undefined;
    chunks.push(chunk);
  }
}

function seqOf(line: Buffer, path: string): number {
  try {
    const { seq } = JSON.parse(line.toString("utf8")) as Entry;
    if (Number.isInteger(seq)) return seq;
  } catch {
    // Said below.
  }
  throw new Error(`${path} holds a line that is no entry: raceway verify says where`);
}
