import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTrace } from "@raceway/traces/open-trace";
import { TraceError } from "@raceway/traces/trace";
import type { Random } from "./random.ts";
import { promised, shapeOf, type Target } from "./target.ts";

export interface RecordingFormat {
  readonly name: string;
  /** Of the file's name; default: the format's name. */
  readonly extension?: string;
  readonly seeds: readonly Uint8Array[];
  readonly dictionary: readonly Uint8Array[];
  readonly generate?: (random: Random) => Uint8Array;
  /** What is in the file is unpacked to a folder, which goes after each input. */
  readonly isPacked?: true;
  /** Of the inputs; default: that of recordings. */
  readonly share?: number;
}

/** Each input goes through a file, and a file of hundreds of kilobytes takes its time without any malice. */
const SHARE = 0.3;
const LONGEST = 65_536;

const folders: string[] = [];
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A recording in a file, opened and read to its end. */
export function traceTarget(format: RecordingFormat): Target {
  const { name, extension = name, seeds, dictionary, generate, isPacked, share = SHARE } = format;
  const folder = mkdtempSync(join(tmpdir(), "raceway-fuzz-"));
  folders.push(folder);
  const file = join(folder, `a.${extension}`);
  return {
    name,
    seeds,
    dictionary,
    ...(generate && { generate }),
    share,
    longest: LONGEST,
    async run(input) {
      writeFileSync(file, input);
      try {
        return await (isPacked ? inFolder(folder, () => readAll(file)) : readAll(file));
      } catch (error) {
        if (!(error instanceof TraceError)) throw error;
        promised(error.message.length < 2000, "a refusal is short");
        return shapeOf(error.reason);
      }
    },
  };
}

async function readAll(file: string): Promise<string> {
  const trace = await openTrace(file, { blockSeconds: 1 });
  let blocks = 0;
  for await (const { samples, sampleRate } of trace.blocks()) {
    promised(
      sampleRate === undefined || (sampleRate > 0 && Number.isFinite(sampleRate)),
      "rates are finite and above 0",
    );
    promised(samples.length > 0 && samples.every(Number.isFinite), "blocks have finite samples");
    blocks += 1;
  }
  return `ok ${trace.channels.length} ${Math.min(blocks, 3)}`;
}

/** Lets temporary folders be made in a folder meanwhile, and takes them away. */
async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    for (const made of readdirSync(folder).filter((name) => name.startsWith("raceway-")))
      rmSync(join(folder, made), { recursive: true, force: true });
  }
}
