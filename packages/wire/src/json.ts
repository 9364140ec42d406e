import { type Bounds, createBudget } from "./bounds.ts";
import { PayloadFault } from "./payload-fault.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST = 0x5b;
const BACKSLASH = 0x5c;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/**
 * A JSON value (RFC 8259). Its structure is counted in one pass over the bytes before the parser, whose stack and memory it could fill otherwise, sees it.
 *
 * @throws TooComplex beyond the bounds; PayloadFault when it is no JSON.
 */
export function decodeJson(bytes: Uint8Array, bounds: Bounds): unknown {
  countJson(bytes, bounds);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PayloadFault(`JSON with a fault: ${error instanceof Error ? error.message : error}`);
  }
}

/** Counts without judging the form: what is no JSON is for the parser to refuse. Numbers, which are most of a long message, cost one comparison a digit. */
function countJson(bytes: Uint8Array, bounds: Bounds): void {
  const budget = createBudget(bounds);
  const fields = new Uint32Array(bounds.depth + 1);
  const length = bytes.length;
  let depth = 0;
  let commas = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] as number;
    if (byte > COMMA && byte < COLON) continue;
    if (byte === COMMA) commas += 1;
    else if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === COLON) {
      const count = (fields[depth] ?? 0) + 1;
      fields[depth] = count;
      budget.field(count);
    } else if (byte === LIST || byte === OBJECT) {
      budget.enter(depth);
      depth += 1;
      fields[depth] = 0;
    } else if ((byte === LIST_END || byte === OBJECT_END) && depth > 0) depth -= 1;
  }
  budget.values(commas);
}

/** Place of the quote that ends the text which begins at `at`. */
function endOfText(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1;
  return end;
}
