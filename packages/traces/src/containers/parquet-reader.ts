import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { csvText } from "./csv-text.ts";

/** The thread of {@link parquetTable}: reads the file that it is given and answers with its table, or with why not. */
export type ParquetAnswer = { readonly text: string } | { readonly reason: string };

/** What Node's own zlib unpacks, never to more than the page's header says. The library itself knows snappy alone. */
const COMPRESSORS = {
  ZSTD: (packed: Uint8Array, length: number) =>
    zstdDecompressSync(packed, { maxOutputLength: length }),
  GZIP: (packed: Uint8Array, length: number) => gunzipSync(packed, { maxOutputLength: length }),
  BROTLI: (packed: Uint8Array, length: number) =>
    brotliDecompressSync(packed, { maxOutputLength: length }),
};

const MOST_ROWS = 2 ** 24;
const MOST_BYTES = 2 ** 29;

async function answerOf(file: string): Promise<ParquetAnswer> {
  const bytes = readFileSync(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const metadata = parquetMetadata(buffer);
  const rows = Number(metadata.num_rows);
  const swollen = metadata.row_groups.reduce(
    (sum, group) => sum + Number(group.total_byte_size),
    0,
  );
  if (rows > MOST_ROWS || swollen > MOST_BYTES)
    return { reason: `${rows} rows, ${swollen} bytes when unpacked; export it in parts` };
  const objects = await parquetReadObjects({ file: buffer, metadata, compressors: COMPRESSORS });
  const names = Object.keys(objects[0] ?? {});
  return { text: csvText([names, ...objects.map((row) => names.map((name) => row[name]))]) };
}

parentPort?.postMessage(await answerOf(workerData as string));
