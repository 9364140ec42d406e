import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { Life } from "./recorded-lives.ts";

const PACKAGES = new URL("../../packages/", import.meta.url);
/** All that turns recorded samples into indicators. */
const MAKERS = ["dsp/src", "traces/src", "condition/src/manipulation", "bearings/src"];
const FOLDER = join(tmpdir(), "raceway-lives");

/**
 * What a recording's waveforms make, kept between runs of a study: the arithmetic takes minutes and is always the same. Judgements are never kept. What was kept counts only
 * for the very source text that made it.
 */
export async function keptLife(name: string, read: () => Promise<Life>): Promise<Life> {
  const file = join(FOLDER, `${name}-${sourceHash()}`);
  if (existsSync(file)) return deserialize(readFileSync(file)) as Life;
  const life = await read();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, serialize(life));
  return life;
}

function sourceHash(): string {
  const hash = createHash("sha256");
  for (const maker of MAKERS) {
    const folder = new URL(`${maker}/`, PACKAGES);
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
      if (file.endsWith(".ts") && !file.includes(".test."))
        hash.update(file).update(readFileSync(new URL(file, folder)));
  }
  return hash
    .update(readFileSync(new URL("recorded-lives.ts", import.meta.url)))
    .digest("hex")
    .slice(0, 16);
}
