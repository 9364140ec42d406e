import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Plant } from "@raceway/model/plant";
import type { z } from "zod";
import { knownFields } from "./known-fields.ts";
import { readLivesFile } from "./lives-file.ts";
import { nearestWord } from "./nearest.ts";
import { pathText } from "./path-text.ts";
import { pruned } from "./pruned.ts";
import { resolvePlant } from "./resolve.ts";
import type { IndicatorsOf } from "./resolve-limits.ts";
import { plantFileSchema } from "./schema.ts";
import { allowedBy } from "./schema-words.ts";
import { readStopCalendar } from "./stop-calendar.ts";
import { readYaml } from "./yaml-text.ts";

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

const CANNOT_READ: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "a directory",
  EACCES: "a file that may not be read (EACCES)",
};

/** Text as editors write it: UTF-8, or UTF-16 with its mark. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le").slice(1);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString("utf16le")
      .slice(1);
  return bytes.toString("utf8");
}

/** Reads and checks a plant file. @throws PlantFileError with every fault. */
export function readPlantFile(path: string, indicators: IndicatorsOf): Plant {
  return parsePlant(readPlantText(path), path, indicators);
}

/** A plant file's text, unchecked. @throws PlantFileError when it cannot be read. */
export function readPlantText(path: string): string {
  try {
    return textOf(readFileSync(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const reason = CANNOT_READ[code] ?? `a file that cannot be read (${code || String(error)})`;
    throw new PlantFileError(path, [
      { path: "", found: reason, allowed: "a readable plant file (see docs/plant-file.md)" },
    ]);
  }
}

/** Faults that one report lists: more are seldom read, and each costs a walk through the file. */
const MOST_FAULTS = 100;

/** Checks a plant file's text. @throws PlantFileError with every fault (the first hundred, when there are more). */
export function parsePlant(text: string, file: string, indicators: IndicatorsOf): Plant {
  const reading = readYaml(text);
  if (!reading.ok)
    throw new PlantFileError(
      file,
      reading.faults.map((fault) => ({ path: "", ...fault })),
    );
  const { value, lineAt } = reading.yaml;
  const parsed = plantFileSchema.safeParse(value);
  const faults: PlantFault[] = [];
  if (!parsed.success)
    for (const issue of parsed.error.issues) {
      if (faults.length >= MOST_FAULTS) break;
      faults.push(...faultsOf(issue, value, lineAt));
    }
  // What the schema alone cannot see is looked for in the rest, so that one pass tells all.
  const rest = parsed.success
    ? { file: parsed.data, original: (path: readonly PropertyKey[]) => path }
    : pruned(value, parsed.error.issues);
  const beside = (name: string) => resolve(dirname(file), name);
  const resolved =
    rest &&
    resolvePlant(rest.file, indicators, {
      stops: (name, timeZone) => readStopCalendar(beside(name), timeZone),
      lives: (name) => readLivesFile(beside(name)),
    });
  for (const { path, found, allowed } of resolved?.faults ?? [])
    faults.push({ ...located(rest?.original(path) ?? path, lineAt), found, allowed });
  if (faults.length > 0 || resolved === undefined)
    throw new PlantFileError(file, faults.slice(0, MOST_FAULTS).map(withSuggestion));
  return resolved.plant;
}

/** A fault whose word is nearly one of the allowed ones says which. */
function withSuggestion(fault: PlantFault): PlantFault {
  const word = /"([^"]+)"/.exec(fault.found)?.[1];
  if (word === undefined || /did you mean|such as/.test(fault.allowed)) return fault;
  const list = fault.allowed.replace(/^one of /, "").split(/,\s*/);
  const known = list.map((each) => each.replaceAll(/["`]/g, "").trim());
  const near = nearestWord(word, known);
  return near === undefined || near === word
    ? fault
    : { ...fault, allowed: `did you mean "${near}"? ${fault.allowed}` };
}

type LineAt = (path: readonly PropertyKey[]) => number | undefined;

function faultsOf(issue: z.core.$ZodIssue, root: unknown, lineAt: LineAt): PlantFault[] {
  if (issue.code === "unrecognized_keys") {
    const known = knownFields(issue.path);
    return issue.keys.slice(0, MOST_FAULTS).map((key) => {
      const near = nearestWord(key, known);
      const fields = known.length === 0 ? "the fields of docs/plant-file.md" : known.join(", ");
      return {
        ...located([...issue.path, key], lineAt),
        found: `unknown field "${key.slice(0, 80)}"`,
        allowed: near === undefined ? fields : `did you mean "${near}"? ${fields}`,
      };
    });
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
      found: found === undefined || found === null ? "nothing" : brief(found),
      allowed: allowedBy(issue),
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
