import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const modules = join(root, "../node_modules");
// Inside node_modules, so that the compiler finds Grafana's package from there.
const folder = mkdtempSync(join(modules, ".raceway-schema-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Grafana's types with enums as the texts and numbers that JSON has, and the fields of a data source's own left to it. */
const HEAD = `
import type { AnnotationQuery, DataQuery, Dashboard } from "@grafana/schema";
type Plain<T> = T extends string ? \`\${T}\`
  : T extends number | boolean | null | undefined ? T
  : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
type Annotations = { list?: AnnotationQuery<DataQuery & Record<string, unknown>>[] };
type Json = Plain<Omit<Dashboard, "annotations"> & { annotations?: Annotations }>;
`;

/** What TypeScript has against a text as a dashboard; empty: nothing. */
async function faultsOf(json: string): Promise<string> {
  const file = join(folder, `check-${Math.random().toString(36).slice(2)}.ts`);
  writeFileSync(file, `${HEAD}export const dashboard: Json = ${json};\n`);
  const options =
    "--noEmit --strict --skipLibCheck --module esnext --moduleResolution bundler --ignoreConfig";
  const tsc = join(modules, ".bin/tsc");
  try {
    await promisify(execFile)(tsc, [...options.split(" "), file], { cwd: folder });
    return "";
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  }
}

let example = "";
beforeAll(() => {
  example = readFileSync(join(root, "json/ingest.json"), "utf8");
});

it.each(readdirSync(join(root, "json")))(
  "%s is a dashboard by Grafana's own types",
  { timeout: 60_000 },
  async (name) => {
    expect(await faultsOf(readFileSync(join(root, "json", name), "utf8"))).toBe("");
  },
);

it.each([
  ["a field that Grafana does not know", '"schemaVersion"', '"schemaVersoin": 1, "schemaVersion"'],
  ["a value of the wrong kind", '"editable": false', '"editable": "no"'],
])("%s would be told", { timeout: 60_000 }, async (_, from, to) => {
  expect(example).toContain(from);
  expect(await faultsOf(example.replace(from, to))).toMatch(/error TS/);
});
