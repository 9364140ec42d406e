/** What an expression may cost: a plant file is no program. A recursion that does not end, or a list without bounds, ends here. */
export const MOST = { timeout: 200, stack: 250, sequence: 100_000 } as const;

/** Characters, values and fields of one intermediate result: several times what a message may hold. */
const MOST_WEIGHT = 4_000_000;

/** Thrown for what costs more than an expression may. */
export class TooCostly extends Error {
  constructor(message = "it runs too long or deep: an expression may pick and convert, not loop") {
    super(message);
  }
}

const weights = new WeakMap<object, number>();

/**
 * Refuses a result that has grown by being put into itself (`$s & $s`, `{"a": $x, "b": $x}`), which doubles at each step what the next function has to walk
 * through, and which no count of steps notices.
 *
 * @throws TooCostly.
 */
export function checkWeight(value: unknown): void {
  if (weightOf(value) > MOST_WEIGHT) throw new TooCostly();
}

/** Parts that are there twice count twice, and are looked at once. */
function weightOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 1;
  // Functions carry the scope that they were made in.
  if ("_jsonata_lambda" in value || "_jsonata_function" in value) return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  // A value that holds itself ends here.
  weights.set(value, 1);
  let weight = 1;
  for (const part of Array.isArray(value) ? value : Object.values(value)) {
    weight += weightOf(part);
    if (weight > MOST_WEIGHT) break;
  }
  weights.set(value, weight);
  return weight;
}

/** JSONata's `$pad`, whose own makes a text of any length before anybody can look at it. @throws TooCostly for a width beyond all bounds. */
export function pad(text: string | undefined, width: number, filler = " "): string | undefined {
  if (text === undefined) return undefined;
  if (Math.abs(width) > MOST_WEIGHT) throw new TooCostly();
  const missing = Math.abs(width) - [...text].length;
  if (missing <= 0) return text;
  const characters = [...(filler === "" ? " " : filler)];
  const padding = Array.from({ length: missing }, (_, i) => characters[i % characters.length]);
  return width > 0 ? text + padding.join("") : padding.join("") + text;
}
