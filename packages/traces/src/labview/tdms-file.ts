import type { Nanos } from "@raceway/model/time";
import { plausibleRate } from "../sample-rate.ts";
import type { Segment } from "../segments.ts";
import { TraceError } from "../trace.ts";

/** Bits of a segment's table of contents. */
const TOC = { metaData: 2, newObjects: 4, rawData: 8, interleaved: 32, bigEndian: 64, daqmx: 128 };
const LEAD_IN = 28;
const [NO_DATA, AS_BEFORE] = [0xffff_ffff, 0];
const MOST_OBJECTS = 10_000;
const MOST_VALUES = 2 ** 27;
/** A segment that was not finished runs to the end of the file. */
const UNFINISHED = 0xffff_ffff_ffff_ffffn;
/** From 1904-01-01, where LabVIEW's times begin, to 1970. */
const EPOCH_SECONDS = 2_082_844_800n;

/** 64 bits of nanoseconds since 1970 hold no later times. */
const LATEST = 9_223_372_036_854_775_807n;

type Property = number | string | Nanos;

/** How many values of a channel a chunk holds, and of what type. */
interface RawIndex {
  readonly type: number;
  readonly values: number;
  readonly bytes: number;
}

interface TdmsObject {
  readonly path: string;
  readonly properties: Map<string, Property>;
  raw?: RawIndex;
  readonly parts: Float64Array[];
}

type Read = (view: DataView, at: number, little: boolean) => number;

/** Bytes and reader of the number types ("TDMS File Format Internal Structure", NI, data type values). */
const NUMBERS: Readonly<Record<number, readonly [size: number, read: Read]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [2, (view, at, little) => view.getInt16(at, little)],
  3: [4, (view, at, little) => view.getInt32(at, little)],
  4: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  5: [1, (view, at) => view.getUint8(at)],
  6: [2, (view, at, little) => view.getUint16(at, little)],
  7: [4, (view, at, little) => view.getUint32(at, little)],
  8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  9: [4, (view, at, little) => view.getFloat32(at, little)],
  10: [8, (view, at, little) => view.getFloat64(at, little)],
  25: [4, (view, at, little) => view.getFloat32(at, little)],
  26: [8, (view, at, little) => view.getFloat64(at, little)],
  33: [1, (view, at) => view.getUint8(at)],
};
const [STRING, TIME] = [0x20, 0x44];

/**
 * The channels of a TDMS file of version 1 or 2 ("TDMS File Format Internal Structure", NI).
 *
 * @throws TraceError when it is none, is damaged, or holds DAQmx raw data or scales that are not linear.
 */
export function readTdms(bytes: Buffer, file: string): readonly Segment[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const objects = new Map<string, TdmsObject>();
  let active: TdmsObject[] = [];
  let total = 0;
  for (let at = 0; at + LEAD_IN <= bytes.length; ) {
    if (bytes.toString("latin1", at, at + 4) !== "TDSm")
      throw damaged(file, `no segment begins at byte ${at}`);
    const toc = view.getUint32(at + 4, true);
    const little = (toc & TOC.bigEndian) === 0;
    const length = view.getBigUint64(at + 12, little);
    const rawOffset = Number(view.getBigUint64(at + 20, little));
    const start = at + LEAD_IN;
    const end =
      length === UNFINISHED ? bytes.length : Math.min(start + Number(length), bytes.length);
    if ((toc & TOC.daqmx) !== 0) throw daqmx(file);
    if (start + rawOffset > end && (toc & TOC.rawData) !== 0)
      throw damaged(file, "a segment's data begin after its end (was it cut off?)");
    if ((toc & TOC.metaData) !== 0) {
      const reader = metaReader(view, start, Math.min(end, start + rawOffset), little, file);
      if ((toc & TOC.newObjects) !== 0) active = [];
      for (const one of reader.objects(objects)) if (!active.includes(one)) active.push(one);
    }
    if ((toc & TOC.rawData) !== 0) {
      const raw = { view, from: start + rawOffset, to: end, little, file };
      total += readChunks(active, raw, (toc & TOC.interleaved) !== 0, MOST_VALUES - total);
    }
    if (end <= at) throw damaged(file, "a segment has no length");
    at = end;
  }
  return segmentsOf(file, [...objects.values()]);
}

function metaReader(view: DataView, from: number, to: number, little: boolean, file: string) {
  let at = from;
  const need = (count: number) => {
    if (count < 0 || at + count > to) throw damaged(file, "it ends within a segment's metadata");
    at += count;
    return at - count;
  };
  const word = () => view.getUint32(need(4), little);
  const text = () => {
    const length = word();
    const place = need(length);
    return Buffer.from(view.buffer, view.byteOffset + place, length).toString("utf8");
  };
  const property = (): Property => {
    const type = word();
    if (type === STRING) return text();
    if (type === TIME) {
      const place = need(16);
      const fraction = view.getBigUint64(little ? place : place + 8, little);
      const seconds = view.getBigInt64(little ? place + 8 : place, little);
      return (seconds - EPOCH_SECONDS) * 1_000_000_000n + ((fraction * 1_000_000_000n) >> 64n);
    }
    const [size, read] = NUMBERS[type] ?? [0, undefined];
    if (read === undefined) throw damaged(file, `a property of type ${type}`);
    return read(view, need(size), little);
  };
  const rawIndex = (known: RawIndex | undefined): RawIndex | undefined => {
    const length = word();
    if (length === NO_DATA) return undefined;
    if (length === AS_BEFORE) return known;
    if (length === 0x1269 || length === 0x1369 || (length & 0xffff) === 0x6912) throw daqmx(file);
    const type = word();
    need(4);
    const values = Number(view.getBigUint64(need(8), little));
    const bytes =
      type === STRING
        ? Number(view.getBigUint64(need(8), little))
        : values * (NUMBERS[type]?.[0] ?? (type === TIME ? 16 : Number.NaN));
    if (!Number.isSafeInteger(bytes) || values > MOST_VALUES)
      throw damaged(file, `a channel of ${values} values of type ${type}`);
    return { type, values, bytes };
  };
  return {
    *objects(known: Map<string, TdmsObject>): Generator<TdmsObject> {
      const count = word();
      for (let left = count; left > 0; left--) {
        const path = text();
        const one: TdmsObject = known.get(path) ?? { path, properties: new Map(), parts: [] };
        if (known.size >= MOST_OBJECTS) throw damaged(file, `more than ${MOST_OBJECTS} objects`);
        known.set(path, one);
        const raw = rawIndex(one.raw);
        if (raw === undefined) delete one.raw;
        else one.raw = raw;
        for (let properties = word(); properties > 0; properties--) {
          const name = text();
          one.properties.set(name, property());
        }
        yield one;
      }
    },
  };
}

