import jsonata from "jsonata";
import { compilePlain, NOT_PLAIN } from "./plain-path.ts";

/** Picks something from a payload. Rejects with an Error in words when it cannot. */
export type Expression = (input: unknown, captures: readonly string[]) => Promise<unknown>;

/** What an expression may cost: a plant file is no program. A recursion that does not end, or a list without bounds, ends here. */
const MOST = { timeout: 200, stack: 250, sequence: 100_000 } as const;

/**
 * Compiles a JSON pointer (RFC 6901: begins with `/`) or a JSONata expression. In an expression the captures of the topic are `$c[0]`, `$c[1]`, …, and
 * {@link bytesOf} is `$bytes(text, "hex")`, {@link fieldOf} `$field(bytes, at, "int16", "big")`.
 *
 * @throws Error that says where the expression is wrong.
 */
export function compileExpression(text: string): Expression {
  if (text.startsWith("/")) {
    const pick = compilePointer(text);
    return async (input) => pick(input);
  }
  let compiled: jsonata.Expression;
  try {
    compiled = jsonata(text, MOST);
  } catch (error) {
    throw new Error(inWords(error, text));
  }
  compiled.registerFunction("bytes", bytesOf);
  compiled.registerFunction("field", fieldOf);
  const direct = compilePlain(compiled.ast());
  return async (input, captures) => {
    const found = direct === undefined ? NOT_PLAIN : direct(input);
    if (found !== NOT_PLAIN) return plain(found);
    try {
      return plain(await compiled.evaluate(input, { c: captures }));
    } catch (error) {
      throw new Error(inWords(error, text));
    }
  };
}

/** Says what is wrong with an expression; undefined when it is one. */
export function expressionFault(text: string): string | undefined {
  try {
    compileExpression(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws Error for a `~` that is no escape. */
function compilePointer(text: string): (input: unknown) => unknown {
  if (/~(?![01])/.test(text)) throw new Error(`"${text}": ~ without 0 or 1 behind it`);
  const steps = text
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return (input) => {
    let found = input;
    for (const step of steps) {
      if (typeof found !== "object" || found === null || !Object.hasOwn(found, step))
        return undefined;
      found = Reflect.get(found, step);
    }
    return found;
  };
}

/** JSONata's sequences carry marks of their own. */
function plain(value: unknown): unknown {
  return Array.isArray(value) ? Array.from(value) : value;
}

function inWords(error: unknown, text: string): string {
  const code: unknown = typeof error === "object" && error !== null && Reflect.get(error, "code");
  const why =
    code === "D1011" || code === "D1012" || code === "D2014" || code === "D2015"
      ? "it runs too long or deep: an expression may pick and convert, not loop"
      : String(
          (typeof error === "object" && error !== null && Reflect.get(error, "message")) || error,
        );
  const at: unknown = typeof error === "object" && error !== null && Reflect.get(error, "position");
  return `expression "${text.length > 80 ? `${text.slice(0, 77)}...` : text}"${typeof at === "number" ? `, character ${at}` : ""}: ${why}`;
}

/** Bytes of a text. @throws Error when it is no such text. */
export function bytesOf(text: unknown, encoding: unknown): number[] {
  if (typeof text !== "string" || (encoding !== "hex" && encoding !== "base64"))
    throw new Error('$bytes takes a text and "hex" or "base64"');
  return [...binaryOf(text, encoding)];
}

/** The same, strictly: what is no digit of the encoding is a fault, and no end. */
export function binaryOf(text: string, encoding: "hex" | "base64"): Buffer {
  const packed = text.replaceAll(/\s/g, "");
  const fits =
    encoding === "hex"
      ? /^([0-9a-fA-F]{2})*$/.test(packed)
      : packed.length % 4 !== 1 && /^[A-Za-z0-9+/_-]*={0,2}$/.test(packed);
  if (!fits)
    throw new Error(`found ${JSON.stringify(text.slice(0, 40))}, which is no ${encoding} text`);
  return Buffer.from(packed, encoding);
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const READERS: ReadonlyMap<unknown, Reader> = new Map<string, Reader>([
  ["int8", (view, at) => view.getInt8(at)],
  ["uint8", (view, at) => view.getUint8(at)],
  ["int16", (view, at, little) => view.getInt16(at, little)],
  ["uint16", (view, at, little) => view.getUint16(at, little)],
  ["int32", (view, at, little) => view.getInt32(at, little)],
  ["uint32", (view, at, little) => view.getUint32(at, little)],
  ["float32", (view, at, little) => view.getFloat32(at, little)],
  ["float64", (view, at, little) => view.getFloat64(at, little)],
]);

/** A number of several bytes; `order` is "big" or "little" (default). @throws Error outside the bytes. */
export function fieldOf(bytes: unknown, at: unknown, type: unknown, order?: unknown): number {
  const list: readonly unknown[] = Array.isArray(bytes) ? bytes : [bytes];
  const reader = READERS.get(type);
  if (reader === undefined)
    throw new Error(`$field knows ${[...READERS.keys()].join(", ")}, found ${String(type)}`);
  const offset = Number(at);
  // A loop: `from` with a function takes several times as long, and this is called for every value.
  const held = new Uint8Array(list.length);
  for (let i = 0; i < held.length; i++) held[i] = Number(list[i]);
  try {
    return reader(new DataView(held.buffer), offset, order !== "big");
  } catch {
    throw new Error(
      `$field: found ${list.length} bytes, a ${String(type)} at byte ${offset} lies beyond`,
    );
  }
}
