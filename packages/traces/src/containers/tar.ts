import { open } from "node:fs/promises";
import { TraceError } from "../trace.ts";
import { UNPACK_LIMITS } from "./limits.ts";
import type { ZipEntry } from "./zip.ts";

const BLOCK = 512;

/** The files of a tar archive (POSIX ustar, with GNU's and pax's long names), one in memory at a time. @throws TraceError when it is damaged or too large. */
export async function* tarEntries(file: string): AsyncGenerator<ZipEntry> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  const read = async (at: number, length: number) =>
    (await handle.read(Buffer.alloc(length), 0, length, at)).buffer;
  let longName: string | undefined;
  let count = 0;
  for (let at = 0; at + BLOCK <= size; ) {
    const head = await read(at, BLOCK);
    if (head.every((byte) => byte === 0)) return;
    if (head.toString("latin1", 257, 262) !== "ustar" || ++count > UNPACK_LIMITS.files)
      throw new TraceError(file, `damaged tar archive: no file begins at byte ${at}`);
    const length = sizeIn(head);
    const type = String.fromCharCode(head[156] ?? 0);
    if (!(length >= 0) || at + BLOCK + length > size || length > UNPACK_LIMITS.fileBytes)
      throw new TraceError(
        file,
        `damaged tar archive: a file in it claims ${length} bytes (was it cut off?)`,
      );
    const isName = type === "L" || type === "x";
    const isFile = type === "0" || type === "\0";
    if (isName || isFile) {
      const bytes = await read(at + BLOCK, length);
      if (type === "L") longName = textTo0(bytes, 0, length);
      else if (type === "x")
        longName = /\d+ path=([^\n]*)\n/.exec(bytes.toString("utf8"))?.[1] ?? longName;
      else {
        const prefix = textTo0(head, 345, 155);
        const own = `${prefix === "" ? "" : `${prefix}/`}${textTo0(head, 0, 100)}`;
        const name = longName ?? own;
        // So were folders told before they had a type of their own.
        if (!name.endsWith("/")) yield { name, bytes };
        longName = undefined;
      }
    }
    at += BLOCK + Math.ceil(length / BLOCK) * BLOCK;
  }
}

/** Octal digits, or GNU's binary number of large files. */
function sizeIn(head: Buffer): number {
  if (((head[124] ?? 0) & 0x80) !== 0) return Number(head.readBigUInt64BE(128));
  return Number.parseInt(textTo0(head, 124, 12).trim() || "0", 8);
}

function textTo0(bytes: Buffer, from: number, length: number): string {
  return bytes.toString("utf8", from, from + length).replace(/\0.*$/s, "");
}
