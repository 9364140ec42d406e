import { writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type FaultResult, runFault } from "./fault-run.ts";
import { DISK_FULL, mayMount } from "./faults.ts";
import { type OverloadResult, runLoad } from "./overload.ts";
import { PLAN } from "./plan.ts";

/** Runs every fault, a long overload and a day's soak, and writes docs/faults.md. Exit code 1 when anything was lost, doubled, or came back too late. */
const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "500" },
    "overload-seconds": { type: "string", default: "600" },
    "soak-hours": { type: "string", default: "24" },
    "soak-rate": { type: "string", default: "250" },
    out: { type: "string" },
  },
});
const RATE = Number(values.rate);
const OVERLOAD = { seconds: Number(values["overload-seconds"]), sensors: 16, rate: 3000 };
const OVERLOAD_ARGS = ["--inbox-mb", "64", "--thin-after", "60"];
const SOAK = { sensors: 4, rate: Number(values["soak-rate"]), stepMs: 10_000 };
const SOAK_WAVEFORMS = (Number(values["soak-hours"]) * 3_600_000 * SOAK.sensors) / SOAK.stepMs;

const loads: number[] = [];
const results: FaultResult[] = [];
for (const { fault, table } of PLAN) {
  if (fault === DISK_FULL && !mayMount()) {
    console.log(`${fault.name}: left out, only root may mount a small file system`);
    continue;
  }
  const result = await runFault(fault, { rounds: table, sensors: 8, rate: RATE });
  loads.push(loadavg()[0] ?? 0);
  results.push(result);
  console.log(rowOf(result));
}
const overload = await runLoad({ ...OVERLOAD, args: OVERLOAD_ARGS });
console.log(overloadText(overload));
const soak = await runLoad({ ...SOAK, seconds: Math.ceil(SOAK_WAVEFORMS / SOAK.rate) });
console.log(soakText(soak));

const file = values.out ?? fileURLToPath(new URL("../../docs/faults.md", import.meta.url));
await writeFile(file, page());
const bad = results.filter(
  ({ lost, doubled, recovery, allowed }) => lost > 0 || doubled > 0 || recovery > allowed,
);
for (const { name } of bad) console.error(`not as promised: ${name}`);
process.exit(bad.length > 0 ? 1 : 0);

function rowOf(result: FaultResult): string {
  const { name, rounds, acknowledged, stored, lost, doubled, lostByBroker, note } = result;
  const recovery = `${result.recovery.toFixed(1)} s (${result.allowed.toFixed(1)} s)`;
  const counts = [rounds, acknowledged, stored, lost, doubled, lostByBroker];
  return `| ${name} | ${counts.join(" | ")} | ${recovery} | ${note} |`;
}

function page(): string {
  const sum = (of: (result: FaultResult) => number) => results.reduce((n, r) => n + of(r), 0);
  const load = loads.reduce((a, b) => a + b, 0) / loads.length;
  return `<!-- Written by test/faults/table.ts (npm run faults). -->
# Faults

Each fault is done to a real \`raceway ingest\` process, with real servers, while 8 sensors send ${RATE} waveforms a second (512 samples each) and keep every one until it is acknowledged. Afterwards
every waveform is looked up in the store, and what the models remember is compared, byte for byte, with an analysis that nothing disturbed: a waveform counted twice, left out or out of order
would show there. What is promised, and to whom: [durability.md](durability.md).

Measured on ${availableParallelism()} cores shared with other work (mean load average during the run ${load.toFixed(1)}); the sensors, the servers and ingest share them too. ${sum((r) => r.rounds)} rounds.

| fault | rounds | acked | stored | lost | doubled | lost by the foreign broker | live again, worst (allowed) | |
|---|---|---|---|---|---|---|---|---|
${results.map(rowOf).join("\n")}
| **all** | ${sum((r) => r.rounds)} | ${sum((r) => r.acknowledged)} | ${sum((r) => r.stored)} | ${sum((r) => r.lost)} | ${sum((r) => r.doubled)} | ${sum((r) => r.lostByBroker)} | | |

*acked*: acknowledged to a sensor, by Raceway's gateway or by the foreign broker. *stored*: its result is in the store. *lost*: taken over by Raceway, and without a result. *doubled*: rows that nobody sent,
and points whose models differ from an undisturbed analysis. *lost by the foreign broker*: acknowledged by Mosquitto and never given to Raceway. *live again*: from the fault's end until every sensor has a result in the
store that is less than a second old; allowed are 10 s and the backlog at three times live speed.

## Overload

${overloadText(overload)}

## Soak

${soakText(soak)}
`;
}

function overloadText(result: OverloadResult): string {
  const { measured, acknowledged, analysed, thinned, stored, mostEvery, memory } = result;
  return `${OVERLOAD.sensors} sensors measured ${OVERLOAD.rate} waveforms a second for ${OVERLOAD.seconds} s, more than this machine can analyse (\`${OVERLOAD_ARGS.join(" ")}\`). Of ${measured} measured, ${acknowledged} were
acknowledged (the rest stayed with the sensors), ${analysed} analysed and ${stored} stored, ${thinned} let go and counted while one waveform in k was analysed (k up to ${mostEvery}). Resident memory of the process, DuckDB included:
at most ${Math.max(...memory).toFixed(0)} MiB; mean of the second quarter ${mean(quarter(memory, 1))} MiB, of the last ${mean(quarter(memory, 3))} MiB.`;
}

function soakText(result: OverloadResult): string {
  const { acknowledged, stored, memory } = result;
  return `${values["soak-hours"]} simulated hours of ${SOAK.sensors} sensors, a waveform every ${SOAK.stepMs / 1000} s of source time, sent in ${memory.length} s: ${acknowledged} acknowledged, ${stored} stored. Resident memory: mean of the
second quarter ${mean(quarter(memory, 1))} MiB, of the third ${mean(quarter(memory, 2))} MiB, of the last ${mean(quarter(memory, 3))} MiB.`;
}

function quarter(values: readonly number[], n: number): readonly number[] {
  return values.slice(
    Math.floor((values.length * n) / 4),
    Math.floor((values.length * (n + 1)) / 4),
  );
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(0);
}
