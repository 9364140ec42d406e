import type { Json } from "@raceway/model/json";

/**
 * JSON in the one form that everybody writes alike: RFC 8785 (JCS). Names sorted by UTF-16 code units, no white space, numbers and texts as ECMAScript writes them, which
 * is what `JSON.stringify` does. Self-contained, so that the page that checks certificates can carry it.
 *
 * @throws RangeError for numbers that JSON cannot say.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new RangeError(`${value} cannot be said in JSON`);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  const fields = value as { readonly [key: string]: Json };
  const names = Object.keys(fields)
    .filter((name) => fields[name] !== undefined)
    .sort();
  return `{${names
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(fields[name] ?? null)}`)
    .join(",")}}`;
}
