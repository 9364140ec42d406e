import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Trace, TraceBlock } from "../src/trace.ts";

/** A directory with these files that is gone when the test ends. */
export function directoryOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(join(tmpdir(), "raceway-traces-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(directory, name), content);
  return directory;
}

/** Every block of a trace. */
export async function readAll(trace: Trace): Promise<readonly TraceBlock[]> {
  const blocks: TraceBlock[] = [];
  for await (const block of trace.blocks()) blocks.push(block);
  return blocks;
}

/** Directory of unpacked public recordings, for tests that need them. */
export const RECORDINGS = process.env["RACEWAY_RECORDINGS"] ?? "/var/tmp/raceway-data";
