import type { z } from "zod";
import { type PlantFile, plantFileSchema } from "./schema.ts";

type Path = readonly PropertyKey[];

/** What is left of a faulty file, so that the rest can be checked in the same pass. */
export interface Pruned {
  readonly file: PlantFile;
  /** A place of what is left as a place of the file. */
  readonly original: (path: Path) => Path;
}

/** So many rounds: a value goes, then what cannot be without it. */
const ROUNDS = 12;

/**
 * Takes out of a file what its schema refuses: unknown fields and wrong values, and what cannot be without these.
 *
 * @returns undefined when nothing is left.
 */
export function pruned(value: unknown, issues: readonly z.core.$ZodIssue[]): Pruned | undefined {
  const rest: unknown = structuredClone(value);
  const removed: { readonly list: Path; readonly index: number }[] = [];
  let wrong = issues;
  for (let round = 0; round < ROUNDS; round++) {
    // From the end, so that places before stay what they are.
    for (const issue of wrong.toSorted((a, b) => compare(b.path, a.path)))
      takeOut(rest, issue, removed);
    const parsed = plantFileSchema.safeParse(rest);
    if (parsed.success) return { file: parsed.data, original: (path) => restored(path, removed) };
    wrong = parsed.error.issues;
  }
  return undefined;
}

function compare(a: Path, b: Path): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [left, right] = [a[at], b[at]];
    if (typeof left === "number" && typeof right === "number" && left !== right)
      return left - right;
    if (left !== right) return String(left) < String(right) ? -1 : 1;
  }
  return a.length - b.length;
}

function takeOut(
  root: unknown,
  issue: z.core.$ZodIssue,
  removed: { readonly list: Path; readonly index: number }[],
): void {
  const path = furthest(issue);
  const holder = valueAt(root, path.path);
  if (path.keys !== undefined) {
    if (isObject(holder)) for (const key of path.keys) Reflect.deleteProperty(holder, key);
    return;
  }
  // The value itself, or, where there is none, the thing that cannot be without it.
  for (let length = path.path.length; length > 0; length--) {
    const parent = valueAt(root, path.path.slice(0, length - 1));
    const key = path.path[length - 1];
    if (Array.isArray(parent) && typeof key === "number" && key < parent.length) {
      parent.splice(key, 1);
      removed.push({ list: path.path.slice(0, length - 1), index: key });
      return;
    }
    if (isObject(parent) && key !== undefined && Object.hasOwn(parent, key)) {
      Reflect.deleteProperty(parent, key);
      return;
    }
  }
}

/** The place of an issue; of a union, that of the branch which got furthest. */
function furthest(issue: z.core.$ZodIssue): {
  readonly path: Path;
  readonly keys?: readonly string[];
} {
  if (issue.code === "unrecognized_keys") return { path: issue.path, keys: issue.keys };
  if (issue.code === "invalid_union") {
    const [inner] = issue.errors.flat().toSorted((a, b) => b.path.length - a.path.length);
    if (inner !== undefined && inner.path.length > 0) {
      const { path, ...rest } = furthest(inner);
      return { path: [...issue.path, ...path], ...rest };
    }
  }
  return { path: issue.path };
}

function restored(
  path: Path,
  removed: readonly { readonly list: Path; readonly index: number }[],
): Path {
  const out = [...path];
  for (const { list, index } of removed.toReversed()) {
    const place = out[list.length];
    const isWithin = list.every((step, at) => out[at] === step);
    if (isWithin && typeof place === "number" && place >= index) out[list.length] = place + 1;
  }
  return out;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) value = isObject(value) ? Reflect.get(value, step) : undefined;
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
