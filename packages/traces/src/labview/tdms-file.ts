import type { Nanos } from "@raceway/model/time";
import { plausibleRate } from "../sample-rate.ts";
import type { Segment } from "../segments.ts";
import { TraceError } from "../trace.ts";
import { type DaqmxIndex, type RawIndex, readChunks } from "./tdms-raw.ts";
import { scaled } from "./tdms-scales.ts";
import { NUMBERS, STRING, sizeOf, TIME } from "./tdms-types.ts";

/** Bits of a segment's table of contents. */
const TOC = { metaData: 2, newObjects: 4, rawData: 8, interleaved: 32, bigEndian: 64 };
const LEAD_IN = 28;
const [NO_DATA, AS_BEFORE] = [0xffff_ffff, 0];
/** In place of an index's length: raw numbers of DAQmx, of a channel or of one line of a digital port (the second as the document has it, too). */
const [DAQMX, DAQMX_LINE, DAQMX_LINE_TOO] = [0x1269, 0x126a, 0x1369];
/** Cards whose rows one segment holds. */
const MOST_BUFFERS = 64;
const MOST_OBJECTS = 10_000;
const MOST_VALUES = 2 ** 27;
/** A segment that was not finished runs to the end of the file. */
const UNFINISHED = 0xffff_ffff_ffff_ffffn;
/** From 1904-01-01, where LabVIEW's times begin, to 1970. */
const EPOCH_SECONDS = 2_082_844_800n;

/** 64 bits of nanoseconds since 1970 hold no later times. */
const LATEST = 9_223_372_036_854_775_807n;

type Property = number | string | Nanos;

interface TdmsObject {
  readonly path: string;
  readonly properties: Map<string, Property>;
  /** The latest that was said; a channel without data in a segment may come back to it. */
  raw?: RawIndex;
  /** It has data in the segments that follow. */
  isActive: boolean;
  readonly parts: Float64Array[];
}

/**
 * The channels of a TDMS file of version 1 or 2 ("TDMS File Format Internal Structure", NI).
 *
 * @throws TraceError when it is none, is damaged, or has scales that are neither linear nor polynomials.
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
    if (start + rawOffset > end && (toc & TOC.rawData) !== 0)
      throw damaged(file, "a segment's data begin after its end (was it cut off?)");
    if ((toc & TOC.metaData) !== 0) {
      const reader = metaReader(view, start, Math.min(end, start + rawOffset), little, file);
      if ((toc & TOC.newObjects) !== 0) active = [];
      for (const one of reader.objects(objects)) if (!active.includes(one)) active.push(one);
    }
    if ((toc & TOC.rawData) !== 0) {
      const raw = {
        ...{ view, from: start + rawOffset, to: end, little, file },
        interleaved: (toc & TOC.interleaved) !== 0,
        unfinished: length === UNFINISHED,
      };
      const channels = active.flatMap(({ raw: index, isActive, parts }) =>
        isActive && index !== undefined ? [{ index, parts }] : [],
      );
      total += readChunks(channels, raw, MOST_VALUES - total);
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
  const daqmxIndex = (isLine: boolean): DaqmxIndex => {
    need(8);
    const values = counted(view.getBigUint64(need(8), little));
    const scalers = Array.from({ length: bounded(word(), MOST_BUFFERS) }, () => {
      const [code, buffer, offset] = [word(), word(), word()];
      need(isLine ? 5 : 8);
      return { code, buffer, offset };
    });
    const widths = Array.from({ length: bounded(word(), MOST_BUFFERS) }, word);
    const [scaler] = scalers;
    if (scaler === undefined || scalers.length > 1 || (widths[scaler.buffer] ?? 0) === 0)
      throw damaged(file, `a DAQmx channel of ${scalers.length} raw channels; one would be right`);
    return { values, ...scaler, isLine, widths };
  };
  const bounded = (count: number, most: number): number => {
    if (count > most) throw damaged(file, `a list of ${count} in a channel's index`);
    return count;
  };
  const counted = (count: bigint): number => {
    if (count > MOST_VALUES) throw damaged(file, `a channel of ${count} values`);
    return Number(count);
  };
  /** Undefined: it has no data in this segment. */
  const rawIndex = (known: RawIndex | undefined): RawIndex | undefined => {
    const length = word();
    if (length === NO_DATA) return undefined;
    if (length === AS_BEFORE) return known;
    if (length === DAQMX) return daqmxIndex(false);
    if (length === DAQMX_LINE || length === DAQMX_LINE_TOO) return daqmxIndex(true);
    const type = word();
    need(4);
    const values = counted(view.getBigUint64(need(8), little));
    const bytes =
      type === STRING
        ? Number(view.getBigUint64(need(8), little))
        : values * (sizeOf(type) ?? Number.NaN);
    if (!Number.isSafeInteger(bytes))
      throw damaged(file, `a channel of ${values} values of type ${type}`);
    return { type, values, bytes };
  };
  return {
    *objects(known: Map<string, TdmsObject>): Generator<TdmsObject> {
      const count = word();
      for (let left = count; left > 0; left--) {
        const path = text();
        const one: TdmsObject = known.get(path) ?? {
          ...{ path, properties: new Map(), parts: [] },
          isActive: false,
        };
        if (known.size >= MOST_OBJECTS) throw damaged(file, `more than ${MOST_OBJECTS} objects`);
        known.set(path, one);
        const raw = rawIndex(one.raw);
        one.isActive = raw !== undefined;
        if (raw !== undefined) one.raw = raw;
        for (let properties = word(); properties > 0; properties--) {
          const name = text();
          one.properties.set(name, property());
        }
        yield one;
      }
    },
  };
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

function damaged(file: string, what: string): TraceError {
  return new TraceError(file, `damaged TDMS file: ${what}`);
}
