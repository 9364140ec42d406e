import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";

const ROOT = new URL("../../", import.meta.url);
/** All that turns recorded samples into observations. */
export const MAKERS_OF_OBSERVATIONS = [
  "packages/dsp/src",
  "packages/traces/src",
  "packages/condition/src/manipulation",
  "packages/bearings/src",
] as const;

/**
 * What waveforms make, kept between runs of a study: the arithmetic takes minutes and is always the same. Judgements are never kept.
 *
 * @param name a file's, unique in its folder; with the {@link sourceHash} of what makes it, so that it counts only for the very source text that made it.
 */
export async function kept<T>(folder: string, name: string, make: () => Promise<T>): Promise<T> {
  const file = join(tmpdir(), folder, name);
  if (existsSync(file)) return deserialize(readFileSync(file)) as T;
  const made = await make();
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, serialize(made));
  renameSync(unfinished, file);
  return made;
}

/** Sixteen digits that change with the source text of any of these files and folders of the repository, tests left out. */
export function sourceHash(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths)
    for (const file of filesOf(path)) hash.update(file).update(readFileSync(new URL(file, ROOT)));
  return hash.digest("hex").slice(0, 16);
}

function filesOf(path: string): readonly string[] {
  if (path.endsWith(".ts")) return [path];
  return readdirSync(new URL(`${path}/`, ROOT), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes(".test."))
    .sort()
    .map((file) => `${path}/${file}`);
}
