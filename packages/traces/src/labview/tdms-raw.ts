import { TraceError } from "../trace.ts";
import type { GrowingNumbers } from "./growing-numbers.ts";
import type { TdmsBounds } from "./tdms-bounds.ts";
import { DAQMX_TYPES, NUMBERS, sizeOf } from "./tdms-types.ts";

/** How many values of a channel a chunk holds, and of what type. */
export interface PlainIndex {
  readonly type: number;
  readonly values: number;
  readonly bytes: number;
}

/** Where in the rows of a card's buffer a channel's raw numbers stand, as DAQmx writes them without converting. */
export interface DaqmxIndex {
  readonly values: number;
  /** Of `DAQMX_TYPES`. */
  readonly code: number;
  readonly buffer: number;
  /** Bytes into a row; bits where it is one line of a digital port. */
  readonly offset: number;
  readonly isLine: boolean;
  /** Bytes of a row, for each buffer. */
  readonly widths: readonly number[];
}

export type RawIndex = PlainIndex | DaqmxIndex;

/** A channel that has data in a segment, and where its numbers go. */
export interface RawChannel {
  readonly index: RawIndex;
  readonly numbers: GrowingNumbers;
}

export interface RawData {
  readonly view: DataView;
  readonly from: number;
  readonly to: number;
  readonly little: boolean;
  readonly interleaved: boolean;
  /** The recorder did not live to write the segment's end. */
  readonly unfinished: boolean;
  readonly file: string;
  readonly bounds: TdmsBounds;
}

/** The numbers of a segment, chunk after chunk, into the channels' own. @throws TraceError when there are more than the bounds have. */
export function readChunks(channels: readonly RawChannel[], raw: RawData): void {
  if (raw.to <= raw.from) return;
  const plain = channels.filter((one): one is PlainChannel => "type" in one.index);
  const daqmx = channels.filter((one): one is DaqmxChannel => "widths" in one.index);
  if (plain.length > 0 && daqmx.length > 0)
    throw new TraceError(
      raw.file,
      "damaged TDMS file: a segment of both converted numbers and DAQmx's raw ones",
    );
  if (daqmx.length > 0) readDaqmx(daqmx, raw);
  else if (raw.interleaved) readInterleaved(plain, raw);
  else readContiguous(plain, raw);
}

type PlainChannel = RawChannel & { readonly index: PlainIndex };
type DaqmxChannel = RawChannel & { readonly index: DaqmxIndex };

/** Evenly spaced places, in each of some chunks that follow one another. */
interface Rows {
  readonly type: number;
  /** Of the first. */
  readonly from: number;
  /** Bytes apart. */
  readonly step: number;
  readonly count: number;
  /** Default: one chunk. */
  readonly chunks?: Chunks;
}

interface Chunks {
  readonly bytes: number;
  readonly count: number;
}

const ONE: Chunks = { bytes: 0, count: 1 };

/** The numbers at those places; nothing for a type that is no number. Returns what was added. */
function keep(
  numbers: GrowingNumbers,
  raw: RawData,
  { type, from, step, count, chunks = ONE }: Rows,
) {
  const read = NUMBERS[type]?.[1];
  if (read === undefined || count * chunks.count === 0) return undefined;
  raw.bounds.numbers(count * chunks.count);
  const kept = numbers.more(count * chunks.count);
  let at = 0;
  for (let chunk = 0; chunk < chunks.count; chunk++) {
    const begin = from + chunk * chunks.bytes;
    for (let row = 0; row < count; row++)
      kept[at++] = read(raw.view, begin + row * step, raw.little);
  }
  return kept;
}

/** Row after row, of each channel one value; a row that was cut off is left out. */
function readInterleaved(channels: readonly PlainChannel[], raw: RawData): void {
  const sizes = channels.map(({ index }) => sizeOf(index.type) ?? 0);
  const row = sizes.reduce((sum, size) => sum + size, 0);
  raw.bounds.pieces(channels.length);
  if (row === 0) return;
  const count = Math.floor((raw.to - raw.from) / row);
  let from = raw.from;
  for (const [at, { index, numbers }] of channels.entries()) {
    keep(numbers, raw, { type: index.type, from, step: row, count });
    from += sizes[at] ?? 0;
  }
}

