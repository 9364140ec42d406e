import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Manifest, readManifest } from "./manifest.ts";

/**
 * Puts a backup into an empty data directory.
 *
 * @throws RangeError when the backup is not whole, or the directory is not empty: nothing is written then.
 */
export async function restoreBackup(from: string, data: string): Promise<Manifest> {
  const target = resolve(data);
  if (existsSync(target) && readdirSync(target).some((name) => name !== "compile-cache"))
    throw new RangeError(`${target} is not empty: move what is there away first`);
  const manifest = await readManifest(resolve(from));
  mkdirSync(target, { recursive: true, mode: 0o700 });
  for (const { name } of manifest.files) {
    cpSync(join(from, name), join(target, name), { recursive: true });
    chmodSync(join(target, name), 0o600);
  }
  return manifest;
}
