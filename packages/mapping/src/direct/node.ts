/** A node of JSONata's syntax tree, whose own types leave half of it out. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: unknown;
  readonly steps?: readonly Node[];
  readonly stages?: readonly Node[];
  readonly predicate?: readonly Node[];
  readonly expr?: Node;
  readonly expressions?: readonly Node[];
  readonly expression?: Node;
  readonly arguments?: readonly Node[];
  readonly procedure?: Node;
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly lhs?: Node | readonly (Node | readonly Node[])[];
  readonly rhs?: Node;
}

/** Gives what a node means of a context; or throws {@link LEFT}. `variables` are those that are bound, by their slots. */
export type Direct = (context: unknown, variables: unknown[]) => unknown;

/** Compiles the nodes within a node. */
export type Inner = (node: Node | undefined) => Direct;

/** Thrown for an expression, or for an input, whose meaning is JSONata's to say. */
export const LEFT = new Error("left to JSONata");

export function left(): never {
  throw LEFT;
}

/** Leaves a node that carries anything (sorting, grouping, `[]`, an index) but what is known here. */
export function only(node: Node, ...known: readonly (keyof Node)[]): void {
  const fits = Object.keys(node).every(
    (key) => key === "type" || key === "position" || known.some((name) => name === key),
  );
  if (!fits) left();
}

/** A value that is neither list nor object; those are left. */
export function scalar(value: unknown): unknown {
  return typeof value === "object" && value !== null ? left() : value;
}

/** JSONata's casting to Boolean; nothing counts as false. */
export function truth(value: unknown): boolean {
  scalar(value);
  return typeof value === "number" ? finite(value) !== 0 : Boolean(value);
}

/** What JSONata computes with. NaN and the infinities are its faults to tell. */
export function finite(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : left();
}
