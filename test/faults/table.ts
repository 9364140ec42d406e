import { writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { mayMount } from "@raceway/journal/small-disk";
import { type Capacity, measureCapacity } from "./capacity.ts";
import { capacityText, faultPage, faultRow, overloadText, soakText } from "./fault-page.ts";
import { type FaultResult, runFault } from "./fault-run.ts";
import { DISK_FULL } from "./faults.ts";
import { runLoad } from "./overload.ts";
import { PLAN } from "./plan.ts";

/**
 * `npm run faults`: how much one ingest takes, every fault, ten minutes of overload and a simulated day; writes docs/faults.md. With names of parts
 * (`capacity`, `faults`, `overload`, `soak`) only these, and no page. Exit code 1 when anything was lost, doubled, came back too late, or failed.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Waveforms a second. Default: the largest of RATES of which the machine bears three times as many. */
    rate: { type: "string" },
    "capacity-seconds": { type: "string", default: "20" },
    "overload-seconds": { type: "string", default: "600" },
    "soak-hours": { type: "string", default: "24" },
    "soak-rate": { type: "string", default: "200" },
    out: { type: "string" },
  },
});
const SENSORS = 8;
const RATES = [500, 250, 100];
const HEADROOM = 3;
const wants = (part: string) => positionals.length === 0 || positionals.includes(part);
const failed: string[] = [];

/** A part that fails must not take the others with it. */
async function attempt<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    console.error(`${name} failed:`, error);
    failed.push(name);
    return undefined;
  }
}

async function capacities(): Promise<readonly Capacity[]> {
  const seconds = Number(values["capacity-seconds"]);
  const found: Capacity[] = [];
  for (const store of ["influxdb", "duckdb"] as const) {
    const capacity = await attempt(`capacity (${store})`, () =>
      measureCapacity(store, SENSORS, seconds),
    );
    if (capacity !== undefined) found.push(capacity);
  }
  if (found.length > 0) console.log(capacityText(found, loadavg()[0] ?? 0));
  return found;
}

function rateFor(found: readonly Capacity[]): number {
  if (values.rate !== undefined) return Number(values.rate);
  const least = Math.min(...found.map(({ analysed }) => analysed));
  return RATES.find((rate) => HEADROOM * rate <= least) ?? Math.min(...RATES);
}

const loads: number[] = [];

async function faults(rate: number): Promise<readonly FaultResult[]> {
  const results: FaultResult[] = [];
  for (const { fault, table } of PLAN) {
    if (fault === DISK_FULL && !mayMount()) {
      console.log(`${fault.name}: left out, only root may mount a small file system`);
      continue;
    }
    const result = await attempt(fault.name, () =>
      runFault(fault, { rounds: table, sensors: SENSORS, rate }),
    );
    loads.push(loadavg()[0] ?? 0);
    if (result === undefined) continue;
    results.push(result);
    console.log(faultRow(result));
  }
  return results;
}

async function overloaded() {
  const options = {
    seconds: Number(values["overload-seconds"]),
    sensors: 16,
    rate: 3000,
    args: ["--inbox-mb", "64", "--thin-after", "60"],
  };
  const result = await attempt("overload", () => runLoad(options));
  if (result === undefined) return undefined;
  console.log(overloadText({ options, result }));
  return { options, result };
}

async function soaked() {
  const hours = Number(values["soak-hours"]);
  const base = { sensors: 4, rate: Number(values["soak-rate"]), stepMs: 10_000 };
  const waveforms = (hours * 3_600_000 * base.sensors) / base.stepMs;
  const options = { ...base, seconds: Math.ceil(waveforms / base.rate) };
  const result = await attempt("soak", () => runLoad(options));
  if (result === undefined) return undefined;
  console.log(soakText({ hours, options, result }));
  return { hours, options, result };
}

const capacity =
  wants("capacity") || (wants("faults") && values.rate === undefined) ? await capacities() : [];
const capacityLoad = loadavg()[0] ?? 0;
const rate = rateFor(capacity);
const results = wants("faults") ? await faults(rate) : [];
const overload = wants("overload") ? await overloaded() : undefined;
const soak = wants("soak") ? await soaked() : undefined;

if (positionals.length === 0) {
  const loadAverage = loads.reduce((sum, load) => sum + load, 0) / loads.length;
  const file = values.out ?? fileURLToPath(new URL("../../docs/faults.md", import.meta.url));
  const page = { results, failed, sensors: SENSORS, rate, loadAverage, capacity, capacityLoad };
  await writeFile(file, faultPage({ ...page, overload, soak }));
}
const bad = results.filter(
  ({ lost, doubled, recovery, allowed }) => lost > 0 || doubled > 0 || recovery > allowed,
);
for (const { name } of bad) console.error(`not as promised: ${name}`);
for (const name of failed) console.error(`failed: ${name}`);
process.exit(bad.length + failed.length > 0 ? 1 : 0);
