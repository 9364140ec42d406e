import { appendFileSync } from "node:fs";
import { defaultThreads } from "@raceway/ingest/analysis/manipulation-pool";
import type { SensorRecord } from "@raceway/model/record";
import type { RecordedLife } from "@raceway/model/recorded-life";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { Verdict } from "@raceway/model/verdict";
import { StoreUnavailable, type TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Summary } from "@raceway/wire/verdict-message";
import cliProgress from "cli-progress";
import type { Command } from "commander";
import { mqttLogin, mqttUrlOption, names, positiveNumber, wholeNumber } from "../options.ts";
import { readPlant } from "../plant-option.ts";
import { replayDirect } from "../replay/direct.ts";
import { describeSummary, describeVerdict } from "../replay/in-words.ts";
import { openTraceRecords, type TraceRecords } from "../replay/replay.ts";
import { storedReadings } from "../replay/stored.ts";
import { createTally, type Tally } from "../replay/tally.ts";
import { replayThroughMqtt } from "../replay/through-mqtt.ts";
import { openStore } from "../store-option.ts";

interface ReplayOptions {
  readonly plant: string;
  readonly columns?: readonly string[];
  readonly direct?: true;
  readonly json?: true;
  readonly speed?: number;
  readonly mqtt: string;
  readonly store?: string;
  readonly recordLife?: string;
  readonly threads: number;
}

/** `raceway replay PATH`: a recording through the chain, or through MQTT like sensors send it. */
export function addReplayCommand(program: Command): void {
  program
    .command("replay")
    .description("send a recorded trace through the chain, and print the verdicts")
    .argument(
      "<path>",
      "a recording: a file, directory or archive of tables, MAT, HDF5, TDMS, WAV, … (packages/traces/README.md); or influxdb://host:8086/database, duckdb:PATH: the trends in a store",
    )
    .requiredOption("--plant <file>", "the plant file that says what the recording's channels are")
    .option("--columns <names>", "names of the recording's columns in file order: time,x,y", names)
    .option("--direct", "straight into the chain, without MQTT and journal")
    .option("--json", "one JSON object a line on stdout (docs/verdicts.md), nothing else")
    .option(
      "--speed <factor>",
      "source seconds per second; default: as fast as it goes",
      positiveNumber,
    )
    .addOption(mqttUrlOption())
    .option(
      "--store <url>",
      "with --direct: also write to duckdb:PATH or influxdb://host:8086/database",
    )
    .option(
      "--record-life <file>",
      "with --direct: the recording goes to a bearing's end; add its life to a file for `finishedLives` of a plant file",
    )
    .option("--threads <n>", "worker threads of --direct", wholeNumber, defaultThreads())
    .action(replay);
}

async function replay(path: string, options: ReplayOptions): Promise<void> {
  if (options.recordLife !== undefined && !options.direct)
    throw new RangeError(
      "--record-life needs --direct: a service remembers its bearings' lives itself",
    );
  const plant = readPlant(options.plant);
  const tally = createTally();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const progress = createProgress(options.json !== true);
  if (STORE.test(path)) return replayStored(path, plant, options);
  const opened = await openTraceRecords({
    path,
    plant,
    ...(options.speed !== undefined && { speed: options.speed }),
    onProblem(where, reason) {
      tally.problem();
      say(`left out: ${where}: ${reason}`);
    },
    onNote: (where, note) => say(`note: ${where}: ${note}`),
    ...(options.columns !== undefined && { columns: options.columns }),
    onRecord(record) {
      tally.record(record);
      progress.record(record.time);
    },
  });
  say(opened.trace.describe);
  for (const text of describeMapping(opened)) say(text);
  const onVerdict = (verdict: Verdict) =>
    print(tally.verdict(verdict), verdict, options.json === true);
  const started = performance.now();
  progress.start(opened.trace.records);
  if (options.direct) await direct(options, { plant, opened, onVerdict });
  else await throughMqtt(options, { plant, opened, onVerdict });
  progress.stop();
  finish(tally, (performance.now() - started) / 1000, options.json === true);
}

/** What is no path, but a store. */
const STORE = /^(influxdbs?:\/\/|duckdb:)/;

