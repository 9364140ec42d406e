import { isoOf, type Nanos } from "@raceway/model/time";
import type { Unit } from "@raceway/model/unit";
import { Decoder, Encoder } from "cbor-x";
import type { z } from "zod";
import type { Rejection } from "./rejection.ts";
import { readingMessage, waveformMessage } from "./sensor-message.ts";

/** How a message is written: JSON text, or CBOR (RFC 8949) with typed arrays (RFC 8746). */
export type Encoding = "json" | "cbor";

/** A waveform message without its address: point and channel are in the topic. */
export interface WaveformBody {
  /** Absent when the sensor has no clock. */
  readonly time?: Nanos;
  readonly sampleRate: number;
  readonly unit: Unit;
  /** In `unit`, scale applied, finite, at least one. */
  readonly samples: Float64Array;
  readonly speedRpm?: number;
  readonly load?: number;
}

/** A reading message without its address. */
export interface ReadingBody {
  readonly time?: Nanos;
  readonly unit: Unit;
  readonly value: number;
}

export type Decoded<T> =
  | { readonly ok: true; readonly body: T }
  | { readonly ok: false; readonly rejection: Rejection };

// Each message must be self-contained: records (shared structures) would tie it to earlier ones.
const decoder = new Decoder({
  mapsAsObjects: true,
  useRecords: false,
  int64AsNumber: false,
} as never);
const encoder = new Encoder({ mapsAsObjects: true, useRecords: false, tagUint8Array: false });

/** Any value as CBOR, typed arrays as RFC 8746. */
export function encodeCbor(value: unknown): Uint8Array {
  return encoder.encode(value);
}

/** A CBOR value. @throws Error when the bytes are no CBOR. */
export function decodeCbor(payload: Uint8Array): unknown {
  return decoder.decode(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength));
}

/** Decodes and checks a waveform message of either encoding. Never throws. */
export function decodeWaveform(payload: Uint8Array): Decoded<WaveformBody> {
  const message = decodeMessage(payload, waveformMessage);
  if (!message.ok) return message;
  const { samples: raw, scale, time, sampleRate, unit, speedRpm, load } = message.body;
  const samples = scaled(raw, scale);
  if (samples instanceof Float64Array === false) return { ok: false, rejection: samples };
  return {
    ok: true,
    body: {
      ...(time !== undefined && { time }),
      sampleRate,
      unit,
      samples,
      ...(speedRpm !== undefined && { speedRpm }),
      ...(load !== undefined && { load }),
    },
  };
}

/** Decodes and checks a reading message of either encoding. Never throws. */
export function decodeReading(payload: Uint8Array): Decoded<ReadingBody> {
  const message = decodeMessage(payload, readingMessage);
  if (!message.ok) return message;
  const { time, unit, value } = message.body;
  return { ok: true, body: { ...(time !== undefined && { time }), unit, value } };
}

/** Decodes a payload and checks it against a schema; the rejection says which field, what was found, and what would be right. */
export function decodeMessage<S extends z.ZodType>(
  payload: Uint8Array,
  schema: S,
): Decoded<z.output<S>> {
  let value: unknown;
  try {
    value = decodeAny(payload);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return reject("undecodable", `neither JSON nor CBOR: ${why} (payload begins ${head(payload)})`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, body: parsed.data };
  const nonFinite = parsed.error.issues.find((issue) => notFiniteAt(value, issue.path));
  if (nonFinite !== undefined)
    return reject("not-finite", `${nonFinite.path.join(".")} is not finite`);
  const texts = parsed.error.issues.slice(0, 5).map((issue) => describeIssue(issue, value));
  return reject("schema", texts.join("; "));
}

function describeIssue(issue: z.core.$ZodIssue, root: unknown): string {
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.slice(0, 5).map((key) => `"${cut(key)}"`);
    return `unknown field ${keys.join(", ")}${issue.keys.length > 5 ? ", …" : ""}`;
  }
  const path = cut(issue.path.join("."));
  const found = valueAt(root, issue.path);
  const shown = found === undefined ? "nothing" : brief(found);
  return `${path || "message"}: found ${shown}, expected ${issue.message}`;
}

