import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { createMappings } from "@raceway/mapping/mappings";
import { plantOf } from "../running-ingest.ts";

/**
 * What a message costs that a preset of examples/sensors maps, from topic and payload to sensor messages: of 1,000 messages after the first 500, in the quietest of
 * five turns, since others may share the machine; and the thread's processor time a message over all of them. Written into docs/sensors.md with `--page`.
 */

const FOLDER = new URL("../../examples/sensors/", import.meta.url);
const PAGE = new URL("../../docs/sensors.md", import.meta.url);
const WARM = 500;
const COUNTED = 1000;
const TURNS = 5;

/** In microseconds. */
interface Cost {
  readonly preset: string;
  readonly values: number;
  readonly median: number;
  readonly p75: number;
  readonly processor: number;
}

async function costsOf(file: string): Promise<Cost[]> {
  const plant = plantOf(readFileSync(new URL(file, FOLDER), "utf8"));
  const mappings = createMappings(plant);
  const costs: Cost[] = [];
  for (const { topic, payload } of (plant.mappings ?? []).flatMap((mapping) => mapping.examples)) {
    const bytes = Buffer.from(payload);
    const translate = async () => {
      const mapped = await mappings.translate(topic, bytes);
      if (mapped.fault !== undefined) throw new Error(`${file}: ${mapped.fault.reason}`);
      return mapped.messages.length;
    };
    for (let i = 0; i < WARM; i++) await translate();
    const before = process.threadCpuUsage();
    const turns: Pick<Cost, "median" | "p75">[] = [];
    for (let i = 0; i < TURNS; i++) turns.push(await turnOf(translate));
    const { user, system } = process.threadCpuUsage(before);
    const [quietest] = turns.toSorted((a, b) => a.p75 - b.p75);
    if (quietest === undefined) throw new Error("no turns");
    const values = await translate();
    costs.push({ preset: file, values, ...quietest, processor: (user + system) / TURNS / COUNTED });
  }
  return costs;
}

async function turnOf(translate: () => Promise<unknown>) {
  const spent: number[] = [];
  for (let i = 0; i < COUNTED; i++) {
    const begun = performance.now();
    await translate();
    spent.push((performance.now() - begun) * 1000);
  }
  spent.sort((a, b) => a - b);
  const part = (share: number) => spent[Math.floor(share * spent.length)] ?? 0;
  return { median: part(0.5), p75: part(0.75) };
}

/** A preset is as dear as its dearest example. */
function row(costs: readonly Cost[]): string {
  const [dearest] = costs.toSorted((a, b) => b.p75 - a.p75);
  if (dearest === undefined) throw new Error("a preset without examples");
  const { preset, values, ...spent } = dearest;
  const figures = [spent.median, spent.p75, spent.processor].map((micros) => micros.toFixed(0));
  return `| ${preset.replace(/\.yaml$/, "")} | ${values} | ${figures.join(" | ")} |`;
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
const rows: string[] = [];
for (const file of files) rows.push(row(await costsOf(file)));
const text = [
  `A message, topic to sensor messages, in µs, the dearest example of each preset (\`npm run mapping-cost\`; load average ${loadavg()[0]?.toFixed(1)}).`,
  "",
  "| preset | values out of it | median | three of four are below | processor time |",
  "| --- | --- | --- | --- | --- |",
  ...rows,
].join("\n");
process.stdout.write(`${text}\n`);
if (process.argv.includes("--page")) {
  const page = readFileSync(PAGE, "utf8");
  const marks = /(<!-- measured -->)[\s\S]*(<!-- end -->)/;
  if (!marks.test(page)) throw new Error("docs/sensors.md has no place for the table");
  writeFileSync(PAGE, page.replace(marks, `$1\n\n${text}\n\n$2`));
}
