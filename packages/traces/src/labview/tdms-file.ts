import type { Nanos } from "@raceway/model/time";
import { plausibleRate } from "../sample-rate.ts";
import type { Segment } from "../segments.ts";
import { TraceError } from "../trace.ts";
import { createGrowingNumbers, type GrowingNumbers } from "./growing-numbers.ts";
import { createTdmsBounds, MOST_VALUES } from "./tdms-bounds.ts";
import { type DaqmxIndex, type RawChannel, type RawIndex, readChunks } from "./tdms-raw.ts";
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
/** What is kept of one object; sixteen polynomials come to some thousand. */
const MOST_PROPERTIES = 4096;
/** Bytes of a name. */
const LONGEST_NAME = 65_536;
/** Properties that say something of the numbers; what else a recorder notes is passed over, whatever its size. */
const TELLING = /^(?:wf_|NI_|unit_string$)/;
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
  readonly numbers: GrowingNumbers;
}

/**
 * The channels of a TDMS file of version 1 or 2 ("TDMS File Format Internal Structure", NI).
 *
 * @throws TraceError when it is none, is damaged, has scales that are neither linear nor polynomials, or declares more than its bytes can hold.
 */
export function readTdms(bytes: Buffer, file: string): readonly Segment[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const objects = new Map<string, TdmsObject>();
  const bounds = createTdmsBounds(file, bytes.length);
  const active = new Set<TdmsObject>();
  /** Undefined: what is active has changed. */
  let channels: readonly RawChannel[] | undefined;
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
      if ((toc & TOC.newObjects) !== 0) active.clear();
      for (const one of reader.objects(objects)) active.add(one);
      channels = undefined;
    }
    if ((toc & TOC.rawData) !== 0) {
      const raw = {
        ...{ view, from: start + rawOffset, to: end, little, file },
        interleaved: (toc & TOC.interleaved) !== 0,
        unfinished: length === UNFINISHED,
        bounds,
      };
      if (channels === undefined) bounds.pieces(active.size);
      channels ??= channelsOf(active);
      readChunks(channels, raw);
    }
    if (end <= at) throw damaged(file, "a segment has no length");
    at = end;
  }
  return segmentsOf(file, [...objects.values()]);
}

/** Those that have data in the segments that follow. */
function channelsOf(active: Iterable<TdmsObject>): readonly RawChannel[] {
  const channels: RawChannel[] = [];
  for (const { raw: index, isActive, numbers } of active)
    if (isActive && index !== undefined) channels.push({ index, numbers });
  return channels;
}

function metaReader(view: DataView, from: number, to: number, little: boolean, file: string) {
  let at = from;
  const need = (count: number, what = "metadata") => {
    if (at + count > to)
      throw damaged(
        file,
        `${what} of ${count} bytes at byte ${at}, where its segment's metadata have ${to - at} left`,
      );
    at += count;
    return at - count;
  };
  const word = () => view.getUint32(need(4), little);
  const text = () => {
    const length = word();
    const place = need(length, "a text");
    return Buffer.from(view.buffer, view.byteOffset + place, length);
  };
  const name = () => {
    const bytes = text();
    if (bytes.length > LONGEST_NAME)
      throw damaged(
        file,
        `a name of ${bytes.length} bytes; ${LONGEST_NAME} would be right at most`,
      );
    return bytes.toString("utf8");
  };
  const property = (): Property => {
    const type = word();
    // No unit and no kind of scale is longer.
    if (type === STRING) return text().subarray(0, LONGEST_NAME).toString("utf8");
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
    if (count > most)
      throw damaged(
        file,
        `a list of ${count} in a channel's index; ${most} would be right at most`,
      );
    return count;
  };
  const counted = (count: bigint): number => {
    if (count > MOST_VALUES)
      throw damaged(file, `a channel of ${count} values; ${MOST_VALUES} would be right at most`);
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
        const path = name();
        const one: TdmsObject = known.get(path) ?? {
          ...{ path, properties: new Map(), numbers: createGrowingNumbers() },
          isActive: false,
        };
        known.set(path, one);
        if (known.size > MOST_OBJECTS)
          throw damaged(file, `more than ${MOST_OBJECTS} objects, which would be right at most`);
        const raw = rawIndex(one.raw);
        one.isActive = raw !== undefined;
        if (raw !== undefined) one.raw = raw;
        for (let properties = word(); properties > 0; properties--) {
          const title = name();
          const value = property();
          if (TELLING.test(title)) one.properties.set(title, value);
          if (one.properties.size > MOST_PROPERTIES)
            throw damaged(
              file,
              `more than ${MOST_PROPERTIES} properties of one object that tell of its numbers, which would be right at most`,
            );
        }
        yield one;
      }
    },
  };
}

function segmentsOf(file: string, objects: readonly TdmsObject[]): readonly Segment[] {
  const channels = objects.filter(({ numbers }) => numbers.all().length > 0);
  if (channels.length === 0) throw new TraceError(file, "found a TDMS file without numbers in it");
  const names = channels.map(({ path }) => namesIn(path));
  const named = Map.groupBy(names, ([, name]) => name);
  return channels.map(({ properties, numbers }, index) => {
    const [group = "", channel = ""] = names[index] ?? [];
    const isOnly = named.get(channel)?.length === 1;
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
      samples: scaled(file, numbers.all(), properties),
    };
  });
}

/** `/'group'/'channel'`, a quote in a name being doubled. */
function namesIn(path: string): readonly string[] {
  return [...path.matchAll(/\/'((?:[^']|'')*)'/g)].map(([, name = ""]) =>
    name.replaceAll("''", "'"),
  );
}

function damaged(file: string, what: string): TraceError {
  return new TraceError(file, `damaged TDMS file: ${what}`);
}
