import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { until } from "../running-ingest.ts";
import { startInfluxd } from "../servers/influxd.ts";
import { startMosquitto } from "../servers/mosquitto.ts";
import { benchPage, type Latency, type Throughput } from "./bench-page.ts";
import { block } from "./blocks.ts";
import { cpuByThread, cpuSeconds, peakMegabytes } from "./process-use.ts";
import { openPublisher } from "./publisher.ts";
import { startStoreProxy } from "./store-proxy.ts";
import { SYSTEMS, type System } from "./systems.ts";

/**
 * `npm run peers`: the whole service beside what one would build instead, turn by turn in one run: blocks of 8192 samples at QoS 1 → system → every result in InfluxDB 1.x.
 * Only what was analysed and stored counts. Writes docs/peers.md with `--page docs/peers.md`. Exit code 1 when a block was not stored.
 *
 * Needs influxd, mosquitto and, for Python's part, a Python with NumPy, SciPy and paho-mqtt (Debian: python3-scipy, python3-paho-mqtt); Node-RED is installed on demand.
 */
const { values } = parseArgs({
  options: {
    systems: { type: "string", default: "raceway,raceway-bare,python-best,python-typical" },
    rounds: { type: "string", default: "3" },
    /** Blocks of each round, after the warm-up. */
    blocks: { type: "string", default: "8000" },
    /** Blocks a second at which latency is measured, by system; 0: not measured. */
    "latency-rate": { type: "string", default: "100" },
    "latency-seconds": { type: "string", default: "15" },
    python: { type: "string", default: "/usr/bin/python3" },
    page: { type: "string" },
  },
});
const POINTS = 20;
/** Points whose outer race is damaged from the end of the warm-up on. */
const SICK = 2;
/** Blocks of each point before it counts: until code is compiled and what is normal is learnt. */
const WARM_UP = 80;
const STEP = 10_000_000_000n;
const VARIANTS = 16;

const variants = (blow: number) => Array.from({ length: VARIANTS }, (_, v) => block(v + 1, blow));
const sound = variants(0);
const damaged = variants(1.2);

await using stack = new AsyncDisposableStack();
const influxd = await startInfluxd();
stack.defer(() => influxd.stop());
const mosquitto = await startMosquitto({
  persistence: false,
  config: ["max_inflight_messages 1000", "max_queued_messages 100000"],
});
stack.defer(() => mosquitto.stop());

/** The k-th message of a run that begins at a source time. */
function messages(system: System, begin: bigint) {
  return (k: number) => {
    const point = k % POINTS;
    const turn = Math.floor(k / POINTS);
    const kind = point < SICK && turn >= WARM_UP ? damaged : sound;
    const samples = kind[(5 * point + 3 * turn) % VARIANTS] ?? new Int16Array(0);
    return system.message(point, begin + BigInt(turn) * STEP, samples);
  };
}

const keyOf = (k: number, begin: bigint) =>
  `p${k % POINTS} ${begin + BigInt(Math.floor(k / POINTS)) * STEP}`;

/** Source times lie some days back, so that none is ahead of the clock. */
const beginning = () => BigInt(Date.now() - 20 * 86_400_000) * 1_000_000n;

async function stored(database: string): Promise<number> {
  const answer = JSON.parse(
    await influxd.query(`SELECT count(rms) FROM ${database}.autogen.indicator`),
  );
  return answer.results?.[0]?.series?.[0]?.values[0][1] ?? 0;
}

async function freshDatabase(name: string): Promise<string> {
  const database = `bench_${name.replaceAll("-", "_")}`;
  await influxd.query(`DROP DATABASE ${database}`);
  await influxd.query(`CREATE DATABASE ${database}`);
  return database;
}

async function started(system: System, database: string, influxPort: number) {
  const { python } = values;
  const brokerPort = mosquitto.port;
  return system.start({ points: POINTS, influxPort, database, brokerPort, python });
}

const influxPort = Number(new URL(influxd.url).port);

/** Processor seconds of the servers, the system and this publisher together, and of the system alone. */
function spent(pid: number) {
  const { user, system } = process.cpuUsage();
  const own = cpuSeconds(pid);
  const servers = cpuSeconds(influxd.pid()) + cpuSeconds(mosquitto.pid());
  return { own, all: own + servers + (user + system) / 1e6, threads: cpuByThread(pid) };
}

