import { readFileSync } from "node:fs";
import type { Plant } from "@raceway/model/plant";
import type { ChannelKind } from "@raceway/model/unit";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { pathText } from "./path-text.ts";
import { resolvePlant } from "./resolve.ts";
import { plantFileSchema } from "./schema.ts";

/** One fault of a plant file: where, what was found, what is allowed. */
export interface PlantFault {
  /** e.g. `lines[0].machines[1].speed.rpm` */
  readonly path: string;
  /** 1-based, when the place is in the text. */
  readonly line?: number;
  readonly found: string;
  readonly allowed: string;
}

/** All faults of a plant file together; the message lists them one a line. */
export class PlantFileError extends Error {
  override name = "PlantFileError";
  readonly faults: readonly PlantFault[];

  constructor(file: string, faults: readonly PlantFault[]) {
    const list = faults.map(
      ({ path, line, found, allowed }) =>
        `  ${file}${line === undefined ? "" : `:${line}`}  ${path || "(whole file)"}: found ${found}; allowed: ${allowed}`,
    );
    super(
      `${file} has ${faults.length} fault${faults.length === 1 ? "" : "s"}:\n${list.join("\n")}`,
    );
    this.faults = faults;
  }
}

/** Names that a plant file may use in `limits`, by channel kind. */
export type IndicatorNames = (kind: ChannelKind) => readonly string[];

/** Reads and checks a plant file. @throws PlantFileError with every fault. */
export function readPlantFile(path: string, indicators: IndicatorNames): Plant {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : String(error);
    throw new PlantFileError(path, [
      { path: "", found: reason, allowed: "a readable plant file (see docs/plant-file.md)" },
    ]);
  }
  return parsePlant(text, path, indicators);
}

/** Checks a plant file's text. @throws PlantFileError with every fault. */
export function parsePlant(text: string, file: string, indicators: IndicatorNames): Plant {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, maxAliasCount: 100 } as never);
  const value = plainValue(document, file, counter);
  const parsed = plantFileSchema.safeParse(value);
  const lineAt = (path: readonly PropertyKey[]) => lineOf(document, counter, path);
  if (!parsed.success) {
    throw new PlantFileError(
      file,
      parsed.error.issues.flatMap((issue) => faultsOf(issue, value, lineAt)),
    );
  }
  const { plant, faults } = resolvePlant(parsed.data, indicators);
  if (faults.length > 0) {
    throw new PlantFileError(
      file,
      faults.map((fault) => ({
        ...located(fault.path, lineAt),
        found: fault.found,
        allowed: fault.allowed,
      })),
    );
  }
  return plant;
}

function plainValue(document: Document.Parsed, file: string, counter: LineCounter): unknown {
  const faults = document.errors.map((error) => ({
    path: "",
    line: counter.linePos(error.pos[0]).line,
    found: error.message.split("\n")[0] ?? "bad YAML",
    allowed: "well-formed YAML",
  }));
  if (faults.length > 0) throw new PlantFileError(file, faults);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new PlantFileError(file, [
      { path: "", found, allowed: "YAML without excessive aliases" },
    ]);
  }
}

type LineAt = (path: readonly PropertyKey[]) => number | undefined;

function faultsOf(issue: z.core.$ZodIssue, root: unknown, lineAt: LineAt): PlantFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      ...located([...issue.path, key], lineAt),
      found: `unknown field "${key}"`,
      allowed: "the fields of docs/plant-file.md",
    }));
  }
  const nearest =
    issue.code === "invalid_union"
      ? (issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [])
      : [];
  if (nearest.some((inner) => inner.path.length > 0)) {
    return nearest.flatMap((inner) =>
      faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, root, lineAt),
    );
  }
  const found = valueAt(root, issue.path);
  return [
    {
      ...located(issue.path, lineAt),
      found: found === undefined ? "nothing" : brief(found),
      allowed: issue.message,
    },
  ];
}

/** How far into a value a union's branch got before it failed: the branch meant is the one that got furthest. */
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0)),
  );
}

function located(path: readonly PropertyKey[], lineAt: LineAt): { path: string; line?: number } {
  const line = lineAt(path);
  return { path: pathText(path), ...(line !== undefined && { line }) };
}

/** Line of the place, or of the nearest ancestor that is in the text (a missing field has no line of its own). */
function lineOf(
  document: Document.Parsed,
  counter: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
  }
  return undefined;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
