import { type Direct, finite, type Inner, left, type Node, only, scalar, truth } from "./node.ts";

/** Characters. */
const LONGEST_TEXT = 100_000;

type Operator = (a: unknown, b: unknown) => unknown;

/** JSONata's operators on what is neither list nor object. An operand that is not there makes nothing of arithmetic and order, and false of equality. */
const OPERATORS: ReadonlyMap<unknown, Operator> = new Map<unknown, Operator>([
  ["+", arithmetic((a, b) => a + b)],
  ["-", arithmetic((a, b) => a - b)],
  ["*", arithmetic((a, b) => a * b)],
  ["/", arithmetic((a, b) => a / b)],
  ["%", arithmetic((a, b) => a % b)],
  ["<", ordering((a, b) => a < b)],
  ["<=", ordering((a, b) => a <= b)],
  [">", ordering((a, b) => a > b)],
  [">=", ordering((a, b) => a >= b)],
  ["=", equality(true)],
  ["!=", equality(false)],
  ["&", joined],
  ["in", isIn],
]);

export function binaryOf(node: Node, inner: Inner): Direct {
  only(node, "value", "lhs", "rhs");
  // Lists are the left side of other nodes.
  const a = node.lhs !== undefined && "type" in node.lhs ? inner(node.lhs) : left();
  const b = inner(node.rhs);
  if (node.value === "and")
    return (context, variables) => truth(a(context, variables)) && truth(b(context, variables));
  if (node.value === "or")
    return (context, variables) => truth(a(context, variables)) || truth(b(context, variables));
  const operator = OPERATORS.get(node.value) ?? left();
  return (context, variables) => operator(a(context, variables), b(context, variables));
}

/** A sign, or an object of literal keys. */
export function unaryOf(node: Node, inner: Inner): Direct {
  if (node.value === "{") return objectOf(node, inner);
  if (node.value !== "-") left();
  only(node, "value", "expression");
  const of = inner(node.expression);
  return (context, variables) => {
    const value = of(context, variables);
    return value === undefined ? undefined : -finite(value);
  };
}

function objectOf(node: Node, inner: Inner): Direct {
  only(node, "value", "lhs");
  if (!Array.isArray(node.lhs)) left();
  const entries = (node.lhs as readonly (readonly Node[])[]).map(
    ([key, value]) => [literalKey(key), inner(value)] as const,
  );
  // Two of one key are a fault.
  if (new Set(entries.map(([key]) => key)).size < entries.length) left();
  return (context, variables) => {
    // A list in its place is taken as a group of objects.
    if (Array.isArray(context)) left();
    const made: Record<string, unknown> = Object.create(null);
    for (const [key, of] of entries) {
      const value = of(context, variables);
      if (value !== undefined) made[key] = value;
    }
    return made;
  };
}

function literalKey(node: Node | undefined): string {
  if (node?.type !== "string" || typeof node.value !== "string") return left();
  only(node, "value");
  return node.value.startsWith("_jsonata_") ? left() : node.value;
}

function arithmetic(compute: (a: number, b: number) => number): Operator {
  return (a, b) => {
    const first = a === undefined ? undefined : finite(a);
    const second = b === undefined ? undefined : finite(b);
    return first === undefined || second === undefined ? undefined : compute(first, second);
  };
}

function ordering(compare: (a: number | string, b: number | string) => boolean): Operator {
  return (a, b) => {
    const first = a === undefined ? undefined : comparable(a);
    const second = b === undefined ? undefined : comparable(b);
    if (first === undefined || second === undefined) return undefined;
    return typeof first === typeof second ? compare(first, second) : left();
  };
}

function comparable(value: unknown): number | string {
  return typeof value === "number" || typeof value === "string" ? value : left();
}

function equality(equal: boolean): Operator {
  return (a, b) => a !== undefined && b !== undefined && (scalar(a) === scalar(b)) === equal;
}

/** A text that grows without bounds is JSONata's, where it is refused. */
function joined(a: unknown, b: unknown): string {
  const text = `${a === undefined ? "" : textOf(a)}${b === undefined ? "" : textOf(b)}`;
  return text.length > LONGEST_TEXT ? left() : text;
}

function isIn(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return false;
  scalar(a);
  return Array.isArray(b) ? b.some((item) => item === a) : a === scalar(b);
}

/** As JSONata casts to text: a number to 15 digits. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number") return String(scalar(value));
  return String(Number.isInteger(value) ? value : Number(finite(value).toPrecision(15)));
}
