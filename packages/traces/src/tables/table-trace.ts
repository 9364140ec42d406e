import { basename } from "node:path";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { type ChannelKind, type Unit, unitFacts } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import { kindInName } from "../channel-kind.ts";
import { fileMoments } from "../file-moments.ts";
import {
  asTraceError,
  cutBlocks,
  DEFAULT_START,
  type Recording,
  readHead,
  readTail,
  SLOWEST_RATE,
} from "../recording.ts";
import { type Trace, type TraceBlock, type TraceChannel, TraceError } from "../trace.ts";
import { completed } from "./missing-samples.ts";
import { checkFaults } from "./read-cells.ts";
import { orderedRows, picked } from "./row-order.ts";
import { rowTimes } from "./row-times.ts";
import { type TablePiece, tablePieces } from "./table-pieces.ts";
import {
  type TableColumn,
  type TableExpectation,
  type TableShape,
  tableShape,
} from "./table-shape.ts";
import { evenRuns } from "./time-column.ts";
import { unitInTitle } from "./titles.ts";

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
  const timed = shape.columns.some(isTime);
  const sampleRate = timed
    ? undefined
    : (shape.preamble.sampleRate ?? layout.sampleRate ?? facts.sampleRate);
  const channels = channelsOf(shape, facts).map(
    ({ channel }): TraceChannel => ({
      ...channel,
      ...(sampleRate !== undefined && { sampleRate }),
    }),
  );
  const count = files.length === 1 ? basename(first) : `${files.length} files`;
  const rate = timed
    ? "rate from its times"
    : sampleRate !== undefined
      ? `${sampleRate} Hz`
      : "rate unknown";
  return {
    format: facts.format,
    describe: `${facts.title}: ${count}, ${channels.length} channels, ${rate}`,
    channels,
    records: files.length,
    blocks: () => blocksOf(recording, facts),
  };
}

/** The shape of the first file that has one. */
async function firstShape(recording: Recording, facts: TableFacts): Promise<TableShape> {
  let fault: TraceError | undefined;
  for (const file of recording.files.slice(0, 8)) {
    try {
      return await shapeOf(recording, file, facts);
    } catch (error) {
      fault ??= asTraceError(file, error);
    }
  }
  throw fault ?? new TraceError(recording.files[0] ?? "", "found no files");
}

async function shapeOf(
  { layout }: Recording,
  file: string,
  facts: TableFacts,
): Promise<TableShape> {
  const head = await readHead(file);
  return tableShape({ file, head, tail: await readTail(file) }, layout, facts);
}

