import type { Random } from "./random.ts";

/** A decoder under fuzzing. */
export interface Target {
  readonly name: string;
  /** Well-formed inputs, made in code. */
  readonly seeds: readonly Uint8Array[];
  /** Words of the format. */
  readonly dictionary: readonly Uint8Array[];
  /** Makes inputs of the format that harm in one place: half of all. */
  readonly generate?: (random: Random) => Uint8Array;
  /** Share of the inputs, against that of the others. Default 3; slow ones have 1. */
  readonly share?: number;
  /** Longest input, bytes, where it is not a message's (256 KiB). */
  readonly longest?: number;
  /**
   * Decodes. Returns what became of it as a few words that are the same for inputs of the same kind (the corpus grows by inputs with new words);
   * throws a {@link Broken} or anything else that the decoder must not throw.
   */
  run(input: Uint8Array): string | Promise<string>;
}

/** The decoder accepted or said what it must not. */
export class Broken extends Error {
  override name = "Broken";
}

/** @throws Broken when a promise of the decoder does not hold. */
export function promised(holds: boolean, promise: string): void {
  if (!holds) throw new Broken(`broken promise: ${promise}`);
}

/** What of an error text is the same for inputs of the same kind. */
export function shapeOf(text: string): string {
  return text
    .slice(0, 300)
    .replaceAll(/"[^"]*"|'[^']*'/g, "…")
    .replaceAll(/0x[0-9a-f]+|\d[\d.,e+-]*/gi, "#")
    .replaceAll(/[^\x20-\x7e…]+/g, "?")
    .slice(0, 120);
}

/** Texts as bytes. */
export function words(...texts: readonly string[]): Uint8Array[] {
  return texts.map((text) => new Uint8Array(Buffer.from(text)));
}

/** Objects that a decoder built must not have a prototype that the input chose. */
export function promisePlain(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null || depth > 6 || ArrayBuffer.isView(value)) return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, 20)) promisePlain(item, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype) {
    promised(
      prototype === null ||
        (typeof Reflect.get(Object(prototype), "constructor") === "function" &&
          prototype === Reflect.get(Object(prototype), "constructor").prototype),
      "no object gets its prototype from the input",
    );
    return;
  }
  for (const key of Object.keys(value).slice(0, 50))
    promisePlain(Reflect.get(value, key), depth + 1);
}