/** Channel after channel in each chunk. */
function readContiguous(channels: readonly PlainChannel[], raw: RawData): void {
  const chunk = channels.reduce((sum, { index }) => sum + index.bytes, 0);
  if (chunk === 0) return;
  raw.bounds.pieces(channels.length);
  const whole = { bytes: chunk, count: Math.floor((raw.to - raw.from) / chunk) };
  const rest = raw.from + whole.count * chunk;
  const left = raw.to - rest;
  let before = 0;
  let place = rest;
  for (const { index, numbers } of channels) {
    const step = sizeOf(index.type) ?? 0;
    const rows = { type: index.type, step, count: step === 0 ? 0 : index.values };
    if (whole.count > 0) keep(numbers, raw, { ...rows, from: raw.from + before, chunks: whole });
    before += index.bytes;
    if (left === 0) continue;
    const bytes = bytesInRest(index, place - rest, left, chunk, raw.unfinished);
    const count = step === 0 ? 0 : Math.floor(bytes / step);
    keep(numbers, raw, { ...rows, from: place, count });
    place += bytes;
  }
}

/**
 * Bytes of a channel in a chunk that has `left` of its bytes. The last chunk of a finished segment holds less of every channel; one that the
 * recorder did not finish ends where it ends.
 */
function bytesInRest(index: PlainIndex, before: number, left: number, chunk: number, cut: boolean) {
  if (cut) return Math.max(0, Math.min(index.bytes, left - before));
  const size = sizeOf(index.type) ?? 0;
  const share = Math.floor((index.values * left) / chunk);
  return size * share;
}

/** A card's rows in each chunk. */
interface CardBuffer {
  /** Bytes of a row. */
  readonly width: number;
  readonly rows: number;
  readonly channels: readonly DaqmxChannel[];
}

/** Rows of raw numbers, card after card. */
function readDaqmx(channels: readonly DaqmxChannel[], raw: RawData): void {
  const widths = channels[0]?.index.widths ?? [];
  const buffers = widths.map((width, buffer): CardBuffer => {
    const own = channels.filter(({ index }) => index.buffer === buffer && index.values > 0);
    const rows = own.reduce((most, { index }) => Math.max(most, index.values), 0);
    return { width, rows, channels: own };
  });
  const chunk = buffers.reduce((sum, { width, rows }) => sum + width * rows, 0);
  if (chunk === 0) return;
  const whole = { bytes: chunk, count: Math.floor((raw.to - raw.from) / chunk) };
  let [place, rest] = [raw.from, raw.from + whole.count * chunk];
  for (const { width, rows, channels: own } of buffers) {
    raw.bounds.pieces(own.length);
    checkFit(own, width, raw.file);
    const there = Math.min(rows, Math.max(0, Math.floor((raw.to - rest) / width)));
    for (const channel of own) {
      readRows(channel, raw, { from: place, step: width, count: rows, chunks: whole });
      readRows(channel, raw, { from: rest, step: width, count: there });
    }
    place += width * rows;
    rest += width * rows;
  }
}

/** Channels that share places in a row would make many numbers of each byte. */
function checkFit(channels: readonly DaqmxChannel[], width: number, file: string): void {
  let bits = 0;
  for (const { index } of channels)
    bits += index.isLine ? 1 : 8 * (sizeOf(DAQMX_TYPES[index.code] ?? 0) ?? 0);
  if (bits > width * 8)
    throw new TraceError(
      file,
      `damaged TDMS file: ${channels.length} DAQmx channels of ${bits} bits in rows of ${width} bytes; ${width * 8} bits would be right at most`,
    );
}

function readRows({ index, numbers }: DaqmxChannel, raw: RawData, rows: Omit<Rows, "type">): void {
  const type = DAQMX_TYPES[index.code];
  const offset = index.isLine ? Math.floor(index.offset / 8) : index.offset;
  const size = type === undefined ? undefined : sizeOf(type);
  if (type === undefined || size === undefined || offset + size > rows.step)
    throw new TraceError(
      raw.file,
      `damaged TDMS file: a DAQmx channel at byte ${offset} of rows of ${rows.step}`,
    );
  const count = Math.min(rows.count, index.values);
  const kept = keep(numbers, raw, { ...rows, type, from: rows.from + offset, count });
  if (index.isLine && kept !== undefined)
    for (const [row, value] of kept.entries()) kept[row] = (value >> (index.offset % 8)) & 1;
}
