import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { TraceError } from "../trace.ts";
import type { ParquetAnswer } from "./parquet-reader.ts";

/** Reading may take so long, milliseconds, and so much longer for each byte: a hundred times what it takes. */
const LEAST_MS = 10_000;
const MS_A_BYTE = 1e-3;
const HEAP_MB = 1024;

/**
 * A Parquet file as the text of a table. The library reads it in a thread of its own: on damaged files it may come to no end, or fail where nobody waits for it.
 *
 * @throws TraceError when it is damaged, too large, or compressed in a way that is not read.
 */
export async function parquetTable(file: string): Promise<string> {
  const worker = new Worker(new URL("./parquet-reader.ts", import.meta.url), {
    workerData: file,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const most = LEAST_MS + MS_A_BYTE * statSync(file).size;
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<ParquetAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after ${most / 1000} s`)), most);
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", () => reject(new Error("reading it failed")));
    });
    if ("text" in answer) return answer.text;
    throw new TraceError(file, answer.reason);
  } catch (error) {
    if (error instanceof TraceError) throw error;
    const why = error instanceof Error ? error.message.slice(0, 100) : String(error);
    throw new TraceError(
      file,
      `damaged or foreign Parquet file (${why}); snappy, zstd, gzip, brotli or no compression would be right`,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
