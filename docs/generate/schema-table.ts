import { UNITS } from "@raceway/model/unit";
import { z } from "zod";

/** A JSON Schema, as far as the tables need it. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly additionalProperties?: JsonSchema | boolean;
}

/** A zod schema as JSON Schema of what may be written. */
export function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema: out }) {
      const custom = (zodSchema as unknown as z.ZodType).meta()?.["jsonType"];
      if (custom === "number[]") Object.assign(out, { type: "array", items: { type: "number" } });
      if (custom === "unit") Object.assign(out, { enum: Object.keys(UNITS) });
    },
  }) as JsonSchema;
}

/** A markdown table of an object's fields, nested fields by dotted path. */
export function fieldTable(schema: JsonSchema): string {
  const rows = fieldRows(schema, "");
  return ["| field | form | meaning |", "|---|---|---|", ...rows].join("\n");
}

function fieldRows(schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const needed = schema.required?.includes(name) === true && field.default === undefined;
    const path = `${prefix}${name}`;
    const form = `${formOf(field)}${needed ? "" : defaultOf(field)}`;
    const row = `| \`${path}\`${needed ? " *" : ""} | ${form} | ${cell(field.description ?? "")} |`;
    return [
      row,
      ...nested(field).flatMap((inner) =>
        fieldRows(inner, `${path}${field.type === "array" ? "[]" : ""}.`),
      ),
    ];
  });
}

/** Objects inside a field whose own fields belong in the table. */
function nested(field: JsonSchema): JsonSchema[] {
  const alternatives = field.anyOf ?? field.oneOf ?? [field];
  return alternatives.flatMap((one) => {
    const inner = one.type === "array" ? one.items : one;
    if (inner?.properties !== undefined) return [inner];
    const kinds = one.type === "array" ? (inner?.anyOf ?? inner?.oneOf) : undefined;
    if (kinds !== undefined) return kinds.filter((kind) => kind.properties !== undefined);
    const values = inner?.additionalProperties;
    return typeof values === "object" && values.properties !== undefined
      ? [{ ...values, properties: prefixed(values.properties) }]
      : [];
  });
}

function prefixed(properties: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [`<name>.${name}`, value]),
  );
}

function formOf(field: JsonSchema): string {
  const alternatives = field.anyOf ?? field.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(formOf))].join(" or ");
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum !== undefined) return field.enum.map((value) => `\`${value}\``).join(" ");
  if (field.type === "array") {
    if (field.prefixItems !== undefined) return `[${field.prefixItems.map(formOf).join(", ")}]`;
    return `list of ${field.items ? formOf(field.items) : "values"}`;
  }
  if (field.type === "object")
    return field.properties === undefined ? "names with values" : "fields";
  if (field.type === undefined) return "value";
  return `${field.type === "string" ? "text" : field.type}${rangeOf(field)}`;
}

function rangeOf({ minimum, maximum, exclusiveMinimum, type }: JsonSchema): string {
  // A safe integer's own bounds say nothing.
  const low = exclusiveMinimum ?? minimum;
  const bounded = (bound: number | undefined) =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  if (type === "string") return "";
  const lower = bounded(low) ? ` ${exclusiveMinimum === undefined ? "≥" : ">"} ${low}` : "";
  return `${lower}${bounded(maximum) ? ` ≤ ${maximum}` : ""}`;
}

function defaultOf(field: JsonSchema): string {
  if (field.default === undefined || typeof field.default === "object") return "";
  return ` = \`${field.default}\``;
}

/** Text that fits into one cell. */
export function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
