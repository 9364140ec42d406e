import { isoOf } from "@raceway/model/time";

export interface Throughput {
  readonly name: string;
  readonly title: string;
  readonly blocksPerSecond: number;
  /** Over service, InfluxDB, broker and publisher together. */
  readonly blocksPerCpuSecond: number;
  /** Processor time of the service a block, milliseconds; and by its threads. */
  readonly serviceMs: number;
  readonly threads: readonly (readonly [thread: string, milliseconds: number])[];
  readonly peakMegabytes: number;
  /** Blocks that were published and are not in the store. */
  readonly missing: number;
}

/** From publication to the stored row, milliseconds. */
export interface Latency {
  readonly name: string;
  readonly title: string;
  /** Blocks a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

export interface BenchPage {
  readonly runs: readonly Throughput[];
  readonly waits: readonly Latency[];
  /** Load average before each run. */
  readonly loads: readonly number[];
  readonly machine: string;
  readonly blocks: number;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

const span = (values: readonly number[], digits = 0) =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;

/** docs/peers.md. */
export function benchPage({ runs, waits, loads, machine, blocks }: BenchPage): string {
  const names = [...new Set(runs.map(({ name }) => name))];
  const of = (name: string) => runs.filter((run) => run.name === name);
  const rows = names.map((name) => {
    const own = of(name);
    const threads = (own.at(-1)?.threads ?? []).slice(0, 3);
    const cells = [
      own[0]?.title ?? name,
      span(own.map((run) => run.blocksPerSecond)),
      span(own.map((run) => run.blocksPerCpuSecond)),
      span(
        own.map((run) => run.serviceMs),
        2,
      ),
      threads.map(([thread, ms]) => `${thread} ${ms.toFixed(2)}`).join(", "),
      Math.max(...own.map((run) => run.peakMegabytes)).toFixed(0),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const ratios = names
    .filter((name) => name.startsWith("raceway"))
    .flatMap((ours) =>
      names
        .filter((name) => !name.startsWith("raceway"))
        .map((theirs) => {
          const ratio = (pick: (run: Throughput) => number) =>
            (median(of(ours).map(pick)) / median(of(theirs).map(pick))).toFixed(2);
          const both = [of(ours)[0]?.title, of(theirs)[0]?.title].join(" | ");
          return `| ${both} | ${ratio((run) => run.blocksPerSecond)} | ${ratio((run) => run.blocksPerCpuSecond)} |`;
        }),
    );
  const latencies = waits.map(
    ({ title, rate, p50, p99 }) => `| ${title} | ${rate} | ${p50.toFixed(0)} | ${p99.toFixed(0)} |`,
  );
  const day = isoOf(BigInt(Date.now()) * 1_000_000n).slice(0, 10);
  return `<!-- Written by test/bench/main.ts (npm run peers). -->
# Beside its peers

Publisher (20 connections, QoS 1, blocks of 8192 16-bit samples at 25.6 kHz) → system → every result in InfluxDB 1.x; turn by turn in one run, ${blocks} blocks a turn after a warm-up, each counted once it is
stored. Two of the twenty points have a damaged outer race. ${day}; ${machine}; load average ${Math.min(...loads).toFixed(1)}–${Math.max(...loads).toFixed(1)} before the turns. The peers stand in \`test/bench\`.

| | blocks/s | blocks a CPU-second, all processes | ms of CPU a block, the service | by thread | peak MB |
|---|---|---|---|---|---|
${rows.join("\n")}

Median of the rounds (smallest–largest).

| | against | blocks/s | per CPU-second |
|---|---|---|---|
${ratios.join("\n")}

Publish → row in the store:

| | blocks/s | p50 ms | p99 ms |
|---|---|---|---|
${latencies.join("\n")}

Raceway does more with a block (faults of the sensor, velocity, learnt limits, named faults, remaining life, a journal on disk before the acknowledgement); what that costs is the difference of its two lines.
`;
}
