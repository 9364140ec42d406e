import jsonata from "jsonata";
import { bytesOf, fieldOf } from "./bytes.ts";
import { compileDirect, NOT_DIRECT } from "./direct/direct.ts";

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
  const direct = compileDirect(compiled.ast());
  return async (input, captures) => {
    const found = direct === undefined ? NOT_DIRECT : direct(input, captures);
    if (found !== NOT_DIRECT) return plain(found);
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
