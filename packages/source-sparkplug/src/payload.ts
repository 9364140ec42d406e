import {
  bytesField,
  type Field,
  type FieldBudget,
  fieldsOf,
  ProtobufError,
  varintField,
} from "./protobuf.ts";

/**
 * Sparkplug B payloads (Sparkplug 3.0.0, chapter 6, `sparkplug_b.proto`). Read here and not with `sparkplug-payload`, whose decoder drops the value
 * of a metric that leaves out its datatype (as DATA messages should: tck-id-payloads-metric-datatype-not-req), turns UInt32 above 2³¹ negative and
 * takes time exponential in the depth of nested templates. The tests read what that library writes.
 */

/** Datatypes of the specification by number, as far as they can become measurements. */
export const DATATYPE = {
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  uint8: 5,
  uint16: 6,
  uint32: 7,
  uint64: 8,
  float: 9,
  double: 10,
  boolean: 11,
  dataSet: 16,
  bytes: 17,
  int8Array: 22,
  int16Array: 23,
  int32Array: 24,
  uint8Array: 26,
  uint16Array: 27,
  uint32Array: 28,
  floatArray: 30,
  doubleArray: 31,
} as const;

export type RawValue =
  | { readonly type: "integer"; readonly bits: bigint }
  | { readonly type: "real"; readonly value: number }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "bytes"; readonly value: Uint8Array }
  | { readonly type: "dataset"; readonly value: DataSet }
  /** A template, a property set or an extension: not measurements. */
  | { readonly type: "other" };

/** A table; a cell that holds no number is NaN. */
export interface DataSet {
  readonly columns: readonly string[];
  readonly types: readonly number[];
  /** Row by row. */
  readonly rows: readonly (readonly number[])[];
}

export interface PropertyValue {
  readonly datatype: number;
  readonly value?: RawValue;
}

export interface Metric {
  readonly name?: string;
  readonly alias?: bigint;
  /** Milliseconds since 1970. */
  readonly timestamp?: bigint;
  readonly datatype?: number;
  readonly isHistorical: boolean;
  readonly isNull: boolean;
  readonly properties: ReadonlyMap<string, PropertyValue>;
  readonly value?: RawValue;
}

export interface Payload {
  /** Milliseconds since 1970. */
  readonly timestamp?: bigint;
  readonly seq?: number;
  readonly metrics: readonly Metric[];
}

/** Far more than an edge node announces in one birth. */
const MOST_METRICS = 10_000;
/** Of a payload with all that is in it: a data set of 16 384 rows of one number fits. */
const MOST_FIELDS = 50_000;
const NO_PROPERTIES: Metric["properties"] = new Map();

/** @throws ProtobufError when the bytes are no payload, or have more than 10 000 metrics or 50 000 fields. */
export function decodePayload(bytes: Uint8Array): Payload {
  const payload: Draft<Payload> & { metrics: Metric[] } = { metrics: [] };
  const budget = { left: MOST_FIELDS };
  for (const field of fieldsOf(bytes, budget)) {
    if (field.number === 1) payload.timestamp = integer(field);
    else if (field.number === 2 && field.type === "bytes") {
      if (payload.metrics.length === MOST_METRICS)
        throw new ProtobufError(`found more than ${MOST_METRICS} metrics`);
      payload.metrics.push(metric(field.bytes, budget));
    } else if (field.number === 3) payload.seq = Number(integer(field));
  }
  return payload;
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

function metric(bytes: Uint8Array, budget: FieldBudget): Metric {
  const out: Draft<Metric> = { isHistorical: false, isNull: false, properties: NO_PROPERTIES };
  for (const field of fieldsOf(bytes, budget)) {
    if (field.number === 1) out.name = text(field);
    else if (field.number === 2) out.alias = integer(field);
    else if (field.number === 3) out.timestamp = integer(field);
    else if (field.number === 4) out.datatype = Number(integer(field));
    else if (field.number === 5) out.isHistorical = integer(field) !== 0n;
    else if (field.number === 7) out.isNull = integer(field) !== 0n;
    else if (field.number === 9 && field.type === "bytes")
      out.properties = properties(field.bytes, budget);
    else if (field.number >= 10 && field.number <= 19) out.value = metricValue(field, budget);
  }
  return out;
}

function metricValue(field: Field, budget: FieldBudget): RawValue {
  if (field.number === 16) return { type: "bytes", value: bytesOf(field) };
  if (field.number === 17) return { type: "dataset", value: dataSet(bytesOf(field), budget) };
  if (field.number > 17) return { type: "other" };
  return scalar(field, field.number - 10);
}

/** Every `oneof value` of the schema begins with the same six: int, long, float, double, boolean, string. */
function scalar(field: Field, which: number): RawValue {
  if (which === 0 || which === 1) return { type: "integer", bits: integer(field) };
  if (which === 2 || which === 3) return { type: "real", value: real(field) };
  if (which === 4) return { type: "boolean", value: integer(field) !== 0n };
  if (which === 5) return { type: "text", value: text(field) };
  return { type: "other" };
}

/** Keys and values are two lists (tck-id-payloads-propertyset-keys-array-size); what has no partner is left out. */
function properties(bytes: Uint8Array, budget: FieldBudget): ReadonlyMap<string, PropertyValue> {
  const keys: string[] = [];
  const values: PropertyValue[] = [];
  for (const field of fieldsOf(bytes, budget)) {
    if (field.number === 1) keys.push(text(field));
    else if (field.number === 2 && field.type === "bytes")
      values.push(propertyValue(field.bytes, budget));
  }
  const out = new Map<string, PropertyValue>();
  keys.forEach((key, index) => {
    const value = values[index];
    if (value !== undefined) out.set(key, value);
  });
  return out;
}

function propertyValue(bytes: Uint8Array, budget: FieldBudget): PropertyValue {
  let datatype = 0;
  let isNull = false;
  let value: RawValue | undefined;
  for (const field of fieldsOf(bytes, budget)) {
    if (field.number === 1) datatype = Number(integer(field));
    else if (field.number === 2) isNull = integer(field) !== 0n;
    else if (field.number >= 3 && field.number <= 10) value = scalar(field, field.number - 3);
  }
  return { datatype, ...(value !== undefined && !isNull && { value }) };
}

function dataSet(bytes: Uint8Array, budget: FieldBudget): DataSet {
  const columns: string[] = [];
  const types: number[] = [];
  const rows: Uint8Array[] = [];
  for (const field of fieldsOf(bytes, budget)) {
    if (field.number === 2) columns.push(text(field));
    else if (field.number === 3) types.push(...integers(field));
    else if (field.number === 4 && field.type === "bytes") rows.push(field.bytes);
  }
  return { columns, types, rows: rows.map((row) => cells(row, types, budget)) };
}

/** `repeated uint32` may come one by one or packed. */
function integers(field: Field): number[] {
  if (field.type !== "bytes") return [Number(integer(field))];
  // Packed numbers are fields without tags: each is given one, so that there is one reader of numbers.
  const out: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of field.bytes) {
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte >= 0x80) continue;
    out.push(value);
    value = 0;
    scale = 1;
  }
  return out;
}

