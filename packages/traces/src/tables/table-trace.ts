import { basename } from "node:path";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { type ChannelKind, isUnit, type Unit, unitFacts } from "@raceway/model/unit";
import { guessKind } from "../channel-kind.ts";
import {
  asTraceError,
  cutBlocks,
  DEFAULT_START,
  type Recording,
  readHead,
  SLOWEST_RATE,
} from "../recording.ts";
import { type Trace, type TraceBlock, type TraceChannel, TraceError } from "../trace.ts";
import type { NumberTable } from "./number-table.ts";
import { tablePieces } from "./table-pieces.ts";
import {
  type TableColumn,
  type TableExpectation,
  type TableShape,
  tableShape,
} from "./table-shape.ts";
import { epochSeconds, evenRuns, timeScale } from "./time-column.ts";

/** What a publisher's layout says of its tables beyond their numbers. */
export interface TableFacts extends TableExpectation {
  readonly format: string;
  readonly title: string;
  readonly kind?: ChannelKind;
  readonly unit?: Unit;
  /** Hz. */
  readonly sampleRate?: number;
  /** Start of a file, when its name tells. */
  readonly timeOf?: (file: string) => Nanos;
}

/** A recording in text tables, one file after another. */
export async function tableTrace(recording: Recording, facts: TableFacts): Promise<Trace> {
  const { files, layout } = recording;
  const [first = recording.path] = files;
  const shape = await firstShape(recording, facts);
  const sampleRate = layout.sampleRate ?? facts.sampleRate;
  const channels = channelsOf(shape, facts).map(
    ({ channel }): TraceChannel => ({
      ...channel,
      ...(sampleRate !== undefined && { sampleRate }),
    }),
  );
  const timed = sampleRate === undefined && shape.columns.some(isTime);
  const count = files.length === 1 ? basename(first) : `${files.length} files`;
  const rate =
    sampleRate !== undefined ? `${sampleRate} Hz` : timed ? "rate from its times" : "rate unknown";
  return {
    format: facts.format,
    describe: `${facts.title}: ${count}, ${channels.length} channels, ${rate}`,
    channels,
    records: files.length,
    blocks: () => blocksOf(recording, facts),
  };
}

/** The shape of the first file that has one. */
async function firstShape({ files, layout }: Recording, facts: TableFacts): Promise<TableShape> {
  let fault: TraceError | undefined;
  for (const file of files.slice(0, 8)) {
    try {
      return tableShape(file, await readHead(file), layout, facts);
    } catch (error) {
      fault ??= asTraceError(file, error);
    }
  }
  throw fault ?? new TraceError(files[0] ?? "", "found no files");
}

async function* blocksOf(recording: Recording, facts: TableFacts): AsyncGenerator<TraceBlock> {
  const { layout, onProblem } = recording;
  let next = layout.start ?? DEFAULT_START;
  for (const file of recording.files) {
    const start = next;
    try {
      for await (const block of fileBlocks(recording, file, facts, start)) {
        const end = block.time + spanOf(block);
        if (end > next) next = end;
        yield block;
      }
    } catch (error) {
      const fault = asTraceError(file, error);
      if (onProblem === undefined) throw fault;
      onProblem(fault.file, fault.reason);
      continue;
    }
    if (layout.interval !== undefined) next = start + nanosOfSeconds(layout.interval);
  }
}

function spanOf({ samples, sampleRate }: TraceBlock): Nanos {
  return nanosOfSeconds(samples.length / (sampleRate ?? SLOWEST_RATE));
}

/** The blocks of one file, which begins at `start` when neither its name nor its times say otherwise. */
async function* fileBlocks(
  { layout }: Recording,
  file: string,
  facts: TableFacts,
  start: Nanos,
): AsyncGenerator<TraceBlock> {
  const shape = tableShape(file, await readHead(file), layout, facts);
  const sampleRate = layout.sampleRate ?? facts.sampleRate;
  const channels = channelsOf(shape, facts);
  const times = timesOf(shape);
  let time = facts.timeOf?.(file) ?? start;
  let clock: ((seconds: number) => Nanos) | undefined;
  for await (const piece of tablePieces(file, shape)) {
    const stamps = times?.(piece);
    clock ??= stamps && clockFrom(stamps, time);
    const runs = sampleRate === undefined && stamps !== undefined ? evenRuns(stamps) : undefined;
    if (runs !== undefined && clock !== undefined) {
      for (const { from, to, start: begin, rate } of runs) {
        const at = clock(begin);
        const shared = { time: at, sampleRate: rate };
        yield* cutBlocks(blocksFrom(channels, piece, from, to, shared), layout);
      }
    } else {
      const shared = { time, ...(sampleRate !== undefined && { sampleRate }) };
      yield* cutBlocks(blocksFrom(channels, piece, 0, piece.rows, shared), layout);
      time += nanosOfSeconds(piece.rows / (sampleRate ?? SLOWEST_RATE));
    }
  }
}

interface ColumnChannel {
  readonly column: number;
  readonly channel: TraceChannel & { readonly kind: ChannelKind };
}

function channelsOf({ columns }: TableShape, facts: TableFacts): readonly ColumnChannel[] {
  return columns.flatMap(({ name, role }, column) => {
    if (role !== "channel") return [];
    const unit = facts.unit ?? unitInName(name);
    const kind = facts.kind ?? (unit && kindOf(unit)) ?? guessKind(name);
    return [{ column, channel: { name, kind, ...(unit !== undefined && { unit }) } }];
  });
}

/** The unit that ends a title in brackets: `acceleration [m/s2]`. */
function unitInName(name: string): Unit | undefined {
  const text = /[[(]([^\])]+)[\])]$/
    .exec(name)?.[1]
    ?.trim()
    .replace(/\^2|²/, "2")
    .replace("°C", "degC");
  return text !== undefined && isUnit(text) ? text : undefined;
}

/** `V` and `FS` say nothing of the kind. */
function kindOf(unit: Unit): ChannelKind | undefined {
  const { kind, quantity } = unitFacts(unit);
  return quantity === "relative" ? undefined : kind;
}

function blocksFrom(
  channels: readonly ColumnChannel[],
  piece: NumberTable,
  from: number,
  to: number,
  shared: Pick<TraceBlock, "time" | "sampleRate">,
): TraceBlock[] {
  return channels.map(({ column, channel: { name, kind, unit } }) => ({
    channel: name,
    kind,
    ...shared,
    ...(unit !== undefined && { unit }),
    samples: piece.columns[column]?.subarray(from, to) ?? new Float64Array(),
  }));
}

function isTime({ role }: TableColumn): boolean {
  return role === "time" || role === "date";
}

/** The time column of a piece in seconds, if the table has one. */
function timesOf(shape: TableShape): ((piece: NumberTable) => Float64Array) | undefined {
  const column = shape.columns.findIndex(isTime);
  const found = shape.columns[column];
  if (found === undefined) return undefined;
  const scale = found.role === "date" ? 1 : timeScale(found.name);
  return (piece) => {
    const values = piece.columns[column] ?? new Float64Array();
    const factor = epochSeconds(values[0] ?? 0)?.unit ?? scale;
    return factor === 1 ? values : values.map((value) => value * factor);
  };
}

/** Moments of a time column: since 1970, or since its first value. */
function clockFrom(stamps: Float64Array, start: Nanos): (seconds: number) => Nanos {
  const [first = 0] = stamps;
  return epochSeconds(first) !== undefined
    ? (seconds) => nanosOfSeconds(seconds)
    : (seconds) => start + nanosOfSeconds(seconds - first);
}
