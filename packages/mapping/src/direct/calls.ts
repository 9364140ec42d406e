import { bytesOf, fieldOf } from "../bytes.ts";
import { type Direct, type Inner, left, type Node, only, truth } from "./node.ts";
import { textOf } from "./operators.ts";
import { fieldNamed } from "./paths.ts";

type Call = (...given: unknown[]) => unknown;

/** By how many arguments: with fewer, JSONata puts the context in their place. */
const CALLS: Readonly<Record<string, { readonly takes: readonly number[]; readonly call: Call }>> =
  {
    number: { takes: [1], call: numberOf },
    abs: { takes: [1], call: ofNumber(Math.abs) },
    floor: { takes: [1], call: ofNumber(Math.floor) },
    ceil: { takes: [1], call: ofNumber(Math.ceil) },
    sqrt: { takes: [1], call: ofNumber((x) => (x < 0 ? left() : Math.sqrt(x))) },
    power: { takes: [2], call: power },
    max: {
      takes: [1],
      call: ofNumbers((list) => (list.length === 0 ? undefined : Math.max(...list))),
    },
    min: {
      takes: [1],
      call: ofNumbers((list) => (list.length === 0 ? undefined : Math.min(...list))),
    },
    sum: { takes: [1], call: ofNumbers(sumOf) },
    average: {
      takes: [1],
      call: ofNumbers((list) => (list.length === 0 ? undefined : sumOf(list) / list.length)),
    },
    count: { takes: [1], call: (x) => (Array.isArray(x) ? x.length : x === undefined ? 0 : 1) },
    exists: { takes: [1], call: (x) => x !== undefined },
    not: { takes: [1], call: (x) => (x === undefined ? undefined : !truth(x)) },
    boolean: { takes: [1], call: (x) => (x === undefined ? undefined : truth(x)) },
    string: { takes: [1], call: (x) => (x === undefined ? undefined : textOf(x)) },
    lowercase: { takes: [1], call: ofText((text) => text.toLowerCase()) },
    uppercase: { takes: [1], call: ofText((text) => text.toUpperCase()) },
    length: { takes: [1], call: ofText((text) => [...text].length) },
    contains: { takes: [2], call: ofTexts((text, part) => text.includes(part)) },
    substringBefore: { takes: [2], call: ofTexts((text, part) => cut(text, part)[0]) },
    substringAfter: { takes: [2], call: ofTexts((text, part) => cut(text, part)[1]) },
    lookup: {
      takes: [2],
      call: (of, key) => (typeof key === "string" ? fieldNamed(of, key) : left()),
    },
    keys: { takes: [1], call: keysOf },
    bytes: { takes: [2], call: refusing(bytesOf) },
    field: { takes: [3, 4], call: refusing(fieldOf) },
  };

/** @param isBound whether a variable has the name of a function here. */
export function callOf(node: Node, inner: Inner, isBound: (name: string) => boolean): Direct {
  only(node, "name", "value", "arguments", "procedure");
  const { procedure, arguments: given = [] } = node;
  if (procedure?.type !== "variable") return left();
  only(procedure, "value");
  const name = String(procedure.value);
  if (isBound(name) || !Object.hasOwn(CALLS, name)) left();
  const { takes, call } = CALLS[name] ?? left();
  if (!takes.includes(given.length)) left();
  const [a, b, c, d] = given.map(inner);
  // One by one: a list of arguments made for each call costs as much as the call.
  if (a === undefined) return left();
  if (b === undefined) return (context, variables) => call(a(context, variables));
  if (c === undefined)
    return (context, variables) => call(a(context, variables), b(context, variables));
  const order = d ?? (() => undefined);
  return (context, variables) =>
    call(
      a(context, variables),
      b(context, variables),
      c(context, variables),
      order(context, variables),
    );
}

function ofNumber(compute: (x: number) => number): Call {
  return (x) => (x === undefined ? undefined : typeof x === "number" ? compute(x) : left());
}

function power(base: unknown, exponent: unknown): unknown {
  if (typeof exponent !== "number") left();
  if (base === undefined) return undefined;
  const result = typeof base === "number" ? base ** Number(exponent) : left();
  return Number.isFinite(result) ? result : left();
}

/** More arguments than a function takes at once are left, and a list in which one is no number. */
function ofNumbers(compute: (list: readonly number[]) => number | undefined): Call {
  return (x) => {
    if (x === undefined) return undefined;
    const list: readonly unknown[] = Array.isArray(x) ? x : [x];
    if (list.length > 1000 || !list.every((item) => typeof item === "number")) left();
    return compute(list as readonly number[]);
  };
}

function sumOf(list: readonly number[]): number {
  return list.reduce((sum, x) => sum + x, 0);
}

function ofText(compute: (text: string) => unknown): Call {
  return (x) => (x === undefined ? undefined : typeof x === "string" ? compute(x) : left());
}

function ofTexts(compute: (text: string, part: string) => unknown): Call {
  return (text, part) => {
    if (typeof part !== "string") return left();
    return text === undefined ? undefined : typeof text === "string" ? compute(text, part) : left();
  };
}

/** Before and after the first place of a part; the whole text twice where it has none. */
function cut(text: string, part: string): readonly [string, string] {
  const at = text.indexOf(part);
  return at < 0 ? [text, text] : [text.slice(0, at), text.slice(at + part.length)];
}

/** Other forms of numbers (hexadecimal) are rare. */
function numberOf(x: unknown): unknown {
  if (x === undefined || typeof x === "number") return x;
  if (typeof x === "boolean") return Number(x);
  const isDecimal = typeof x === "string" && /^-?\d+(\.\d+)?([Ee][-+]?\d+)?$/.test(x);
  return isDecimal && Number.isFinite(Number(x)) ? Number(x) : left();
}

function keysOf(of: unknown): unknown {
  if (Array.isArray(of)) left();
  const keys = typeof of === "object" && of !== null ? Object.keys(of) : [];
  return keys.length > 1 ? keys : keys[0];
}

/** What is refused is put into words where JSONata knows its place. */
function refusing(call: Call): Call {
  return (...given) => {
    try {
      return call(...given);
    } catch {
      return left();
    }
  };
}