function cells(row: Uint8Array, types: readonly number[], budget: FieldBudget): number[] {
  const out: number[] = [];
  for (const element of fieldsOf(row, budget)) {
    if (element.number !== 1 || element.type !== "bytes") continue;
    let value: RawValue | undefined;
    for (const field of fieldsOf(element.bytes, budget))
      if (field.number >= 1 && field.number <= 6) value = scalar(field, field.number - 1);
    out.push(numberOf(value, types[out.length]) ?? Number.NaN);
  }
  return out;
}

/** Width of the integer datatypes; Int8 to Int64 are sent as two's complement in an unsigned field. */
const SIGNED_BITS: Readonly<Record<number, number>> = {
  [DATATYPE.int8]: 32,
  [DATATYPE.int16]: 32,
  [DATATYPE.int32]: 32,
  [DATATYPE.int64]: 64,
};

/** A value as a number, by its datatype; undefined when it is none (a text, a flag, a moment). */
export function numberOf(
  value: RawValue | undefined,
  datatype: number | undefined,
): number | undefined {
  if (value?.type === "real") return value.value;
  if (value?.type !== "integer" || datatype === undefined) return undefined;
  if (datatype < DATATYPE.int8 || datatype > DATATYPE.uint64) return undefined;
  const bits = SIGNED_BITS[datatype];
  return Number(bits === undefined ? value.bits : BigInt.asIntN(bits, value.bits));
}

function integer(field: Field): bigint {
  return field.type === "varint" ? field.value : 0n;
}

function real(field: Field): number {
  if (field.type !== "fixed32" && field.type !== "fixed64") return Number.NaN;
  const { buffer, byteOffset, byteLength } = field.bytes;
  const view = new DataView(buffer, byteOffset, byteLength);
  return field.type === "fixed32" ? view.getFloat32(0, true) : view.getFloat64(0, true);
}

function bytesOf(field: Field): Uint8Array {
  return field.type === "varint" ? new Uint8Array() : field.bytes;
}

function text(field: Field): string {
  return Buffer.from(bytesOf(field)).toString("utf8");
}

/** Name of the metric that asks an edge node for its births (tck-id-operational-behavior-data-commands-ncmd-rebirth-name). */
export const REBIRTH_METRIC = "Node Control/Rebirth";

/** A rebirth request: `Node Control/Rebirth` = true, without a sequence number (tck-id-payloads-ncmd-seq). */
export function encodeRebirthRequest(timestampMs: number): Uint8Array {
  const time = BigInt(timestampMs);
  const metricBytes = [
    ...bytesField(1, Buffer.from(REBIRTH_METRIC)),
    ...varintField(3, time),
    ...varintField(4, BigInt(DATATYPE.boolean)),
    ...varintField(14, 1n),
  ];
  return Uint8Array.from([...varintField(1, time), ...bytesField(2, metricBytes)]);
}
