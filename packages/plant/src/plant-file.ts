import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Plant } from "@raceway/model/plant";
import type { z } from "zod";
import { readLivesFile } from "./lives-file.ts";
import { pathText } from "./path-text.ts";
import { resolvePlant } from "./resolve.ts";
import type { IndicatorsOf } from "./resolve-limits.ts";
import { plantFileSchema } from "./schema.ts";
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

/** Reads and checks a plant file. @throws PlantFileError with every fault. */
export function readPlantFile(path: string, indicators: IndicatorsOf): Plant {
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
  if (!parsed.success) {
    const faults: PlantFault[] = [];
    for (const issue of parsed.error.issues) {
      if (faults.length >= MOST_FAULTS) break;
      faults.push(...faultsOf(issue, value, lineAt));
    }
    throw new PlantFileError(file, faults.slice(0, MOST_FAULTS));
  }
  const beside = (name: string) => resolve(dirname(file), name);
  const { plant, faults } = resolvePlant(parsed.data, indicators, {
    stops: (name, timeZone) => readStopCalendar(beside(name), timeZone),
    lives: (name) => readLivesFile(beside(name)),
  });
  if (faults.length > 0) {
    throw new PlantFileError(
      file,
      faults.slice(0, MOST_FAULTS).map((fault) => ({
        ...located(fault.path, lineAt),
        found: fault.found,
        allowed: fault.allowed,
      })),
    );
  }
  return plant;
}

type LineAt = (path: readonly PropertyKey[]) => number | undefined;

function faultsOf(issue: z.core.$ZodIssue, root: unknown, lineAt: LineAt): PlantFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, MOST_FAULTS).map((key) => ({
      ...located([...issue.path, key], lineAt),
      found: `unknown field "${key.slice(0, 80)}"`,
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
