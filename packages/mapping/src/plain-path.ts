import type { ExprNode } from "jsonata";

/** Said where a payload has lists on the way: only JSONata knows what its expression means there. */
export const NOT_PLAIN: unique symbol = Symbol("not plain");

/** Picks without JSONata, which costs some 10 µs an evaluation; {@link NOT_PLAIN} where it cannot. */
export type Plain = (input: unknown) => unknown;

/**
 * What mappings mostly say, made of a JSONata syntax tree: names joined by dots, `$`, comparisons of those with constants, `$exists`, and `and` between them.
 * Gives what JSONata gives. Undefined for every other expression.
 */
export function compilePlain(node: ExprNode): Plain | undefined {
  const kind = kindOf(node);
  if (kind === "path") return pathOf(node);
  if (kind === "variable" && node.value === "" && bare(node, ["value"])) return (input) => input;
  if (kind === "function") return existsOf(node);
  if (kind === "binary") return binaryOf(node);
  return undefined;
}

/** JSONata's own types leave "path" out. */
function kindOf(node: ExprNode): string {
  return node.type;
}

/** Whether a node carries nothing (predicates, sorting, `[]`) but what is known here. */
function bare(node: object, known: readonly string[]): boolean {
  return Object.keys(node).every(
    (key) => key === "type" || key === "position" || known.includes(key),
  );
}

function pathOf(node: ExprNode): Plain | undefined {
  const steps = node.steps ?? [];
  const named = steps.every((step) => step.type === "name" && bare(step, ["value"]));
  if (!named || !bare(node, ["steps"])) return undefined;
  const names = steps.map(({ value }) => String(value));
  return (input) => {
    let found = input;
    for (const name of names) {
      if (Array.isArray(found)) return NOT_PLAIN;
      if (typeof found !== "object" || found === null || !Object.hasOwn(found, name))
        return undefined;
      found = Reflect.get(found, name);
    }
    // An empty list is nothing on some ways and a list on others.
    return Array.isArray(found) && found.length === 0 ? NOT_PLAIN : found;
  };
}

function existsOf(node: ExprNode): Plain | undefined {
  const [argument, ...more] = node.arguments ?? [];
  const procedure: unknown = Reflect.get(node, "procedure");
  const called =
    typeof procedure === "object" &&
    procedure !== null &&
    Reflect.get(procedure, "type") === "variable" &&
    Reflect.get(procedure, "value") === "exists";
  if (
    !called ||
    more.length > 0 ||
    argument === undefined ||
    kindOf(argument) !== "path" ||
    "predicate" in node
  )
    return undefined;
  if (!bare(node, ["name", "value", "arguments", "procedure"])) return undefined;
  const path = pathOf(argument);
  return (
    path &&
    ((input) => {
      const found = path(input);
      return found === NOT_PLAIN ? NOT_PLAIN : found !== undefined;
    })
  );
}

function binaryOf(node: ExprNode): Plain | undefined {
  if (node.lhs === undefined || node.rhs === undefined || !bare(node, ["value", "lhs", "rhs"]))
    return undefined;
  const { lhs: left, rhs: right } = node;
  // Lists are sides of other operators.
  if (Array.isArray(left) || Array.isArray(right)) return undefined;
  if (node.value === "and") return bothOf(left, right);
  if (node.value !== "=" && node.value !== "!=") return undefined;
  const path = ["path", "variable"].includes(kindOf(left)) ? compilePlain(left) : undefined;
  const constant: unknown = right.value;
  if (path === undefined || !isConstant(right)) return undefined;
  const equal = node.value === "=";
  return (input) => {
    const found = path(input);
    if (found === NOT_PLAIN || (typeof found === "object" && found !== null)) return NOT_PLAIN;
    // What is not there is neither equal nor unequal.
    return found !== undefined && (found === constant) === equal;
  };
}

function isConstant(node: ExprNode): boolean {
  return (node.type === "string" || node.type === "number") && bare(node, ["value"]);
}

/** Both sides must be true or false themselves: what else counts as true is JSONata's to say. */
function bothOf(left: ExprNode, right: ExprNode): Plain | undefined {
  if ([left, right].some((side) => ["path", "variable"].includes(kindOf(side)))) return undefined;
  const first = compilePlain(left);
  const second = compilePlain(right);
  if (first === undefined || second === undefined) return undefined;
  return (input) => {
    const found = first(input);
    return found === true ? second(input) : found;
  };
}
