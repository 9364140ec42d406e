import { readFileSync } from "node:fs";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { TraceError } from "../trace.ts";
import { csvText } from "./csv-text.ts";

const MOST_ROWS = 2 ** 24;
const MOST_BYTES = 2 ** 29;

/** A Parquet file as the text of a table. @throws TraceError when it is damaged, too large, or compressed in a way that is not read. */
export async function parquetTable(file: string): Promise<string> {
  const bytes = readFileSync(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  try {
    const metadata = parquetMetadata(buffer);
    const rows = Number(metadata.num_rows);
    const swollen = metadata.row_groups.reduce(
      (sum, group) => sum + Number(group.total_byte_size),
      0,
    );
    if (rows > MOST_ROWS || swollen > MOST_BYTES)
      throw new TraceError(
        file,
        `${rows} rows, ${swollen} bytes when unpacked; export it in parts`,
      );
    const objects = await parquetReadObjects({ file: buffer, metadata });
    const names = Object.keys(objects[0] ?? {});
    return csvText([names, ...objects.map((row) => names.map((name) => row[name]))]);
  } catch (error) {
    if (error instanceof TraceError) throw error;
    const why = error instanceof Error ? error.message.slice(0, 100) : String(error);
    throw new TraceError(
      file,
      `damaged or foreign Parquet file (${why}); snappy or no compression would be right`,
      { cause: error },
    );
  }
}