/** Trends of a store judged again: with another plant file's limits, say. */
async function replayStored(
  url: string,
  plant: ReturnType<typeof readPlant>,
  options: ReplayOptions,
): Promise<void> {
  const source = await openStore(url);
  const tally = createTally();
  const started = performance.now();
  try {
    const { describe, said, records: stored } = await storedReadings(source, plant);
    for (const text of [describe, ...said]) process.stderr.write(`${text}\n`);
    const records = counted(stored, tally);
    const onVerdict = (verdict: Verdict) =>
      print(tally.verdict(verdict), verdict, options.json === true);
    const replayed = { plant, opened: { records }, onVerdict };
    if (options.direct) await direct(options, replayed);
    else await throughMqtt(options, replayed);
  } finally {
    await source.close();
  }
  finish(tally, (performance.now() - started) / 1000, options.json === true);
}

async function* counted(records: readonly SensorRecord[], tally: Tally) {
  for (const record of records) {
    tally.record(record);
    yield record;
  }
}

interface Replayed {
  readonly plant: ReturnType<typeof readPlant>;
  readonly opened: Pick<TraceRecords, "records">;
  readonly onVerdict: (verdict: Verdict) => void;
}

async function direct(
  options: ReplayOptions,
  { plant, opened, onVerdict }: Replayed,
): Promise<void> {
  const store = options.store === undefined ? undefined : await openStore(options.store);
  const rows: Record<string, number> = {};
  try {
    await replayDirect({
      plant,
      records: opened.records,
      threads: options.threads,
      onVerdict,
      ...(options.recordLife !== undefined && { onLives: appendTo(options.recordLife) }),
      ...(store && { onRows: (batch: readonly TelemetryPoint[]) => write(store, batch, rows) }),
    });
  } finally {
    await store?.close();
  }
  if (store) process.stderr.write(`rows written to ${store.name}: ${JSON.stringify(rows)}\n`);
}

function appendTo(file: string) {
  return (lives: readonly RecordedLife[]) => {
    appendFileSync(file, lives.map((life) => `${JSON.stringify(life)}\n`).join(""));
    const found = lives.map(({ kind }) => kind).join(", ") || "none: no level reached its limit";
    process.stderr.write(`finished lives added to ${file}: ${found}\n`);
  };
}

/** Writes a batch; a store that is away for a moment is waited for, one that stays away ends the replay. */
async function write(
  store: TelemetryStore,
  batch: readonly TelemetryPoint[],
  rows: Record<string, number>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const refused = await store.write(batch);
      for (const { measurement } of batch) rows[measurement] = (rows[measurement] ?? 0) + 1;
      for (const { point, reason } of refused)
        process.stderr.write(`refused by ${store.name}: ${point.measurement}: ${reason}\n`);
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || attempt === 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }
}

async function throughMqtt(
  options: ReplayOptions,
  { plant, opened, onVerdict }: Replayed,
): Promise<void> {
  await replayThroughMqtt({
    plant,
    records: opened.records,
    url: options.mqtt,
    onVerdict,
    ...mqttLogin(),
  });
}

function describeMapping({ mapping }: TraceRecords): string[] {
  const found = [...mapping.targets].map(
    ([name, { context, channel }]) =>
      `  ${name} → ${context.point.path}/${channel.id} (${channel.kind})`,
  );
  return [...found, ...mapping.missing.map((text) => `  not there: ${text}`)];
}

function print(line: string, verdict: Verdict, json: boolean): void {
  process.stdout.write(json ? `${line}\n` : `${describeVerdict(verdict)}\n`);
}

function finish(tally: Tally, wallSeconds: number, json: boolean): void {
  const summary: Summary = tally.summary(wallSeconds);
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : `${describeSummary(summary)}\n`);
  if (summary.records > 0) return;
  process.stderr.write("raceway: nothing was read of the recording\n");
  process.exitCode = 1;
}

/** A bar on a terminal; nothing where stderr is a file or every line of stdout is data. */
function createProgress(wanted: boolean) {
  const bar =
    wanted && process.stderr.isTTY
      ? new cliProgress.SingleBar(
          { format: "{bar} {value}/{total} blocks  {eta_formatted}", stream: process.stderr },
          cliProgress.Presets.shades_classic,
        )
      : undefined;
  return {
    start: (total: number) => bar?.start(total, 0),
    record: (_time: bigint) => bar?.increment(),
    stop: () => bar?.stop(),
  };
}
