import type { Nanos } from "@raceway/model/time";
import type { SetAside } from "@raceway/ports/set-aside";
import { StoreUnavailable, type TelemetryStore } from "@raceway/ports/telemetry-store";
import { writeBatch } from "./batch-write.ts";
import { type Catalogue, loadCatalogue } from "./catalogue.ts";
import { isDiskFull, setAside } from "./damage.ts";
import { type DataFile, openDataFile } from "./data-file.ts";
import { readLatest, readSeries } from "./series-query.ts";
import { identifier, literal } from "./sql-text.ts";

export interface DuckDbStoreOptions {
  /** Path of the file, made when missing, or `:memory:`. */
  readonly file: string;
  /** Most memory that DuckDB may take, e.g. `1GB`. Default `512MB`. */
  readonly memoryLimit?: string;
  /** Worker threads for queries. Default 2. */
  readonly threads?: number;
}

export interface DuckDbStore extends TelemetryStore {
  /**
   * Forgets rows before a moment. The file keeps its size; later rows fill the freed room.
   *
   * @param measurement only of this one; absent: of all.
   * @returns how many rows were forgotten.
   */
  deleteOlderThan(before: Nanos, measurement?: string): Promise<number>;
  damage(): SetAside | undefined;
  copyTo(file: string): Promise<void>;
}

interface Session {
  readonly data: DataFile;
  readonly catalogue: Catalogue;
}

/**
 * A {@link TelemetryStore} in one DuckDB file. A write is one transaction, on the disk when `write` resolves. Only one process can have the file;
 * others ask that one.
 *
 * A damaged file is set aside as `NAME.corrupt-<time>` and a new one begun, at the opening or by the first write that meets the damage: the history of charts
 * must not keep new results out. A query that meets it fails, and nothing else. A full disk keeps nothing from opening: writes are unavailable until there is
 * room.
 *
 * @throws Error naming the file, and the process that has it, when it cannot be opened.
 */
export async function openDuckDbStore(options: DuckDbStoreOptions): Promise<DuckDbStore> {
  const { file, memoryLimit = "512MB", threads = 2 } = options;
  let damage: SetAside | undefined;
  /** @returns whether something was moved out of the way, so that it is worth to open again. */
  const begunAnew = (error: unknown): boolean => {
    const found = setAside(file, error);
    damage = found ?? damage;
    return found !== undefined;
  };
  const openOnce = async (): Promise<Session> => {
    const data = await openDataFile({ file, memoryLimit, threads });
    try {
      return { data, catalogue: await loadCatalogue(data.writer) };
    } catch (error) {
      data.close();
      throw error;
    }
  };
  /** Its log, then the file itself: whatever is new is sound. */
  const open = async (attempts = 3): Promise<Session> => {
    try {
      return await openOnce();
    } catch (error) {
      if (attempts > 1 && begunAnew(error)) return open(attempts - 1);
      throw error;
    }
  };
  let session: Promise<Session> | undefined;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const reading = new Set<Promise<unknown>>();

  const current = (): Promise<Session> => {
    if (closed) throw new StoreUnavailable(`telemetry file ${file} is closed`);
    if (session === undefined) {
      const opening = open();
      session = opening;
      opening.catch(() => {
        if (session === opening) session = undefined;
      });
    }
    return session;
  };
  await current().catch((error: unknown) => {
    if (!isDiskFull(error)) throw error;
  });

  /** Runs one task on the writing connection after all earlier ones. */
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };

  const leave = async (): Promise<void> => {
    const left = session;
    session = undefined;
    await Promise.allSettled(reading);
    (await left)?.data.close();
  };

  /**
   * After any failure the file is opened anew: the catalogue in memory may hold what was rolled back, and after some faults (a full disk) DuckDB
   * refuses all further work until then.
   */
  const transaction = async <T>(task: (session: Session) => Promise<T>): Promise<T> => {
    try {
      const opened = await current();
      await opened.data.writer.run("BEGIN");
      const result = await task(opened);
      await opened.data.writer.run("COMMIT");
      opened.catalogue.committed();
      return result;
    } catch (error) {
      await leave().catch(() => undefined);
      begunAnew(error);
      return unavailable(error);
    }
  };

  const read = async <T>(task: (session: Session) => Promise<T>): Promise<T> => {
    const answer = current().then(task);
    reading.add(answer);
    try {
      return await answer;
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return unavailable(error);
    } finally {
      reading.delete(answer);
    }
  };

  return {
    name: "duckdb",
    write: (points) =>
      inTurn(() =>
        transaction(({ data, catalogue }) => writeBatch(data.writer, catalogue, points)),
      ),
    series: (query) =>
      read(async ({ data, catalogue }) => {
        const table = catalogue.table(query.measurement);
        return table === undefined ? [] : await readSeries(data.reader, table, query);
      }),
    latest: (query) =>
      read(async ({ data, catalogue }) => {
        const table = catalogue.table(query.measurement);
        return table === undefined ? [] : await readLatest(data.reader, table, query);
      }),
    async ready() {
      try {
        await read(({ data }) => data.reader.run("SELECT 1"));
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.message : String(error) };
      }
    },
    deleteOlderThan: (before, measurement) =>
      inTurn(() =>
        transaction(async ({ data, catalogue }) => {
          let count = 0;
          for (const table of catalogue.tables()) {
            if (measurement !== undefined && table.measurement !== measurement) continue;
            const sql = `DELETE FROM ${identifier(table.name)} WHERE time < ${before}`;
            count += (await data.writer.run(sql)).rowsChanged;
          }
          return count;
        }),
      ),
    damage: () => damage,
    copyTo: (target) =>
      read(async ({ data }) => {
        const own = await data.reader.runAndReadAll("SELECT current_database()");
        const name = identifier(String(own.getRows()[0]?.[0]));
        await data.reader.run(`ATTACH ${literal(target)} AS raceway_copy`);
        try {
          await data.reader.run(`COPY FROM DATABASE ${name} TO raceway_copy`);
        } finally {
          await data.reader.run("DETACH raceway_copy");
        }
      }),
    async close() {
      closed = true;
      await last;
      await leave();
    },
  };
}

function unavailable(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  throw new StoreUnavailable(text, { cause: error });
}
