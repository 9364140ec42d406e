import type { z } from "zod";
import { ByteString } from "./cbor.ts";

/** What is wrong with a value, in our words: a schema library's own sentences help nobody who writes firmware. */

/** Reasons are log lines and rows of a table: what a sender wrote is shown in part. */
const MOST_CHARACTERS = 60;
const MOST_ISSUES = 5;

export function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 3)}...` : text;
}

/** A value as a few words, whatever it is and however much of it there is. */
export function brief(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(cut(value));
  if (typeof value !== "object" || value === null) return cut(String(value));
  if (value instanceof ByteString)
    return `${value.bytes.length} bytes without a tag that says what numbers they are`;
  if (ArrayBuffer.isView(value)) return `a typed array of ${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `a list of ${value.length}`;
  const names = Object.keys(value);
  return names.length === 0 ? "{}" : `an object with ${quoted(names, 3)}`;
}

function quoted(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map((name) => JSON.stringify(cut(name)));
  return `${shown.join(", ")}${names.length > most ? ", …" : ""}`;
}

/** The first faults that a schema finds in a value, each with its place, what was found and what would be right. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], root: unknown): string {
  return issues
    .slice(0, MOST_ISSUES)
    .map((issue) => faultOf(issue, root))
    .join("; ");
}

function faultOf(issue: z.core.$ZodIssue, root: unknown): string {
  const { path } = issue;
  const place = cut(path.map((step) => cut(String(step))).join("."));
  if (issue.code === "unrecognized_keys")
    return `unknown field ${quoted(issue.keys, MOST_ISSUES)}${place === "" ? "" : ` in ${place}`}`;
  return `${place || "message"}: found ${brief(valueAt(root, path))}, expected ${issue.message}`;
}

export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a finite number",
  int: "a whole number",
  boolean: "true or false",
  bigint: "a whole number",
  object: "an object with named fields",
  record: "an object with named fields",
  array: "a list",
  tuple: "a list",
  null: "null",
};

/** What a schema that has no words of its own expects; given to every `safeParse` as its `error`. */
export function expectedIn(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? `a value of type ${issue.expected}`;
    case "invalid_value":
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${measure(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${measure(issue.origin)}`;
    case "invalid_format":
      return issue.format === "datetime"
        ? "a time as ISO 8601 text in UTC (2026-11-22T06:00:00.000Z)"
        : `a text of the form ${issue.format}`;
    case "unrecognized_keys":
      return `no field ${quoted(issue.keys, MOST_ISSUES)}`;
    case "invalid_union":
      return "one of the forms that are documented";
    default:
      return "a value as it is documented";
  }
}

function measure(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : "";
}
