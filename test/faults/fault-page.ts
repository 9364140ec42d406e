import { availableParallelism } from "node:os";
import type { Capacity } from "./capacity.ts";
import { type FaultResult, LIVE_SECONDS } from "./fault-run.ts";
import type { OverloadOptions, OverloadResult } from "./overload.ts";

export interface FaultPage {
  readonly results: readonly FaultResult[];
  /** Names of what did not come to a result. */
  readonly failed: readonly string[];
  readonly sensors: number;
  /** Waveforms a second. */
  readonly rate: number;
  /** Mean load average of the machine while it ran. */
  readonly loadAverage: number;
  readonly capacity: readonly Capacity[];
  readonly capacityLoad: number;
  readonly overload:
    | { readonly options: OverloadOptions; readonly result: OverloadResult }
    | undefined;
  readonly soak:
    | {
        readonly hours: number;
        readonly options: OverloadOptions;
        readonly result: OverloadResult;
      }
    | undefined;
}

/** One row of the table. */
export function faultRow(result: FaultResult): string {
  const { name, rounds, acknowledged, stored, lost, doubled, lostByBroker, note } = result;
  const recovery = `${result.recovery.toFixed(1)} s (${result.allowed.toFixed(1)} s)`;
  const counts = [rounds, acknowledged, stored, lost, doubled, lostByBroker];
  return `| ${name} | ${counts.join(" | ")} | ${recovery} | ${note} |`;
}

/** docs/faults.md. */
export function faultPage(page: FaultPage): string {
  const { results, failed, sensors, rate, loadAverage, capacity, overload, soak } = page;
  const sum = (of: (result: FaultResult) => number) => results.reduce((n, r) => n + of(r), 0);
  const totals = [
    sum((r) => r.rounds),
    sum((r) => r.acknowledged),
    sum((r) => r.stored),
    sum((r) => r.lost),
    sum((r) => r.doubled),
    sum((r) => r.lostByBroker),
  ];
  return `<!-- Written by test/faults/table.ts (npm run faults). -->
# Faults

Each fault is done to a real \`raceway ingest\` process, with real servers, while ${sensors} sensors send ${rate} waveforms a second (512 samples each) and keep every one
until it is acknowledged. Afterwards every waveform is looked up in the store, and what the models remember is compared, byte for byte, with an analysis that nothing
disturbed: a waveform counted twice, left out or out of order would show there. What is promised, and to whom: [durability.md](durability.md). Faults drawn at random, one upon the other: [rounds.md](rounds.md).

Measured on ${availableParallelism()} cores shared with other work (mean load average during the run ${loadAverage.toFixed(0)}); the sensors, the servers and ingest share them too. How soon results are live again after a
process was killed is mostly how long it takes to start, and that grows with the load of the machine.

| fault | rounds | acked | stored | lost | doubled | lost by the foreign broker | live again, worst (allowed) | |
|---|---|---|---|---|---|---|---|---|
${results.map(faultRow).join("\n")}
| **all** | ${totals.join(" | ")} | | |
${failed.length === 0 ? "" : `\nIn this run the following came to no result: ${failed.join("; ")}.\n`}
- *acked*: acknowledged to a sensor, by Raceway's gateway or by the foreign broker.
- *stored*: its result is in the store.
- *lost*: taken over by Raceway, and without a result.
- *doubled*: rows that nobody sent, and points whose models differ from those of an undisturbed analysis.
- *lost by the foreign broker*: acknowledged by Mosquitto and never given to Raceway.
- *live again*: from the fault's end until every sensor has a result in the store that is less than ${LIVE_SECONDS} s old (unless something is wrong, one waits up to a second for others). Allowed are 10 s and the backlog at three times live speed.

${[
  ...(capacity.length === 0
    ? []
    : [`## What one ingest takes\n\n${capacityText(capacity, page.capacityLoad)}`]),
  ...(overload === undefined ? [] : [`## Overload\n\n${overloadText(overload)}`]),
  ...(soak === undefined ? [] : [`## Soak\n\n${soakText(soak)}`]),
].join("\n\n")}
`;
}

/** How much one ingest takes. */
export function capacityText(found: readonly Capacity[], loadAverage: number): string {
  const rows = found.map(
    ({ store, analysed, leftBehind, cores }) =>
      `| ${store} | ${analysed.toFixed(0)} | ${leftBehind.toFixed(1)} | ${cores.toFixed(2)} |`,
  );
  return `With sensors that always have one more waveform of 512 samples, on the same cores (load average ${loadAverage.toFixed(0)}):

| store | waveforms a second, door to results | outbox rows a second left behind | cores that ingest took |
|---|---|---|---|
${rows.join("\n")}`;
}

/** What an overload came to. */
export function overloadText({ options, result }: NonNullable<FaultPage["overload"]>): string {
  const { measured, acknowledged, analysed, thinned, stored, mostEvery, memory } = result;
  return `${options.sensors} sensors measured ${options.rate} waveforms a second for ${options.seconds} s, more than this machine can analyse (\`${options.args?.join(" ")}\`). Of ${measured} measured,
${acknowledged} were acknowledged (the rest stayed with the sensors); ${analysed} were analysed and ${stored} stored, ${thinned} let go and counted while one waveform in k was analysed (k up to ${mostEvery}).
Resident memory of the process, DuckDB included: at most ${Math.max(...memory).toFixed(0)} MiB; by quarters of the time, on average ${quarters(memory)} MiB.`;
}

/** What a soak came to. */
export function soakText({ hours, options, result }: NonNullable<FaultPage["soak"]>): string {
  const { acknowledged, stored, memory } = result;
  return `${hours} simulated hours of ${options.sensors} sensors, a waveform every ${(options.stepMs ?? 0) / 1000} s of source time, sent in ${options.seconds} s: ${acknowledged} acknowledged, ${stored} stored.
Resident memory of the process, DuckDB included: by quarters of the time, on average ${quarters(memory)} MiB.`;
}

function quarters(values: readonly number[]): string {
  return [0, 1, 2, 3]
    .map((n) => {
      const part = values.slice((values.length * n) / 4, (values.length * (n + 1)) / 4);
      return (part.reduce((sum, value) => sum + value, 0) / part.length).toFixed(0);
    })
    .join(", ");
}
