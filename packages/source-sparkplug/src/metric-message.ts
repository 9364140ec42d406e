import { parsePointPath } from "@raceway/model/identity";
import type { Nanos } from "@raceway/model/time";
import type { Unit } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
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
  const unit = unitOf(metric, channel);
  if (typeof unit === "object") return refuse(unit.reason);
  const reckoned = reckonedBy(metric, channel);
  if (typeof reckoned === "string") return refuse(reckoned);
  const timed = time === undefined ? {} : { time };
  const id = { ...parsePointPath(point), channel: channel.id };
  const number = numberOf(metric.value, metric.datatype);
  if (number !== undefined) {
    const value = reckoned(number);
    const outside = outsideRange(metric, value);
    if (outside !== undefined) return refuse(outside);
    const payload = encodeReading({ ...timed, unit, value }, "cbor");
    return { ok: true, message: { topic: formatTopic({ class: "reading", ...id }), payload } };
  }
  const samples = samplesOf(metric);
  if (typeof samples === "string") return refuse(samples);
  const sampleRate = property(metric, "sampleRate") ?? channel.sampleRate;
  if (sampleRate === undefined)
    return refuse(
      'found no sample rate: a numeric property "sampleRate" (Hz), or `sampleRate` in the plant file, is right',
    );
  const speedRpm = property(metric, "speedRpm");
  const load = property(metric, "load");
  const body = {
    ...timed,
    sampleRate,
    unit,
    samples: samples.map(reckoned),
    ...(speedRpm !== undefined && { speedRpm }),
    ...(load !== undefined && { load }),
  };
  const payload = encodeWaveform(body, "cbor");
  return { ok: true, message: { topic: formatTopic({ class: "waveform", ...id }), payload } };
}

function refuse(reason: string): Translation {
  return { ok: false, reason };
}

/** Where a metric may name its unit: our own property, and that of Ignition and others. */
const UNIT_PROPERTIES = ["unit", "engUnit"] as const;

/** The metric's own word first; the plant file's, or the volts of a sensitivity, when it has none. */
function unitOf(
  { properties }: Metric,
  { unit, calibration }: MappedChannel["channel"],
): Unit | { readonly reason: string } {
  for (const name of UNIT_PROPERTIES) {
    const own = properties.get(name)?.value;
    if (own === undefined || (own.type === "text" && own.value.trim() === "")) continue;
    const known = own.type === "text" ? unitNamed(own.value) : undefined;
    return known ?? wrongUnit(name, properties.get(name));
  }
  const declared = calibration?.volts ? "V" : unit;
  return declared ?? wrongUnit("unit", properties.get("unit"));
}

function wrongUnit(name: string, found: PropertyValue | undefined): { readonly reason: string } {
  return {
    reason: `property "${name}" is ${described(found)}; a unit of docs/topics.md is right`,
  };
}

/**
 * How a metric's raw number becomes its value: by the property `scale` (and `offset`), or by a straight line from `rawLow`…`rawHigh` to
 * `engLow`…`engHigh`, as PLC gateways describe it. Says what is wrong when they contradict each other, or the plant file.
 */
function reckonedBy(
  metric: Metric,
  { calibration }: MappedChannel["channel"],
): ((raw: number) => number) | string {
  const scale = property(metric, "scale");
  const offset = property(metric, "offset");
  const [rawLow, rawHigh, engLow, engHigh] = (
    ["rawLow", "rawHigh", "engLow", "engHigh"] as const
  ).map((name) => property(metric, name));
  const hasScale = scale !== undefined || offset !== undefined;
  const hasRaw = rawLow !== undefined || rawHigh !== undefined;
  if ((hasScale || hasRaw) && calibration !== undefined)
    return `found the properties ${hasScale ? '"scale"' : '"rawLow" and "rawHigh"'}, and a scale or sensitivity in the plant file; one of the two is right`;
  if (hasScale && hasRaw)
    return 'found the properties "scale" and "rawLow"; one of the two ways is right';
  if (hasScale) return (raw) => raw * (scale ?? 1) + (offset ?? 0);
  if (!hasRaw) return (raw) => raw;
  if (
    rawLow === undefined ||
    rawHigh === undefined ||
    engLow === undefined ||
    engHigh === undefined ||
    rawLow === rawHigh
  )
    return 'found "rawLow" or "rawHigh" alone; "rawLow" and "rawHigh", not equal, with "engLow" and "engHigh" are right';
  return (raw) => engLow + ((raw - rawLow) * (engHigh - engLow)) / (rawHigh - rawLow);
}

/** A value outside the metric's own limits was not scaled, or is none. */
function outsideRange(metric: Metric, value: number): string | undefined {
  const low = property(metric, "engLow") ?? Number.NEGATIVE_INFINITY;
  const high = property(metric, "engHigh") ?? Number.POSITIVE_INFINITY;
  // Gateways that know no limits announce 0 to 0.
  if (low >= high || (value >= low && value <= high)) return undefined;
  return `found ${value}, and the properties "engLow" ${low} and "engHigh" ${high}; a value between them is right (a raw number needs "scale", or "rawLow" and "rawHigh")`;
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
