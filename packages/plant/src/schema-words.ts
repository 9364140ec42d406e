import type { z } from "zod";

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list (lines that begin with `-`)",
  object: "fields (`name: value`)",
  record: "names with values",
  tuple: "a list",
};
const LIBRARY = /^(Invalid|Too (small|big)|Unrecognized|Expected|Required)/;

/** What would be right at a place of the file, in words of ours; a schema's own message where somebody wrote one. */
export function allowedBy(issue: z.core.$ZodIssue): string {
  if (!LIBRARY.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? String(issue.expected);
    case "too_small":
      return sized(
        issue.origin,
        `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`,
      );
    case "too_big":
      return sized(
        issue.origin,
        `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`,
      );
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(", ");
    case "invalid_format":
      return issue.format === "datetime"
        ? "a moment with its zone, such as 2026-11-22T06:00:00Z"
        : "a text of another form (docs/plant-file.md)";
    case "invalid_union":
      return (
        issue.errors.flatMap((branch) => branch.slice(0, 1).map(allowedBy)).join(", or ") ||
        "another form (docs/plant-file.md)"
      );
    default:
      return "another form (docs/plant-file.md)";
  }
}

function sized(origin: string, bound: string): string {
  if (origin === "array") return `${bound} in the list`;
  return origin === "string" ? `${bound} letters` : `a number of ${bound}`;
}
