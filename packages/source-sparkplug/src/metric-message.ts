import { parsePointPath } from "@raceway/model/identity";
import type { Nanos } from "@raceway/model/time";
import { isUnit, type Unit } from "@raceway/model/unit";
import { encodeReading, encodeWaveform } from "@raceway/wire/codec";
import { formatTopic } from "@raceway/wire/topic";
import type { MappedChannel } from "./metric-mapping.ts";
import { DATATYPE, type DataSet, type Metric, numberOf, type PropertyValue } from "./payload.ts";

/** A metric as the sensor message that it stands for. */
export interface MetricMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export type Translation =
  | { readonly ok: true; readonly message: MetricMessage }
  | { readonly ok: false; readonly reason: string };

/** A metric whose name, datatype and properties are filled in from its birth. */
export type KnownMetric = Metric & { readonly datatype: number };

/**
 * Turns a metric into the message that a sensor would have published for its channel: a number into a reading; an array, a data set or bytes into
 * a waveform (docs/sparkplug.md). What is not said there is not guessed: the reason says what was found and what would be right.
 *
 * @param time of the value, or of the first sample; undefined: neither metric nor message says one.
 */
export function metricMessage(
  { point, channel }: MappedChannel,
  metric: KnownMetric,
  time: Nanos | undefined,
): Translation {
  const unit = unitOf(metric, channel.unit);
  if (unit === undefined)
    return refuse(
      `property "unit" is ${described(metric.properties.get("unit"))}; a unit of docs/topics.md is right`,
    );
  const timed = time === undefined ? {} : { time };
  const id = { ...parsePointPath(point), channel: channel.id };
  const number = numberOf(metric.value, metric.datatype);
  if (number !== undefined) {
    const payload = encodeReading({ ...timed, unit, value: number }, "cbor");
    return { ok: true, message: { topic: formatTopic({ class: "reading", ...id }), payload } };
  }
  const samples = samplesOf(metric);
  if (typeof samples === "string") return refuse(samples);
  const sampleRate = property(metric, "sampleRate") ?? channel.sampleRate;
  if (sampleRate === undefined)
    return refuse(
      'found no sample rate: a numeric property "sampleRate" (Hz), or `sampleRate` in the plant file, is right',
    );
  const scale = property(metric, "scale") ?? 1;
  const speedRpm = property(metric, "speedRpm");
  const load = property(metric, "load");
  const body = {
    ...timed,
    sampleRate,
    unit,
    samples: scale === 1 ? samples : samples.map((sample) => sample * scale),
    ...(speedRpm !== undefined && { speedRpm }),
    ...(load !== undefined && { load }),
  };
  const payload = encodeWaveform(body, "cbor");
  return { ok: true, message: { topic: formatTopic({ class: "waveform", ...id }), payload } };
}

function refuse(reason: string): Translation {
  return { ok: false, reason };
}

/** The metric's own word first; the plant file's when it has none. */
function unitOf({ properties }: Metric, declared: Unit | undefined): Unit | undefined {
  const own = properties.get("unit")?.value;
  if (own === undefined) return declared;
  return own.type === "text" && isUnit(own.value) ? own.value : undefined;
}

function property({ properties }: Metric, name: string): number | undefined {
  const found = properties.get(name);
  return found && numberOf(found.value, found.datatype);
}

function described(value: PropertyValue | undefined): string {
  if (value?.value?.type === "text") return JSON.stringify(value.value.value.slice(0, 40));
  return value?.value === undefined ? "missing" : `of datatype ${value.datatype}`;
}

type ReadSample = readonly [bytes: number, read: (view: DataView, at: number) => number];

const INT8: ReadSample = [1, (view, at) => view.getInt8(at)];
const INT16: ReadSample = [2, (view, at) => view.getInt16(at, true)];
const INT32: ReadSample = [4, (view, at) => view.getInt32(at, true)];
const UINT8: ReadSample = [1, (view, at) => view.getUint8(at)];
const UINT16: ReadSample = [2, (view, at) => view.getUint16(at, true)];
const UINT32: ReadSample = [4, (view, at) => view.getUint32(at, true)];
const FLOAT: ReadSample = [4, (view, at) => view.getFloat32(at, true)];
const DOUBLE: ReadSample = [8, (view, at) => view.getFloat64(at, true)];

/** "All array types use the bytes_value field […]. They are simply little-endian packed byte arrays" (chapter 6, "Array Types"). */
const ARRAYS: ReadonlyMap<number, ReadSample> = new Map([
  [DATATYPE.int8Array, INT8],
  [DATATYPE.int16Array, INT16],
  [DATATYPE.int32Array, INT32],
  [DATATYPE.uint8Array, UINT8],
  [DATATYPE.uint16Array, UINT16],
  [DATATYPE.uint32Array, UINT32],
  [DATATYPE.floatArray, FLOAT],
  [DATATYPE.doubleArray, DOUBLE],
]);

/** Edge nodes older than 3.0 have no arrays; they send bytes and say in the property `format` what these are. */
const FORMATS: ReadonlyMap<string, ReadSample> = new Map([
  ["int16", INT16],
  ["int32", INT32],
  ["float32", FLOAT],
  ["float64", DOUBLE],
]);

/** The samples of a metric before its scale, or why there are none. */
function samplesOf(metric: KnownMetric): Float64Array | string {
  const { value, datatype, properties } = metric;
  if (value?.type === "dataset") return columnOf(value.value);
  if (value?.type !== "bytes")
    return `found a value of datatype ${datatype}; a number, an array of numbers, a data set or bytes are right`;
  const array = ARRAYS.get(datatype);
  if (array !== undefined) return unpacked(value.value, array);
  const format = properties.get("format")?.value;
  const known = format?.type === "text" ? FORMATS.get(format.value) : undefined;
  return known === undefined
    ? `found bytes whose property "format" is ${described(properties.get("format"))}; ${[...FORMATS.keys()].join(", ")} (little endian) are right`
    : unpacked(value.value, known);
}

function unpacked(bytes: Uint8Array, [size, read]: ReadSample): Float64Array | string {
  if (bytes.length === 0 || bytes.length % size !== 0)
    return `found ${bytes.length} bytes of samples; a multiple of ${size}, more than 0, is right`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float64Array(bytes.length / size);
  for (let i = 0; i < out.length; i++) out[i] = read(view, i * size);
  return out;
}

/** The column named `samples`, or the only one. */
function columnOf({ columns, rows }: DataSet): Float64Array | string {
  const named = columns.indexOf("samples");
  const column = named >= 0 ? named : columns.length === 1 ? 0 : undefined;
  if (column === undefined)
    return `found a data set with the columns ${columns.slice(0, 8).join(", ") || "(none)"}; one column, or one named "samples", is right`;
  return Float64Array.from(rows, (row) => row[column] ?? Number.NaN);
}
