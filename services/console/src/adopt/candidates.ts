import { numberOf } from "@raceway/mapping/number";

/** A number that stands in a message, and the expression that picks it. */
export interface Candidate {
  /** JSONata; `$`: the whole. */
  readonly value: string;
  readonly number: number;
}

const MOST = 60;
const DEEPEST = 8;

/** Every number in a payload, and every text that is one, with where it stands; none where it is neither JSON nor a number. */
export function candidatesOf(payload: Uint8Array): readonly Candidate[] {
  const text = Buffer.from(payload).toString("utf8").trim();
  const found: Candidate[] = [];
  collect(contentOf(text), [], found);
  return found;
}

function contentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function collect(value: unknown, path: readonly string[], found: Candidate[]): void {
  if (found.length >= MOST || path.length > DEEPEST) return;
  if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value))
      collect(inner, [...path, Array.isArray(value) ? `[${key}]` : key], found);
    return;
  }
  if (typeof value !== "number" && typeof value !== "string") return;
  const number = numberIn(value);
  if (number !== undefined) found.push({ value: expressionOf(path), number });
}

function numberIn(value: number | string): number | undefined {
  try {
    return numberOf(value);
  } catch {
    return undefined;
  }
}

/** `data.values[0]`; names that are no plain words in backquotes. */
function expressionOf(path: readonly string[]): string {
  if (path.length === 0) return "$";
  return path
    .map((step) =>
      /^\[\d+\]$|^[A-Za-z_]\w*$/.test(step) ? step : `\`${step.replaceAll("`", "")}\``,
    )
    .reduce(
      (all, step) =>
        step.startsWith("[") ? `${all || "$"}${step}` : all ? `${all}.${step}` : step,
      "",
    );
}
