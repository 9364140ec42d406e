import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { TraceError } from "../trace.ts";
import { mostUnpacked, UNPACK_LIMITS } from "./limits.ts";

/** Unpacks a gzip file to another. @throws TraceError when it is damaged or swells beyond the bounds. */
export async function gunzip(
  file: string,
  to: string,
  most: number = UNPACK_LIMITS.fileBytes,
): Promise<void> {
  const bound = Math.min(most, mostUnpacked((await stat(file)).size));
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > bound)
        done(
          new TraceError(
            file,
            `it swells beyond ${bound} bytes; unpack it first if it is a recording`,
          ),
        );
      else done(null, chunk);
    },
  });
  try {
    await pipeline(createReadStream(file), createGunzip(), bounded, createWriteStream(to));
  } catch (error) {
    if (error instanceof TraceError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new TraceError(file, `damaged gzip file: ${why}`, { cause: error });
  }
}
