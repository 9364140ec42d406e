import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";

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

/** File provisioning's form of alert rules and notification: folder and group are said around the rules, the rest is as in Grafana's API. */
const ALERTING_HEAD = `
import type { NotificationPolicy, Query, Rule } from "@grafana/grafana-foundation-sdk/alerting";
import type { TypeReduce, TypeThreshold } from "@grafana/grafana-foundation-sdk/expr";
type Plain<T> = Omit<T, "_implementsDataqueryVariant">;
type Influx = { refId: string; rawQuery: true; query: string; resultFormat: "time_series" };
type Asked = Omit<Query, "model"> & { model: Influx | Plain<TypeReduce> | Plain<TypeThreshold> };
type FileRule = Omit<Rule, "folderUID" | "orgID" | "ruleGroup" | "data"> & { data: Asked[] };
type Group = { orgId: number; name: string; folder: string; interval: string; rules: FileRule[] };
type Receiver = { uid: string; type: string; settings: Record<string, string> };
type Contact = { orgId: number; name: string; receivers: Receiver[] };
type Policy = NotificationPolicy & { orgId: number };
type Json = { apiVersion: 1; groups?: Group[]; contactPoints?: Contact[]; policies?: Policy[] };
`;

/** What TypeScript has against a text as a dashboard (or as alerting's files); empty: nothing. */
async function faultsOf(json: string, head = HEAD): Promise<string> {
  const file = join(folder, `check-${Math.random().toString(36).slice(2)}.ts`);
  writeFileSync(file, `${head}export const checked: Json = ${json};\n`);
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

it.each(["provisioning/alerting/service.yaml", "examples/notification.yaml"])(
  "%s is alerting's provisioning by Grafana's own types",
  { timeout: 60_000 },
  async (path) => {
    const json = JSON.stringify(parse(readFileSync(join(root, path), "utf8")), null, 1);
    expect(await faultsOf(json, ALERTING_HEAD)).toBe("");
    const wrong = json.replace(/"(noDataState|group_by)"/, '"$1s"');
    expect(await faultsOf(wrong, ALERTING_HEAD)).toMatch(/error TS/);
  },
);

it.each([
  ["a field that Grafana does not know", '"schemaVersion"', '"schemaVersoin": 1, "schemaVersion"'],
  ["a value of the wrong kind", '"editable": false', '"editable": "no"'],
])("%s would be told", { timeout: 60_000 }, async (_, from, to) => {
  expect(example).toContain(from);
  expect(await faultsOf(example.replace(from, to))).toMatch(/error TS/);
});
