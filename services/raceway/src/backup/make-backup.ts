import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { MANIFEST, type Manifest, writeManifest } from "./manifest.ts";
import { askForBackup, isBackupNote, type SavingService } from "./request.ts";

export interface BackupPlaces {
  /** Data directory of the service, or of `raceway start`. */
  readonly data: string;
  /** File of the embedded store; undefined where there is none. */
  readonly duckdb?: string;
  /** A folder that is empty, or does not exist yet. */
  readonly to: string;
}

const SERVICES: readonly SavingService[] = ["ingest", "alarms"];

/**
 * Saves everything of a data directory to a folder, while services run or not: what a service has open, it saves itself.
 *
 * @throws RangeError when there is nothing to save, or the folder is not empty; Error when something cannot be saved.
 */
export async function makeBackup(places: BackupPlaces, version: string): Promise<Manifest> {
  const data = resolve(places.data);
  const to = resolve(places.to);
  const duckdb = places.duckdb === undefined ? undefined : resolve(places.duckdb);
  if (!existsSync(data)) throw new RangeError(`${data} does not exist: --data names the directory`);
  if (existsSync(to) && readdirSync(to).length > 0)
    throw new RangeError(`${to} is not empty: name a new folder`);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const saved = new Set<string>();
  for (const service of SERVICES) {
    const name = `${service}.sqlite`;
    if (!existsSync(join(data, name))) continue;
    saved.add(name);
    if (isOpenElsewhere(join(data, name))) await askForBackup(data, service, to);
    else await copyDatabase(join(data, name), join(to, name));
  }
  if (duckdb !== undefined && existsSync(duckdb) && !existsSync(join(to, "telemetry.duckdb")))
    for (const end of ["", ".wal"])
      if (existsSync(duckdb + end)) cpSync(duckdb + end, join(to, `telemetry.duckdb${end}`));
  for (const name of readdirSync(data))
    if (!saved.has(name) && join(data, name) !== to) await copyOther(data, name, to);
  return writeManifest(to, version, new Date());
}

/** What can be made anew, belongs to a database, or is no data. */
const LEFT_OUT = /^compile-cache$|-(wal|shm|journal)$|\.duckdb|\.corrupt-|^simulated$/;

async function copyOther(data: string, name: string, to: string): Promise<void> {
  if (LEFT_OUT.test(name) || isBackupNote(name)) return;
  const from = join(data, name);
  // An earlier backup.
  if (existsSync(join(from, MANIFEST))) return;
  if (name.endsWith(".sqlite")) await copyDatabase(from, join(to, name));
  else cpSync(from, join(to, name), { recursive: true });
}

async function copyDatabase(from: string, to: string): Promise<void> {
  const db = new DatabaseSync(from);
  try {
    await backup(db, to);
  } finally {
    db.close();
  }
}

/** Whether another process has a database all to itself. */
function isOpenElsewhere(path: string): boolean {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    db.prepare("SELECT count(*) FROM sqlite_master").get();
    return false;
  } catch (error) {
    if (error instanceof Error && /locked|busy/i.test(error.message)) return true;
    throw error;
  } finally {
    db.close();
  }
}
