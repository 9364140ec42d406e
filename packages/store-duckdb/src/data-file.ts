import { resolve } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

export interface DataFileOptions {
  /** Path of the file, or `:memory:` for one that is gone when closed. */
  readonly file: string;
  /** Most memory that DuckDB may take for its pages and sorts, e.g. `512MB`. */
  readonly memoryLimit: string;
  /** Worker threads. */
  readonly threads: number;
}

/** An open file with one connection that writes and one that reads, so that a long chart never holds up a write. */
export interface DataFile {
  readonly writer: DuckDBConnection;
  readonly reader: DuckDBConnection;
  close(): void;
}

/**
 * DuckDB's lock is a POSIX lock, which does not hold against the own process: a second open here would succeed, corrupt the file and, when closed,
 * free it for other processes. So this process remembers what it has open.
 */
const openHere = new Set<string>();

/**
 * Opens a DuckDB file, making it if need be.
 *
 * @throws Error naming the file, and who holds it when it is in use: DuckDB lets one process have a file, even for reading.
 */
export async function openDataFile(options: DataFileOptions): Promise<DataFile> {
  const inMemory = options.file === ":memory:";
  const path = inMemory ? options.file : resolve(options.file);
  if (openHere.has(path)) throw new Error(`telemetry file ${path} is already open in this process`);
  if (!inMemory) openHere.add(path);
  try {
    const instance = await openInstance(path, options);
    const writer = await instance.connect();
    const reader = await instance.connect();
    const close = () => {
      try {
        reader.closeSync();
        writer.closeSync();
        instance.closeSync();
      } finally {
        openHere.delete(path);
      }
    };
    return { writer, reader, close };
  } catch (error) {
    openHere.delete(path);
    throw error;
  }
}

async function openInstance(path: string, options: DataFileOptions): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, {
      memory_limit: options.memoryLimit,
      threads: String(options.threads),
    });
  } catch (error) {
    throw new Error(whyNotOpen(path, error), { cause: error });
  }
}

const HOLDER = /Conflicting lock is held in (.+?) \(PID (\d+)\)/;

function whyNotOpen(path: string, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [, program, pid] = HOLDER.exec(text) ?? [];
  if (program !== undefined)
    return (
      `telemetry file ${path} is in use by process ${pid} (${program}): ` +
      "stop that process, or give this one a file of its own"
    );
  if (text.includes("Could not set lock"))
    return `telemetry file ${path} is in use by another process: stop it, or use another file`;
  return `telemetry file ${path} cannot be opened: ${text}`;
}
