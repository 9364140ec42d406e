import { writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { faultPage, faultRow, overloadText, soakText } from "./fault-page.ts";
import { type FaultResult, runFault } from "./fault-run.ts";
import { DISK_FULL, mayMount } from "./faults.ts";
import { runLoad } from "./overload.ts";
import { PLAN } from "./plan.ts";

/** Runs every fault, ten minutes of overload and a simulated day, and writes docs/faults.md. Exit code 1 when anything was lost, doubled, or came back too late. */
const { values } = parseArgs({
  options: {
    /** Waveforms a second; the machine must bear four times as many, or nothing is ever caught up. */
    rate: { type: "string", default: "500" },
    "overload-seconds": { type: "string", default: "600" },
    "soak-hours": { type: "string", default: "24" },
    "soak-rate": { type: "string", default: "250" },
    out: { type: "string" },
  },
});
const SENSORS = 8;
const rate = Number(values.rate);
const hours = Number(values["soak-hours"]);
const overloadOptions = {
  seconds: Number(values["overload-seconds"]),
  sensors: 16,
  rate: 3000,
  args: ["--inbox-mb", "64", "--thin-after", "60"],
};
const soakBase = { sensors: 4, rate: Number(values["soak-rate"]), stepMs: 10_000 };
const waveforms = (hours * 3_600_000 * soakBase.sensors) / soakBase.stepMs;
const soakOptions = { ...soakBase, seconds: Math.ceil(waveforms / soakBase.rate) };

const loads: number[] = [];
const results: FaultResult[] = [];
for (const { fault, table } of PLAN) {
  if (fault === DISK_FULL && !mayMount()) {
    console.log(`${fault.name}: left out, only root may mount a small file system`);
    continue;
  }
  const result = await runFault(fault, { rounds: table, sensors: SENSORS, rate });
  loads.push(loadavg()[0] ?? 0);
  results.push(result);
  console.log(faultRow(result));
}
const overload = { options: overloadOptions, result: await runLoad(overloadOptions) };
console.log(overloadText(overload));
const soak = { hours, options: soakOptions, result: await runLoad(soakOptions) };
console.log(soakText(soak));

const loadAverage = loads.reduce((sum, load) => sum + load, 0) / loads.length;
const file = values.out ?? fileURLToPath(new URL("../../docs/faults.md", import.meta.url));
await writeFile(file, faultPage({ results, sensors: SENSORS, rate, loadAverage, overload, soak }));
const bad = results.filter(
  ({ lost, doubled, recovery, allowed }) => lost > 0 || doubled > 0 || recovery > allowed,
);
for (const { name } of bad) console.error(`not as promised: ${name}`);
process.exit(bad.length > 0 ? 1 : 0);
