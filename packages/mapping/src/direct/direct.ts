import { callOf } from "./calls.ts";
import { type Direct, LEFT, left, type Node, only, truth } from "./node.ts";
import { binaryOf, unaryOf } from "./operators.ts";
import { filtered, listOf, pathOf } from "./paths.ts";

/** Said where an input's meaning is JSONata's to say: lists of lists, what it refuses. */
export const NOT_DIRECT: unique symbol = Symbol("not direct");

/** Evaluates without JSONata, whose every node costs microseconds of promises and frames; {@link NOT_DIRECT} where it cannot. */
export type DirectExpression = (input: unknown, captures: readonly string[]) => unknown;

/** Slots of variables by their names, in the scope where a node stands. */
type Scope = ReadonlyMap<string, number>;

/** Deeper trees are JSONata's, which bounds them. */
const DEEPEST = 60;

/**
 * What mappings mostly say, made into functions of a JSONata syntax tree: paths with predicates, also over lists of objects; arithmetic, comparisons, `&`, `and`, `or`, `in`;
 * conditions, blocks with variables, lists, objects, and the functions of {@link callOf}. Gives what JSONata gives, and never more: whatever it would refuse, and
 * whatever is rare, it is asked. Undefined for every other expression.
 */
export function compileDirect(tree: Node): DirectExpression | undefined {
  try {
    return compiled(tree);
  } catch (error) {
    if (error === LEFT) return undefined;
    throw error;
  }
}

function compiled(tree: Node): DirectExpression {
  let slots = 2;
  const top: Scope = new Map([
    ["c", 0],
    ["$", 1],
  ]);

  function compile(node: Node | undefined, scope: Scope, depth: number): Direct {
    if (node === undefined || depth > DEEPEST) return left();
    if (node.predicate !== undefined) {
      const { predicate, ...bare } = node;
      return filtered(compile(bare, scope, depth + 1), predicate, within(scope, depth));
    }
    const inner = within(scope, depth);
    if (node.type === "path") return pathOf(node, inner);
    if (node.type === "variable") return variableOf(node, scope);
    if (node.type === "binary") return binaryOf(node, inner);
    if (node.type === "unary")
      return node.value === "[" ? listOf(node, inner) : unaryOf(node, inner);
    if (node.type === "condition") return conditionOf(node, inner);
    if (node.type === "function") return callOf(node, inner, (name) => scope.has(name));
    if (node.type === "block") return blockOf(node, scope, depth);
    return literalOf(node);
  }

  function within(scope: Scope, depth: number) {
    return (node: Node | undefined) => compile(node, scope, depth + 1);
  }

  /** What is bound in a block is known behind it, and in the block alone. */
  function blockOf(node: Node, outer: Scope, depth: number): Direct {
    only(node, "expressions");
    const scope = new Map(outer);
    const parts = (node.expressions ?? []).map((part) => {
      if (part.type !== "bind") return compile(part, scope, depth + 1);
      only(part, "value", "lhs", "rhs");
      const value = compile(part.rhs, scope, depth + 1);
      const slot = slots++;
      scope.set(nameOf(part.lhs), slot);
      return (context: unknown, variables: unknown[]) => {
        variables[slot] = value(context, variables);
        return variables[slot];
      };
    });
    return (context, variables) => {
      let last: unknown;
      for (const part of parts) last = part(context, variables);
      return last;
    };
  }

  const evaluate = compile(tree, top, 0);
  return (input, captures) => {
    const variables = new Array<unknown>(slots);
    variables[0] = captures;
    variables[1] = input;
    try {
      return evaluate(input, variables);
    } catch (error) {
      if (error === LEFT) return NOT_DIRECT;
      throw error;
    }
  };
}

function nameOf(node: Node["lhs"]): string {
  return node !== undefined && "value" in node && typeof node.value === "string"
    ? node.value
    : left();
}

/** A name that nothing is bound to may be one of JSONata's functions. */
function variableOf(node: Node, scope: Scope): Direct {
  only(node, "value");
  if (node.value === "") return (context) => context;
  const slot = scope.get(nameOf(node)) ?? left();
  return (_, variables) => variables[slot];
}

function conditionOf(node: Node, inner: (node: Node | undefined) => Direct): Direct {
  only(node, "condition", "then", "else");
  const condition = inner(node.condition);
  const yes = inner(node.then);
  const no = node.else === undefined ? () => undefined : inner(node.else);
  return (context, variables) =>
    truth(condition(context, variables)) ? yes(context, variables) : no(context, variables);
}

function literalOf(node: Node): Direct {
  if (!["string", "number", "value"].includes(node.type)) left();
  only(node, "value");
  const { value } = node;
  return () => value;
}
