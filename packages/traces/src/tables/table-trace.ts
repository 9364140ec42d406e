import { basename } from "node:path";
import { isoOf, type Nanos, nanosOfSeconds } from "@raceway/model/time";
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
import { columnLook } from "./column-look.ts";
import { type LongColumns, type LongTable, readSeries } from "./long-table.ts";
import { checkFaults } from "./read-cells.ts";
import { orderedRows, picked } from "./row-order.ts";
import { rowTimes } from "./row-times.ts";
import { spectrumBlocks } from "./spectrum-table.ts";
import { type TablePiece, tablePieces } from "./table-pieces.ts";
import {
  type TableColumn,
  type TableExpectation,
  type TableShape,
  tableShape,
} from "./table-shape.ts";
import {
  blockFacts,
  type ColumnChannel,
  clockFrom,
  momentOf,
  type Teller,
  teller,
  timedBlocks,
} from "./timed-rows.ts";
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
  /** It has a row for each value of each series. */
  readonly long?: LongColumns;
}

/** So many files are looked into for the list of channels, and so many values of a series. */
const SURVEYED_FILES = 8;
const LOOKED_AT = 4096;

/** A recording in text tables, one file after another. */
export async function tableTrace(recording: Recording, facts: TableFacts): Promise<Trace> {
  const { files, layout } = recording;
  const [first = recording.path] = files;
  const shape = await firstShape(recording, facts);
  const timed = shape.columns.some(isTime);
  const sampleRate = timed
    ? undefined
    : (shape.preamble.sampleRate ?? layout.sampleRate ?? facts.sampleRate);
  const found =
    facts.long === undefined
      ? channelsOf(shape.columns, facts).filter(({ column }) => column !== shape.axis)
      : await seriesChannels(recording, facts, facts.long);
  const channels = found.map(
    ({ channel }): TraceChannel => ({
      ...channel,
      ...(sampleRate !== undefined && { sampleRate }),
    }),
  );
  const count = files.length === 1 ? basename(first) : `${files.length} files`;
  const rate = timed
    ? "rate from its times"
    : shape.axis !== undefined
      ? "spectra"
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
  for (const file of recording.files.slice(0, SURVEYED_FILES)) {
    try {
      return await shapeOf(recording, file, facts);
    } catch (error) {
      fault ??= asTraceError(file, error);
    }
  }
  throw fault ?? new TraceError(recording.files[0] ?? "", "found no files");
}

/** The shape that was found last of each recording: it is asked for several times, of one file after another. */
const lastShapes = new WeakMap<Recording, { readonly file: string; readonly shape: TableShape }>();

async function shapeOf(recording: Recording, file: string, facts: TableFacts): Promise<TableShape> {
  const last = lastShapes.get(recording);
  if (last?.file === file) return last.shape;
  const shape = await foundShape(recording, file, facts);
  lastShapes.set(recording, { file, shape });
  return shape;
}

async function foundShape(
  { layout }: Recording,
  file: string,
  facts: TableFacts,
): Promise<TableShape> {
  const head = await readHead(file);
  const source = { file, head, tail: await readTail(file) };
  if (facts.long === undefined) return tableShape(source, layout, facts);
  // What the layout names are the series.
  const { columns: _, ...rest } = layout;
  return tableShape(source, rest, { ...facts, only: [facts.long.time, facts.long.value] });
}

/** The series of the first files. */
async function seriesChannels(
  recording: Recording,
  facts: TableFacts,
  long: LongColumns,
): Promise<readonly ColumnChannel[]> {
  const columns = new Map<string, TableColumn>();
  for (const file of recording.files.slice(0, SURVEYED_FILES)) {
    try {
      const shape = await shapeOf(recording, file, facts);
      const { series } = await surveyedSeries(recording, file, shape, long);
      for (const { name, values } of series)
        if (!columns.has(name)) columns.set(name, channelColumn(name, values));
    } catch (error) {
      if (recording.files.length === 1) throw asTraceError(file, error);
    }
  }
  return channelsOf([...columns.values()], facts);
}