interface RawData {
  readonly view: DataView;
  readonly from: number;
  readonly to: number;
  readonly little: boolean;
  readonly file: string;
}

/** Reads whole chunks, channel after channel or value after value; returns how many numbers. */
function readChunks(
  active: readonly TdmsObject[],
  raw: RawData,
  interleaved: boolean,
  most: number,
): number {
  const channels = active.flatMap((one) => (one.raw === undefined ? [] : [{ one, raw: one.raw }]));
  const chunk = channels.reduce((sum, channel) => sum + channel.raw.bytes, 0);
  if (chunk === 0) return 0;
  let read = 0;
  for (let at = raw.from; at < raw.to; at += chunk) {
    const isWhole = at + chunk <= raw.to;
    // A recorder that lost power leaves half a chunk, whose channels would be of different lengths.
    if (!isWhole && (!interleaved || at + chunk / 2 > raw.to)) break;
    const rows = interleaved ? Math.max(...channels.map((channel) => channel.raw.values)) : 0;
    const stride = interleaved
      ? channels.reduce((sum, channel) => sum + (NUMBERS[channel.raw.type]?.[0] ?? 0), 0)
      : 0;
    let place = at;
    for (const { one, raw: index } of channels) {
      const [size, number] = NUMBERS[index.type] ?? [0, undefined];
      const fit = interleaved ? Math.min(rows, Math.floor((raw.to - at) / stride)) : index.values;
      if (number !== undefined) {
        read += fit;
        if (read > most) throw damaged(raw.file, `more than ${MOST_VALUES} numbers`);
        const step = interleaved ? stride : size;
        const start = place;
        one.parts.push(
          Float64Array.from({ length: fit }, (_, row) =>
            number(raw.view, start + row * step, raw.little),
          ),
        );
      }
      place += interleaved ? size : index.bytes;
    }
  }
  return read;
}

function segmentsOf(file: string, objects: readonly TdmsObject[]): readonly Segment[] {
  const channels = objects.filter(({ parts }) => parts.some(({ length }) => length > 0));
  if (channels.length === 0) throw new TraceError(file, "found a TDMS file without numbers in it");
  const names = channels.map(({ path }) => namesIn(path));
  return channels.map(({ properties, parts }, index) => {
    const [group = "", channel = ""] = names[index] ?? [];
    const isOnly = names.filter(([, name]) => name === channel).length === 1;
    const step = properties.get("wf_increment");
    const sampleRate = plausibleRate(
      typeof step === "number" && step > 0 ? Number((1 / step).toPrecision(9)) : undefined,
    );
    const time = properties.get("wf_start_time");
    const unit = properties.get("unit_string") ?? properties.get("NI_UnitDescription");
    return {
      name: isOnly ? channel || group : `${group}/${channel}`,
      ...(typeof unit === "string" && { unitText: unit }),
      ...(typeof time === "bigint" && time > 0n && time < LATEST && { time }),
      ...(sampleRate !== undefined && { sampleRate }),
      samples: scaled(file, joined(parts), properties),
    };
  });
}

/** `/'group'/'channel'`, a quote in a name being doubled. */
function namesIn(path: string): readonly string[] {
  return [...path.matchAll(/\/'((?:[^']|'')*)'/g)].map(([, name = ""]) =>
    name.replaceAll("''", "'"),
  );
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Raw numbers through the channel's own linear scales; other scales are not guessed at. */
function scaled(
  file: string,
  raw: Float64Array,
  properties: ReadonlyMap<string, Property>,
): Float64Array {
  const count = Number(properties.get("NI_Number_Of_Scales") ?? 0);
  let values = raw;
  for (let scale = 0; scale < Math.min(count, 16); scale++) {
    const type = properties.get(`NI_Scale[${scale}]_Scale_Type`);
    if (type === undefined) continue;
    if (type !== "Linear")
      throw new TraceError(
        file,
        `found a scale of the kind "${type}"; raw numbers or linear scales would be right (export the scaled values from LabVIEW or DIAdem)`,
      );
    const slope = Number(properties.get(`NI_Scale[${scale}]_Linear_Slope`) ?? 1);
    const offset = Number(properties.get(`NI_Scale[${scale}]_Linear_Y_Intercept`) ?? 0);
    values = values.map((value) => value * slope + offset);
  }
  return values;
}

function daqmx(file: string): TraceError {
  return new TraceError(
    file,
    "found TDMS with DAQmx raw data; numbers would be right (open and save it in LabVIEW or DIAdem, or log with scaled data)",
  );
}

function damaged(file: string, what: string): TraceError {
  return new TraceError(file, `damaged TDMS file: ${what}`);
}
