import { TraceError } from "../trace.ts";
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
  readonly parts: Float64Array[];
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
}

/** The numbers of a segment, chunk after chunk, into the channels' parts; returns how many. @throws TraceError when there are more than `most`. */
export function readChunks(channels: readonly RawChannel[], raw: RawData, most: number): number {
  const plain = channels.filter((one): one is PlainChannel => "type" in one.index);
  const daqmx = channels.filter((one): one is DaqmxChannel => "widths" in one.index);
  if (plain.length > 0 && daqmx.length > 0)
    throw new TraceError(
      raw.file,
      "damaged TDMS file: a segment of both converted numbers and DAQmx's raw ones",
    );
  if (daqmx.length > 0) return readDaqmx(daqmx, raw, most);
  return raw.interleaved ? readInterleaved(plain, raw, most) : readContiguous(plain, raw, most);
}

type PlainChannel = RawChannel & { readonly index: PlainIndex };
type DaqmxChannel = RawChannel & { readonly index: DaqmxIndex };

/** Numbers from the first, `step` bytes apart. */
function numbers(raw: RawData, type: number, from: number, step: number, count: number) {
  const read = NUMBERS[type]?.[1];
  return read === undefined
    ? undefined
    : Float64Array.from({ length: count }, (_, row) =>
        read(raw.view, from + row * step, raw.little),
      );
}

function bounded(raw: RawData, count: number, most: number): void {
  if (count > most) throw new TraceError(raw.file, `damaged TDMS file: more than ${most} numbers`);
}

/** Row after row, of each channel one value; a row that was cut off is left out. */
function readInterleaved(channels: readonly PlainChannel[], raw: RawData, most: number): number {
  const sizes = channels.map(({ index }) => sizeOf(index.type) ?? 0);
  const row = sizes.reduce((sum, size) => sum + size, 0);
  if (row === 0) return 0;
  const rows = Math.floor((raw.to - raw.from) / row);
  bounded(raw, rows * channels.length, most);
  let place = raw.from;
  for (const [at, { index, parts }] of channels.entries()) {
    const values = numbers(raw, index.type, place, row, rows);
    if (values) parts.push(values);
    place += sizes[at] ?? 0;
  }
  return rows * channels.length;
}

/** Channel after channel in each chunk. */
function readContiguous(channels: readonly PlainChannel[], raw: RawData, most: number): number {
  const chunk = channels.reduce((sum, { index }) => sum + index.bytes, 0);
  if (chunk === 0) return 0;
  let read = 0;
  for (let at = raw.from; at < raw.to; at += chunk) {
    const left = Math.min(raw.to - at, chunk);
    let place = at;
    for (const { index, parts } of channels) {
      const bytes = bytesIn(index, place - at, left, chunk, raw.unfinished);
      const size = sizeOf(index.type) ?? 0;
      const count =
        bytes === index.bytes ? index.values : size === 0 ? 0 : Math.floor(bytes / size);
      read += count;
      bounded(raw, read, most);
      const values = numbers(raw, index.type, place, size, count);
      if (values && count > 0) parts.push(values);
      place += bytes;
    }
  }
  return read;
}

/**
 * Bytes of a channel in a chunk that has `left` of its bytes. The last chunk of a finished segment holds less of every channel; one that the
 * recorder did not finish ends where it ends.
 */
function bytesIn(index: PlainIndex, before: number, left: number, chunk: number, cut: boolean) {
  if (left === chunk) return index.bytes;
  if (cut) return Math.max(0, Math.min(index.bytes, left - before));
  const size = sizeOf(index.type) ?? 0;
  const share = Math.floor((index.values * left) / chunk);
  return size * share;
}

/** Rows of raw numbers, card after card. */
function readDaqmx(channels: readonly DaqmxChannel[], raw: RawData, most: number): number {
  const [first] = channels;
  const widths = first?.index.widths ?? [];
  const lengths = widths.map((_, buffer) =>
    Math.max(
      0,
      ...channels.filter(({ index }) => index.buffer === buffer).map(({ index }) => index.values),
    ),
  );
  const chunk = widths.reduce((sum, width, buffer) => sum + width * (lengths[buffer] ?? 0), 0);
  if (chunk === 0) return 0;
  let read = 0;
  for (let at = raw.from; at < raw.to; at += chunk) {
    let place = at;
    for (const [buffer, width] of widths.entries()) {
      const rows = Math.min(
        lengths[buffer] ?? 0,
        Math.max(0, Math.floor((raw.to - place) / width)),
      );
      for (const { index, parts } of channels) {
        if (index.buffer !== buffer) continue;
        const count = Math.min(rows, index.values);
        read += count;
        bounded(raw, read, most);
        parts.push(rowsOf(index, raw, place, width, count));
      }
      place += width * (lengths[buffer] ?? 0);
    }
  }
  return read;
}

function rowsOf(index: DaqmxIndex, raw: RawData, from: number, width: number, count: number) {
  const type = DAQMX_TYPES[index.code];
  const offset = index.isLine ? Math.floor(index.offset / 8) : index.offset;
  const size = type === undefined ? undefined : sizeOf(type);
  if (type === undefined || size === undefined || offset + size > width)
    throw new TraceError(
      raw.file,
      `damaged TDMS file: a DAQmx channel at byte ${offset} of rows of ${width}`,
    );
  const values = numbers(raw, type, from + offset, width, count) ?? new Float64Array();
  return index.isLine ? values.map((value) => (value >> (index.offset % 8)) & 1) : values;
}
