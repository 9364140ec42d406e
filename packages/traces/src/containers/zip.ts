import { stat } from "node:fs/promises";
import { openPromise } from "yauzl";
import { TraceError } from "../trace.ts";
import { mostUnpacked, UNPACK_LIMITS } from "./limits.ts";

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The files of a ZIP archive, one in memory at a time.
 *
 * @param wanted which to read; others are passed over unread.
 * @throws TraceError when it is damaged, encrypted, or swells beyond the bounds: what an entry claims is checked before, what comes out while it is read.
 */
export async function* zipEntries(
  file: string,
  wanted: (name: string) => boolean = () => true,
): AsyncGenerator<ZipEntry> {
  let total = 0;
  let count = 0;
  try {
    const bound = mostUnpacked((await stat(file)).size);
    const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) {
        if (++count > UNPACK_LIMITS.files)
          throw new TraceError(file, `more than ${UNPACK_LIMITS.files} files in it`);
        const name = entry.fileName;
        if (name.endsWith("/") || !wanted(name)) continue;
        if (entry.isEncrypted())
          throw new TraceError(file, `${name} in it is encrypted; unpack it first`);
        total += entry.uncompressedSize;
        if (entry.uncompressedSize > UNPACK_LIMITS.fileBytes || total > bound)
          throw new TraceError(
            file,
            `${name} in it swells to ${entry.uncompressedSize} bytes; unpack it first if it is a recording`,
          );
        const stream = await zip.openReadStreamPromise(entry);
        const parts: Buffer[] = [];
        for await (const part of stream) parts.push(part as Buffer);
        yield { name, bytes: Buffer.concat(parts) };
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof TraceError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new TraceError(file, `damaged ZIP archive: ${why}`, { cause: error });
  }
}
