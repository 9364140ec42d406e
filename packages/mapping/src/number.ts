import { shown } from "./shown.ts";

/** A number, or a text that is one. What else devices send in its place (`unavailable`, `NaN`, true) is none. */
export function numberOf(found: unknown): number {
  const number =
    typeof found === "number"
      ? found
      : typeof found === "string" && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(found)
        ? Number(found)
        : Number.NaN;
  if (!Number.isFinite(number)) throw new Error(`found ${shown(found)}, a number is right`);
  return number;
}