async function* blocksOf(recording: Recording, facts: TableFacts): AsyncGenerator<TraceBlock> {
  const { layout, onProblem } = recording;
  const moments = facts.timeOf ?? fileMoments(recording);
  let next = layout.start ?? DEFAULT_START;
  for (const file of recording.files) {
    let start = next;
    try {
      start = moments?.(file) ?? (await saidStart(recording, file, facts)) ?? next;
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

/** When a file begins by the lines above its rows. */
async function saidStart(
  recording: Recording,
  file: string,
  facts: TableFacts,
): Promise<Nanos | undefined> {
  return (await shapeOf(recording, file, facts)).preamble.start;
}

function spanOf({ samples, sampleRate, offsets }: TraceBlock): Nanos {
  const last = offsets?.at(-1) ?? 0;
  return nanosOfSeconds(Math.max(last, samples.length / (sampleRate ?? SLOWEST_RATE)));
}

/** The blocks of one file, which begins at `start` when its times do not say otherwise. */
async function* fileBlocks(
  recording: Recording,
  file: string,
  facts: TableFacts,
  start: Nanos,
): AsyncGenerator<TraceBlock> {
  const { layout } = recording;
  const shape = await shapeOf(recording, file, facts);
  const tell = teller(recording, file);
  const channels = channelsOf(shape, facts);
  const times = rowTimes(file, shape, layout);
  const own = times === undefined ? shape.preamble.sampleRate : undefined;
  const sampleRate = own ?? layout.sampleRate ?? facts.sampleRate;
  if (own !== undefined) tell.note(`by the lines above its rows it has ${own} Hz`);
  let time = start;
  let clock: ((seconds: number) => Nanos) | undefined;
  let pieces = 0;
  for await (const piece of tablePieces(file, shape)) {
    pieces++;
    checkFaults(file, piece.rows, piece.badRows, piece.firstFault);
    tell.faults(piece);
    const found = times?.(piece);
    if (found === undefined) {
      const shared = { time, ...(sampleRate !== undefined && { sampleRate }) };
      yield* cutBlocks(untimedBlocks(channels, piece, shared), layout);
      time += nanosOfSeconds(piece.rows / (sampleRate ?? SLOWEST_RATE));
      continue;
    }
    const { rows, seconds, notes } = orderedRows(file, found.seconds, pieces === 1 && piece.isLast);
    for (const note of notes) tell.note(note);
    clock ??= found.isAbsolute ? momentOf : clockFrom(seconds[0] ?? 0, time);
    const values = (column: number) => {
      const all = piece.columns[column] ?? new Float64Array();
      return rows === undefined ? all : picked(all, rows);
    };
    const blocks = timedBlocks({
      channels,
      values,
      seconds,
      clock,
      declared: sampleRate,
      file,
      tell,
    });
    yield* cutBlocks(blocks, layout);
  }
}

/** Seconds since 1970 as a double are good to a quarter of a microsecond: finer digits say nothing. */
function momentOf(seconds: number): Nanos {
  return BigInt(Math.round(seconds * 1e6)) * 1000n;
}

function clockFrom(first: number, start: Nanos): (seconds: number) => Nanos {
  return (seconds) => start + nanosOfSeconds(seconds - first);
}

interface ColumnChannel {
  readonly column: number;
  readonly channel: TraceChannel;
}

function channelsOf({ columns }: TableShape, facts: TableFacts): readonly ColumnChannel[] {
  return columns.flatMap((column, index) => {
    if (column.role !== "channel") return [];
    const { name, look } = column;
    const said = facts.unit ?? column.unit ?? unitInTitle(name);
    const known = said === undefined ? undefined : unitNamed(said);
    const kind = facts.kind ?? (known && kindOf(known)) ?? kindInName(name);
    const unit =
      known !== undefined ? { unit: known } : said !== undefined && { foreignUnit: said };
    const told = facts.kind === undefined && {
      looks: look.text,
      ...(look.isStill && { still: true as const }),
    };
    return [{ column: index, channel: { name, ...(kind && { kind }), ...unit, ...told } }];
  });
}

/** `V` and `FS` say nothing of the kind. */
function kindOf(unit: Unit): ChannelKind | undefined {
  const { kind, quantity } = unitFacts(unit);
  return quantity === "relative" ? undefined : kind;
}

/** What every block of a channel says. */
function blockFacts({ name, kind = "vibration", unit, foreignUnit }: TraceChannel) {
  return {
    channel: name,
    kind,
    ...(unit !== undefined && { unit }),
    ...(foreignUnit !== undefined && { foreignUnit }),
  };
}

/** Rows without times: a cell without a number ends a stretch, and leaves its place in time. */
function untimedBlocks(
  channels: readonly ColumnChannel[],
  piece: TablePiece,
  shared: Pick<TraceBlock, "time" | "sampleRate">,
): TraceBlock[] {
  return channels.flatMap(({ column, channel }) => {
    const values = piece.columns[column] ?? new Float64Array();
    return [...finiteRanges(values)].map(([from, to]) => ({
      ...blockFacts(channel),
      ...shared,
      time: shared.time + nanosOfSeconds(from / (shared.sampleRate ?? SLOWEST_RATE)),
      samples: values.subarray(from, to),
    }));
  });
}

function* finiteRanges(values: Float64Array): Generator<readonly [from: number, to: number]> {
  let from = -1;
  for (let at = 0; at <= values.length; at++) {
    const isNumber = at < values.length && Number.isFinite(values[at]);
    if (isNumber && from < 0) from = at;
    if (!isNumber && from >= 0) {
      yield [from, at];
      from = -1;
    }
  }
}

interface TimedRows {
  readonly channels: readonly ColumnChannel[];
  readonly values: (column: number) => Float64Array;
  readonly seconds: Float64Array;
  readonly clock: (seconds: number) => Nanos;
  readonly declared: number | undefined;
  readonly file: string;
  readonly tell: Teller;
}

/** Rows with times: each column at the times at which it has numbers, in evenly spaced stretches. */
function timedBlocks(rows: TimedRows): TraceBlock[] {
  const { channels, values, seconds, clock } = rows;
  const shared = lazily(() => stretches(seconds, rows));
  return channels.flatMap(({ column, channel }) => {
    const all = values(column);
    const isFull = all.every(Number.isFinite);
    const some = isFull ? all : all.filter(Number.isFinite);
    const own = isFull ? seconds : seconds.filter((_, at) => Number.isFinite(all[at]));
    const whole = withoutLosses(own, some, rows);
    const [times, kept] = whole ? [whole.seconds, whole.values] : [own, some];
    const runs = isFull && whole === undefined ? shared() : stretches(times, rows);
    return runs.map(({ from, to, start, rate, rateError }) => ({
      ...blockFacts(channel),
      time: clock(start),
      sampleRate: rate,
      ...(rateError > 0 && { rateError }),
      offsets: times.subarray(from, to).map((time) => time - start),
      samples: kept.subarray(from, to),
    }));
  });
}

/** With what a logger lost put in, and told; undefined where it lost nothing. */
function withoutLosses(seconds: Float64Array, values: Float64Array, { file, tell }: TimedRows) {
  try {
    const whole = completed(seconds, values);
    if (whole !== undefined)
      tell.note(
        `${whole.missing} of ${whole.values.length} samples are missing between its rows: straight lines stand in their places, at the rate of the others`,
      );
    return whole;
  } catch (error) {
    if (error instanceof RangeError) throw new TraceError(file, error.message, { cause: error });
    throw error;
  }
}

function stretches(seconds: Float64Array, { declared, file, tell }: TimedRows) {
  const [first] = seconds;
  if (first === undefined) return [];
  if (seconds.length === 1) return [{ from: 0, to: 1, start: first, rate: 1, rateError: 0.5 }];
  try {
    const found = evenRuns(seconds, declared);
    if (found === undefined)
      throw new TraceError(
        file,
        "its times do not rise; times that rise from row to row, or no time column (trace.columns), would be right",
      );
    const { runs, jitter } = found;
    if (jitter !== undefined)
      tell.note(
        `its times scatter (steps of ${Number(jitter[0].toPrecision(3))} to ${Number(jitter[1].toPrecision(3))} s): read at the mean rate of ${Number((runs[0]?.rate ?? 0).toPrecision(6))} Hz`,
      );
    return runs;
  } catch (error) {
    if (error instanceof RangeError) throw new TraceError(file, error.message, { cause: error });
    throw error;
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

type Teller = ReturnType<typeof teller>;

/** Tells each thing about a file once. */
function teller({ onNote }: Recording, file: string) {
  const said = new Set<string>();
  const note = (text: string) => {
    if (!said.has(text)) onNote?.(file, text);
    said.add(text);
  };
  return {
    note,
    faults({ faults, firstFault }: TablePiece) {
      if (faults > 0)
        note(
          `${faults} ${faults === 1 ? "cell or row is" : "cells or rows are"} no number, the first ${firstFault ?? ""}: left out, and what follows a gap is a new stretch`,
        );
    },
  };
}

function isTime({ role }: TableColumn): boolean {
  return role === "time" || role === "date";
}
