import { hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { HASH_BYTES } from "./segment-tree.ts";

/** Hashing as the verification of millions of entries needs it: nothing is copied that need not be. */

const CHUNK_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10;

const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** As `nodeHash` of the Merkle tree, of two neighbours in a buffer of hashes. */
export function pairHash(hashes: Buffer, left: number): Buffer {
  hashes.copy(pair, 1, left, left + 2 * HASH_BYTES);
  return hash("sha256", pair, "buffer");
}

export interface HashedLine {
  readonly bytes: Buffer;
  readonly leaf: Buffer;
}

/** Lines of a file in turn with their leaf hashes, a few megabytes of it at a time. A line is overwritten when the next is asked for. */
export function* hashedLines(path: string): Generator<HashedLine> {
  const file = openSync(path, "r");
  // A leaf is hashed with a zero in front of it: the byte before a line's first is its place.
  let buffer = Buffer.allocUnsafe(1 + CHUNK_BYTES);
  let kept = 1;
  try {
    for (;;) {
      if (kept === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(CHUNK_BYTES)]);
      const read = readSync(file, buffer, kept, buffer.length - kept, null);
      if (read === 0) return;
      const bytes = buffer.subarray(0, kept + read);
      let start = 1;
      for (
        let end = bytes.indexOf(NEWLINE, start);
        end !== -1;
        end = bytes.indexOf(NEWLINE, start)
      ) {
        bytes[start - 1] = 0;
        yield {
          bytes: bytes.subarray(start, end),
          leaf: hash("sha256", bytes.subarray(start - 1, end), "buffer"),
        };
        start = end + 1;
      }
      // A line without its end was being written when the power failed: nobody was told that it is recorded.
      buffer.copyWithin(1, start, bytes.length);
      kept = 1 + bytes.length - start;
    }
  } finally {
    closeSync(file);
  }
}
