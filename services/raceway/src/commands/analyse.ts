import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createManipulation } from "@raceway/condition/manipulation/manipulation";
import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import { type PointContext, pointsOf } from "@raceway/model/plant";
import type { Waveform } from "@raceway/model/record";
import type { DiagnosisVerdict } from "@raceway/model/verdict";
import type { Command } from "commander";
import { drawPictures } from "../analyse/pictures.ts";
import { names, wholeNumber } from "../options.ts";
import { readPlant } from "../plant-option.ts";
import { openTraceRecords } from "../replay/replay.ts";

interface AnalyseOptions {
  readonly plant: string;
  readonly columns?: readonly string[];
  readonly channel?: string;
  readonly blocks: number;
  readonly pictures?: string;
  readonly json?: true;
}

/** `raceway analyse PATH`: a closer look at one channel of a recording. */
export function addAnalyseCommand(program: Command): void {
  program
    .command("analyse")
    .description(
      "one channel of a recording: its indicators, its diagnosis, and pictures of its spectra",
    )
    .argument("<path>", "a recording, as for replay")
    .requiredOption("--plant <file>", "the plant file that says what the recording's channels are")
    .option("--columns <names>", "names of the recording's columns in file order: time,x,y", names)
    .option("--channel <point/channel>", "default: the first with waveforms")
    .option("--blocks <n>", "how many blocks from the start", wholeNumber, 40)
    .option("--pictures <dir>", "write kurtogram.svg, envelope.svg and orders.svg there")
    .option("--json", "one JSON object on stdout, nothing else")
    .action(analyse);
}

async function analyse(path: string, options: AnalyseOptions): Promise<void> {
  const plant = readPlant(options.plant);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const { trace, records } = await openTraceRecords({
    path,
    plant,
    onProblem: (where, reason) => say(`left out: ${where}: ${reason}`),
    onNote: (where, note) => say(`note: ${where}: ${note}`),
    onRecord: () => {},
    ...(options.columns !== undefined && { columns: options.columns }),
  });
  say(trace.describe);
  const waveforms = await firstWaveforms(records, options);
  const [first] = waveforms;
  if (first === undefined) {
    throw new RangeError(
      `${path} has no waveform${options.channel === undefined ? "" : ` of ${options.channel}`} that the plant file names`,
    );
  }
  const context = pointsOf(plant).get(first.point);
  if (context === undefined)
    throw new RangeError(`the plant has no measurement point ${first.point}`);
  const { indicators, diagnosis } = judge(plant, context, waveforms);
  const result = {
    point: first.point,
    channel: first.channel,
    blocks: waveforms.length,
    indicators,
    diagnosis: diagnosis ?? null,
  };
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${inWords(result)}\n`);
  if (options.pictures !== undefined)
    for (const file of await draw(options.pictures, context, waveforms)) say(`drew ${file}`);
}

async function firstWaveforms(
  records: Awaited<ReturnType<typeof openTraceRecords>>["records"],
  { channel, blocks }: AnalyseOptions,
): Promise<readonly Waveform[]> {
  const found: Waveform[] = [];
  for await (const record of records) {
    if (record.type !== "waveform") continue;
    const name = `${record.point.split("/").at(-1)}/${record.channel}`;
    const wanted =
      channel === undefined
        ? found[0] === undefined || sameChannel(found[0], record)
        : name === channel;
    if (wanted) found.push(record);
    if (found.length >= blocks) break;
  }
  return found;
}

function sameChannel(a: Waveform, b: Waveform): boolean {
  return a.point === b.point && a.channel === b.channel;
}

/** Median of each indicator over the blocks, and the diagnosis that stands at their end. */
function judge(
  plant: ReturnType<typeof readPlant>,
  context: PointContext,
  waveforms: readonly Waveform[],
) {
  const manipulate = createManipulation(context);
  const analysis = createPlantAnalysis(plant);
  const values = new Map<string, number[]>();
  let diagnosis: DiagnosisVerdict | undefined;
  for (const waveform of waveforms) {
    const observation = manipulate(waveform);
    for (const [name, value] of Object.entries(observation.indicators))
      values.set(name, [...(values.get(name) ?? []), value]);
    for (const verdict of analysis.judge(observation)?.verdicts ?? [])
      if (verdict.kind === "diagnosis") diagnosis = verdict;
  }
  const indicators = Object.fromEntries(
    [...values].map(([name, list]) => [name, Number(median(list).toPrecision(6))]),
  );
  return { indicators, diagnosis };
}

function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

async function draw(
  folder: string,
  context: PointContext,
  waveforms: readonly Waveform[],
): Promise<string[]> {
  const [first] = waveforms;
  const speedRpm = first?.speedRpm ?? context.machine.speed.nominalRpm;
  const pictures = await drawPictures({
    title: `${context.point.path}/${first?.channel ?? ""}`,
    waveforms,
    ...(context.point.bearing && { bearing: context.point.bearing }),
    ...(speedRpm !== undefined && { speedRpm }),
  });
  mkdirSync(folder, { recursive: true });
  return Object.entries(pictures).map(([name, svg]) => {
    const file = join(folder, `${name}.svg`);
    writeFileSync(file, svg);
    return file;
  });
}

function inWords({
  point,
  channel,
  blocks,
  indicators,
  diagnosis,
}: {
  readonly point: string;
  readonly channel: string;
  readonly blocks: number;
  readonly indicators: Readonly<Record<string, number>>;
  readonly diagnosis: DiagnosisVerdict | null;
}): string {
  const rows = Object.entries(indicators).map(([name, value]) => `  ${name.padEnd(24)} ${value}`);
  const named =
    diagnosis === null
      ? "none"
      : `${diagnosis.fault} (confidence ${diagnosis.confidence}): ${diagnosis.text}`;
  return [
    `${point}/${channel}, ${blocks} blocks, medians (docs/indicators.md has the units):`,
    ...rows,
    `diagnosis: ${named}`,
  ].join("\n");
}
