import { type Direct, type Inner, left, type Node, only } from "./node.ts";

/** Longer lists are JSONata's, which bounds the work on them. */
const LONGEST = 1000;

/** Steps from what the context holds, over lists of objects on the way, each with its predicates. */
export function pathOf(node: Node, inner: Inner): Direct {
  only(node, "steps");
  const nodes = node.steps ?? [];
  const steps = nodes.map((step) => stepOf(step, inner));
  const absolute = nodes[0]?.type === "variable";
  const last = steps.length - 1;
  return (context, variables) => {
    // A list as context is walked through, or is the one input, by where it came from.
    if (Array.isArray(context) && !absolute) left();
    let found: unknown = context;
    for (let i = 0; i <= last && (i === 0 || found !== undefined); i++) {
      const step = steps[i] ?? left();
      found =
        i > 0 && Array.isArray(found)
          ? overList(found, step, variables)
          : walkable(step(found, variables), i === last);
    }
    return found;
  };
}

/** What a step found: at the end a list stands as it is, on the way it is walked through. An empty one is nothing on some ways and a list on others. */
function walkable(found: unknown, isLast: boolean): unknown {
  if (!Array.isArray(found)) return found;
  if (found.length === 0) left();
  return isLast || found.length > 1 ? found : itemOf(found[0]);
}

function overList(list: readonly unknown[], step: Direct, variables: unknown[]): unknown {
  if (list.length > LONGEST) left();
  const results: unknown[] = [];
  for (const item of list) {
    const result = step(itemOf(item), variables);
    if (result !== undefined) results.push(result);
  }
  // The list of one item alone may stand as it is.
  if (results.length === 1 && Array.isArray(results[0])) left();
  return sequence(results.flat());
}

/** JSONata's lists of results: none is nothing, one is itself. */
function sequence(results: readonly unknown[]): unknown {
  results.forEach(itemOf);
  return results.length > 1 ? results : results[0];
}

/** Lists of lists are left. */
function itemOf(item: unknown): unknown {
  return Array.isArray(item) ? left() : item;
}

function stepOf(node: Node, inner: Inner): Direct {
  const { stages = [], ...bare } = node;
  return filtered(bare.type === "name" ? nameOf(bare) : inner(bare), stages, inner);
}

function nameOf(node: Node): Direct {
  only(node, "value");
  const name = String(node.value);
  return (context) => fieldNamed(context, name);
}

/** A field of an object; undefined for everything that is none. */
export function fieldNamed(object: unknown, name: string): unknown {
  if (Array.isArray(object)) left();
  return typeof object === "object" && object !== null && Object.hasOwn(object, name)
    ? Reflect.get(object, name)
    : undefined;
}

/** A literal index, or a test of every item that says true or false. */
export function filtered(of: Direct, predicates: readonly Node[], inner: Inner): Direct {
  return predicates.reduce((found, predicate) => {
    only(predicate, "expr");
    const { expr } = predicate;
    return expr?.type === "number" ? atIndex(found, expr) : where(found, inner(expr));
  }, of);
}

function atIndex(of: Direct, node: Node): Direct {
  only(node, "value");
  const index = typeof node.value === "number" ? Math.floor(node.value) : left();
  return (context, variables) => {
    const found = of(context, variables);
    const list = Array.isArray(found) ? found : [found];
    return itemOf(list[index < 0 ? list.length + index : index]);
  };
}

function where(of: Direct, test: Direct): Direct {
  return (context, variables) => {
    const found = of(context, variables);
    const list = Array.isArray(found) ? found : [found];
    if (list.length > LONGEST) left();
    const kept = list.filter((item) => {
      const said = test(itemOf(item), variables);
      // A number is an index.
      return typeof said === "boolean" ? said : left();
    });
    // Nothing, held true, is something to a step behind it.
    if (found === undefined && kept.length > 0) left();
    return sequence(kept);
  };
}

/** A list of what there is of its items. */
export function listOf(node: Node, inner: Inner): Direct {
  only(node, "value", "expressions");
  const items = (node.expressions ?? []).map(inner);
  return (context, variables) =>
    items.map((item) => itemOf(item(context, variables))).filter((value) => value !== undefined);
}