function notFiniteAt(root: unknown, path: readonly PropertyKey[]): boolean {
  const value = valueAt(root, path);
  return typeof value === "number" && !Number.isFinite(value);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function brief(value: unknown): string {
  const text =
    JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}` : inner)) ??
    String(value);
  return cut(text);
}

/** Reasons are log lines and rows of a table: what a sender wrote is shown in part. */
function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** JSON objects begin with `{` (after white space), CBOR maps with 0xA0–0xBF or a tag; no first byte is both. */
function decodeAny(payload: Uint8Array): unknown {
  if (payload.length === 0) throw new Error("the payload is empty");
  const first = payload[0] ?? 0;
  if (first >= 0x80) return decodeCbor(payload);
  return JSON.parse(
    Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8"),
  );
}

/** Applies the scale, or says why the samples cannot be used. */
function scaled(
  raw: readonly number[] | Int16Array | Float32Array | Float64Array,
  scale: number,
): Float64Array | Rejection {
  if (raw.length === 0)
    return { code: "empty", reason: "samples: found an empty array, expected at least one value" };
  const out = new Float64Array(raw.length);
  for (let i = 0; i < raw.length; i++) {
    const sample: unknown = raw[i];
    if (typeof sample !== "number") {
      return {
        code: "schema",
        reason: `samples[${i}]: found ${sample === null ? "null" : typeof sample}, expected a number`,
      };
    }
    const value = sample * scale;
    if (!Number.isFinite(value)) {
      return {
        code: "not-finite",
        reason: `samples[${i}]: found ${value}, expected a finite number`,
      };
    }
    out[i] = value;
  }
  return out;
}

function reject(code: Rejection["code"], reason: string): { ok: false; rejection: Rejection } {
  return { ok: false, rejection: { code, reason } };
}

function head(payload: Uint8Array): string {
  return `0x${Buffer.from(payload.subarray(0, 8)).toString("hex")}`;
}

/** How CBOR carries samples: float32, or float64 where not a bit may change, or int16 of this scale (the values must fit). */
export type SamplePacking = "float32" | "float64" | { readonly int16Scale: number };

/** Writes a waveform message. `packing` is for CBOR; JSON loses nothing. */
export function encodeWaveform(
  body: WaveformBody,
  encoding: Encoding,
  packing: SamplePacking = "float32",
): Uint8Array {
  const { time, sampleRate, unit, samples, speedRpm, load } = body;
  const rest = {
    ...(speedRpm !== undefined && { speedRpm }),
    ...(load !== undefined && { load }),
  };
  if (encoding === "json") {
    const when = time === undefined ? {} : { time: isoOf(time) };
    return jsonBytes({ ...when, sampleRate, unit, samples: Array.from(samples), ...rest });
  }
  return encodeCbor({
    ...(time !== undefined && { time }),
    sampleRate,
    unit,
    ...(typeof packing === "object" && { scale: packing.int16Scale }),
    samples: packed(samples, packing),
    ...rest,
  });
}

function packed(
  samples: Float64Array,
  packing: SamplePacking,
): Int16Array | Float32Array | Float64Array {
  if (packing === "float64") return samples;
  if (packing === "float32") return Float32Array.from(samples);
  return int16Of(samples, packing.int16Scale);
}

/** A plain loop: `Int16Array.from` with a function takes ten times as long. */
function int16Of(samples: Float64Array, scale: number): Int16Array {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) out[i] = Math.round((samples[i] ?? 0) / scale);
  return out;
}

/** Writes a reading message. */
export function encodeReading(body: ReadingBody, encoding: Encoding): Uint8Array {
  const { time, unit, value } = body;
  if (encoding === "json")
    return jsonBytes({ ...(time !== undefined && { time: isoOf(time) }), unit, value });
  return encodeCbor({ ...(time !== undefined && { time }), unit, value });
}

/** A value as JSON bytes. */
export function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value), "utf8");
}
