import jsonata from "jsonata";
import { bytesOf, fieldOf } from "./bytes.ts";
import { compileDirect, NOT_DIRECT } from "./direct/direct.ts";
import { checkWeight, MOST, pad, TooCostly } from "./expression-bounds.ts";
import { LinearRegex, patternFault } from "./linear-regex.ts";

/** Picks something from a payload. Rejects with an Error in words when it cannot. */
export type Expression = (input: unknown, captures: readonly string[]) => Promise<unknown>;

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
    compiled = jsonata(text, OPTIONS);
  } catch (error) {
    throw new Error(inWords(error, text));
  }
  const fault = patternsOf(compiled.ast()).map(patternFault).find(Boolean);
  if (fault !== undefined) throw new Error(inWords(fault, text));
  compiled.registerFunction("pad", pad, "<s-ns?:s>");
  compiled.assign(EXIT_OF_NODE, (...[, , , result]: unknown[]) => checkWeight(result));
  compiled.registerFunction("bytes", bytesOf);
  compiled.registerFunction("field", fieldOf);
  const direct = compileDirect(compiled.ast());
  return async (input, captures) => {
    const found = direct === undefined ? NOT_DIRECT : direct(input, captures);
    if (found !== NOT_DIRECT) return plain(found);
    try {
      return plain(await compiled.evaluate(input, { c: captures }));
    } catch (error) {
      throw isTooCostly(error)
        ? new TooCostly(inWords(error, text))
        : new Error(inWords(error, text));
    }
  };
}

/** JSONata's own types ask for all of RegExp, of which it uses `exec`. */
const OPTIONS = { ...MOST, RegexEngine: LinearRegex as unknown as RegExpConstructor };

/** What JSONata calls with the result of every node. It looks it up among the variables, where a symbol may stand that its types do not know. */
const EXIT_OF_NODE = Symbol.for("jsonata.__evaluate_exit") as unknown as string;

/** All regular expressions in a syntax tree. */
function patternsOf(tree: unknown): readonly RegExp[] {
  if (tree instanceof RegExp) return [tree];
  if (typeof tree !== "object" || tree === null) return [];
  return Object.values(tree).flatMap(patternsOf);
}

function isTooCostly(error: unknown): boolean {
  const code: unknown = typeof error === "object" && error !== null && Reflect.get(error, "code");
  return error instanceof TooCostly || ["D1011", "D1012", "D2014", "D2015"].includes(String(code));
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
  const part = (name: string): unknown =>
    typeof error === "object" && error !== null && Reflect.get(error, name);
  const why = isTooCostly(error) ? new TooCostly().message : String(part("message") || error);
  const at = part("position");
  return `expression "${text.length > 80 ? `${text.slice(0, 77)}...` : text}"${typeof at === "number" ? `, character ${at}` : ""}: ${why}`;
}