/** A long table that was read to know its series, and what of it was no number: kept until its blocks are asked for, which come of the same rows. */
const surveyed = new WeakMap<Recording, { readonly table: LongTable; readonly faults: Faults[] }>();
type Faults = Pick<TablePiece, "faults" | "firstFault">;

async function surveyedSeries(
  recording: Recording,
  file: string,
  shape: TableShape,
  long: LongColumns,
): Promise<LongTable> {
  const faults: Faults[] = [];
  const table = await readSeries(file, shape, long, recording.layout, (piece) =>
    faults.push({
      faults: piece.faults,
      ...(piece.firstFault !== undefined && { firstFault: piece.firstFault }),
    }),
  );
  if (recording.files.length === 1) surveyed.set(recording, { table, faults });
  return table;
}

async function seriesOf(
  recording: Recording,
  file: string,
  shape: TableShape,
  long: LongColumns,
  tell: Teller,
): Promise<LongTable> {
  const kept = surveyed.get(recording);
  if (kept === undefined) return readSeries(file, shape, long, recording.layout, tell.faults);
  surveyed.delete(recording);
  for (const each of kept.faults) tell.faults(each);
  return kept.table;
}

function channelColumn(name: string, values: Float64Array = new Float64Array()): TableColumn {
  return { name, role: "channel", look: columnLook(values.subarray(0, LOOKED_AT)) };
}

async function* blocksOf(recording: Recording, facts: TableFacts): AsyncGenerator<TraceBlock> {
  const { layout, onProblem } = recording;
  const moments = facts.timeOf ?? fileMoments(recording);
  let next = layout.start ?? DEFAULT_START;
  if (await isUndated(recording, facts, moments))
    recording.onNote?.(
      recording.path,
      `neither its ${recording.files.length} files nor their names say a time: they begin at ${isoOf(DEFAULT_START)} and follow each other (trace.start, trace.interval and trace.fileTime in the plant file say otherwise)`,
    );
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

/** Whether several files are dated by nothing at all. */
async function isUndated(
  recording: Recording,
  facts: TableFacts,
  moments: ((file: string) => Nanos) | undefined,
): Promise<boolean> {
  const { layout, files } = recording;
  const isDated = moments !== undefined || layout.start !== undefined || facts.format !== "csv";
  if (isDated || files.length < 2) return false;
  const { columns, preamble } = await firstShape(recording, facts);
  return preamble.start === undefined && !columns.some(isTime);
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
  if (facts.long !== undefined) {
    const table = await seriesOf(recording, file, shape, facts.long, tell);
    yield* cutBlocks(seriesBlocks(table, { recording, facts, file, start, tell }), layout);
    return;
  }
  const channels = channelsOf(shape.columns, facts);
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
    const { axis } = shape;
    if (axis !== undefined) {
      const title = shape.columns[axis]?.name ?? "";
      yield* spectrumBlocks(file, channels, piece, { axis, title, time });
      continue;
    }
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

interface SeriesFile {
  readonly recording: Recording;
  readonly facts: TableFacts;
  readonly file: string;
  readonly start: Nanos;
  readonly tell: Teller;
}

/** Each series at its own times. */
function seriesBlocks(
  { series, first, isAbsolute }: LongTable,
  { recording: { layout }, facts, file, start, tell }: SeriesFile,
): TraceBlock[] {
  const clock = isAbsolute ? momentOf : clockFrom(first, start);
  return series.flatMap(({ name, seconds: times, values: all }) => {
    const { rows, seconds, notes } = orderedRows(file, times, true);
    for (const note of notes) tell.note(`${name}: ${note}`);
    const own = rows === undefined ? all : picked(all, rows);
    return timedBlocks({
      channels: channelsOf([channelColumn(name)], facts),
      values: () => own,
      seconds,
      clock,
      declared: layout.sampleRate ?? facts.sampleRate,
      file,
      tell,
    });
  });
}

function channelsOf(columns: readonly TableColumn[], facts: TableFacts): readonly ColumnChannel[] {
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

function isTime({ role }: TableColumn): boolean {
  return role === "time" || role === "date";
}
