import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Defect } from "./examine.ts";

const FOLDER = join(import.meta.dirname, "regressions");

/** An input that a decoder once failed on. */
export interface Regression {
  readonly target: string;
  /** What went wrong. */
  readonly was: string;
  readonly input: Uint8Array;
}

/** The inputs that were kept, by file name. */
export function readRegressions(): readonly (Regression & { readonly file: string })[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .map((file) => {
      const {
        target,
        was,
        base64,
        repeat = 1,
      } = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
      return {
        file,
        target,
        was,
        input: new Uint8Array(Buffer.concat(Array(repeat).fill(Buffer.from(base64, "base64")))),
      };
    });
}

/** Keeps the input of a defect as a case. @returns its file. */
export function keepRegression({ target, kind, message, input }: Defect): string {
  const base64 = Buffer.from(input).toString("base64");
  const file = join(FOLDER, `${target}-${kind}-${hashOf(base64)}.json`);
  const content = { target, was: `${kind}: ${message.slice(0, 200)}`, base64 };
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  return file;
}

function hashOf(text: string): string {
  let hash = 0;
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
