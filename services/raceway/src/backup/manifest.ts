import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What a backup holds; written last, so that one without it is not whole. */
const manifestSchema = z.object({
  raceway: z.string(),
  at: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
});
export type Manifest = z.output<typeof manifestSchema>;

export const MANIFEST = "backup.json";

/** Lists what is in a folder by now. */
export async function writeManifest(folder: string, raceway: string, at: Date): Promise<Manifest> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
  const files = [];
  for (const name of names) {
    const path = join(folder, name);
    files.push({ name, bytes: statSync(path).size, sha256: await digestOf(path) });
  }
  const manifest = { raceway, at: at.toISOString(), files };
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  return manifest;
}

/** @throws RangeError when a folder is no whole backup: what is missing, or differs from what was saved. */
export async function readManifest(folder: string): Promise<Manifest> {
  const manifest = parsed(folder);
  for (const { name, sha256 } of manifest.files) {
    const found = await digestOf(join(folder, name)).catch(() => undefined);
    if (found !== sha256)
      throw new RangeError(
        `${join(folder, name)} is ${found === undefined ? "missing" : "not what was saved"}: take another backup`,
      );
  }
  return manifest;
}

function parsed(folder: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(folder, MANIFEST), "utf8")));
  } catch (error) {
    throw new RangeError(`${folder} is no whole backup: it has no ${MANIFEST} that can be read`, {
      cause: error,
    });
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) hash.update(part);
  return hash.digest("hex");
}