async function throughput(name: string, system: System): Promise<Throughput> {
  const count = Number(values.blocks);
  const warm = WARM_UP * POINTS;
  const database = await freshDatabase(name);
  const running = await started(system, database, influxPort);
  const publisher = await openPublisher(running.port, POINTS);
  try {
    const messageOf = messages(system, beginning());
    await publisher.publish(0, warm, messageOf);
    await until("the warm-up to be stored", async () => (await stored(database)) >= warm, 300_000);
    const before = spent(running.pid);
    const start = performance.now();
    await publisher.publish(warm, warm + count, messageOf);
    await until("all to be stored", async () => (await stored(database)) >= warm + count, 300_000);
    const seconds = (performance.now() - start) / 1000;
    const after = spent(running.pid);
    const threads = [...after.threads]
      .map(
        ([thread, cpu]) =>
          [thread, ((cpu - (before.threads.get(thread) ?? 0)) * 1000) / count] as const,
      )
      .filter(([, ms]) => ms > 0.005)
      .sort((a, b) => b[1] - a[1]);
    return {
      name,
      title: system.name,
      blocksPerSecond: count / seconds,
      blocksPerCpuSecond: count / (after.all - before.all),
      serviceMs: ((after.own - before.own) * 1000) / count,
      threads,
      peakMegabytes: peakMegabytes(running.pid),
      missing: warm + count - (await stored(database)),
    };
  } finally {
    await publisher.close();
    await running.stop();
  }
}

async function latency(name: string, system: System): Promise<Latency> {
  const rate = Number(values["latency-rate"]);
  const database = await freshDatabase(name);
  const proxy = await startStoreProxy(influxd.url);
  const running = await started(system, database, proxy.port);
  const publisher = await openPublisher(running.port, POINTS);
  try {
    const begin = beginning();
    const messageOf = messages(system, begin);
    const warm = 5 * rate;
    const to = warm + rate * Number(values["latency-seconds"]);
    const sentAt = new Map<string, number>();
    const onSent = (k: number) => {
      if (k >= warm) sentAt.set(keyOf(k, begin), performance.now());
    };
    await publisher.publish(0, to, messageOf, { rate, onSent });
    const waits = () => [...sentAt.keys()].some((key) => !proxy.storedAt.has(key));
    await until("all rows to be stored", async () => !waits(), 60_000);
    const took = [...sentAt].map(([key, at]) => (proxy.storedAt.get(key) ?? Number.NaN) - at);
    took.sort((a, b) => a - b);
    const share = (part: number) =>
      took[Math.min(took.length - 1, Math.floor(part * took.length))] ?? 0;
    return { name, title: system.name, rate, p50: share(0.5), p99: share(0.99) };
  } finally {
    await publisher.close();
    await running.stop();
    await proxy.close();
  }
}

const asked = values.systems.split(",").map((name) => {
  const system = SYSTEMS[name];
  if (system === undefined)
    throw new Error(`no system "${name}": there are ${Object.keys(SYSTEMS).join(", ")}`);
  return [name, system] as const;
});
const runs: Throughput[] = [];
const waits: Latency[] = [];
const loads: number[] = [];
for (let round = 0; round < Number(values.rounds); round++)
  for (const [name, system] of asked) {
    loads.push(loadavg()[0] ?? 0);
    const run = await throughput(name, system);
    runs.push(run);
    console.log(
      `${run.title}: ${run.blocksPerSecond.toFixed(0)} blocks/s, ${run.blocksPerCpuSecond.toFixed(0)} a CPU-second, ${run.serviceMs.toFixed(2)} ms of the service, ${run.threads.map(([thread, ms]) => `${thread} ${ms.toFixed(2)}`).join(", ")}, load ${loads.at(-1)?.toFixed(1)}`,
    );
    await sleep(1000);
  }
if (Number(values["latency-rate"]) > 0)
  for (const [name, system] of asked.filter(([name]) => name !== "node-red")) {
    const wait = await latency(name, system);
    waits.push(wait);
    console.log(
      `${wait.title}: row after ${wait.p50.toFixed(0)} / ${wait.p99.toFixed(0)} ms at ${wait.rate} blocks/s`,
    );
  }
if (values.page !== undefined) {
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}`;
  const own = readFileSync("/proc/version", "utf8").split(" ")[2] ?? "";
  const text = benchPage({
    runs,
    waits,
    loads,
    machine: `${machine}, Linux ${own}`,
    blocks: Number(values.blocks),
  });
  writeFileSync(values.page, text);
}
process.exitCode = runs.some(({ missing }) => missing > 0) ? 1 : 0;
