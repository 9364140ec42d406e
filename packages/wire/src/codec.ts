import { isoOf, type Nanos } from "@raceway/model/time";
import type { Unit } from "@raceway/model/unit";
import { Encoder } from "cbor-x";
import type { z } from "zod";
import { type Bounds, MESSAGE_BOUNDS, TooComplex, WAVEFORM_BOUNDS } from "./bounds.ts";
import { decodePayload, payloadHead } from "./payload.ts";
import type { Rejection } from "./rejection.ts";
import { readingMessage, waveformMessage } from "./sensor-message.ts";
import type { Samples } from "./typed-array.ts";
import { brief, cut, expectedIn, faultsOf, valueAt } from "./words.ts";

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
const encoder = new Encoder({ mapsAsObjects: true, useRecords: false, tagUint8Array: false });

/** Any value as CBOR, typed arrays as RFC 8746. */
export function encodeCbor(value: unknown): Uint8Array {
  return encoder.encode(value);
}

/** Room for so many numbers. */
export type Room = (length: number) => Float64Array;
const newRoom: Room = (length) => new Float64Array(length);

/**
 * Decodes and checks a waveform message of either encoding. Never throws.
 *
 * @param room where the samples are put. @default a new array
 */
export function decodeWaveform(payload: Uint8Array, room = newRoom): Decoded<WaveformBody> {
  const read = readWaveform(payload);
  if (!read.ok) return read;
  const { head, raw, scale } = read.body;
  return { ok: true, body: { ...head, samples: scaled(raw, scale, room) } };
}

/** Refuses what {@link decodeWaveform} refuses, without making numbers of the samples: for whoever only passes the message on. Never throws. */
export function checkWaveform(payload: Uint8Array): Decoded<Omit<WaveformBody, "samples">> {
  const read = readWaveform(payload);
  return read.ok ? { ok: true, body: read.body.head } : read;
}

/** Samples as they are written, before their scale. */
export type RawSamples = readonly number[] | Samples;

function readWaveform(payload: Uint8Array) {
  const message = decodeMessage(payload, waveformMessage, WAVEFORM_BOUNDS);
  if (!message.ok) return message;
  const { samples: raw, scale, time, sampleRate, unit, speedRpm, load } = message.body;
  const rejection = samplesFault(raw, scale);
  if (rejection !== undefined) return { ok: false, rejection } as const;
  const head = {
    ...(time !== undefined && { time }),
    sampleRate,
    unit,
    ...(speedRpm !== undefined && { speedRpm }),
    ...(load !== undefined && { load }),
  };
  return { ok: true, body: { head, raw, scale } } as const;
}

/** Decodes and checks a reading message of either encoding. Never throws. */
export function decodeReading(payload: Uint8Array): Decoded<ReadingBody> {
  const message = decodeMessage(payload, readingMessage);
  if (!message.ok) return message;
  const { time, unit, value } = message.body;
  return { ok: true, body: { ...(time !== undefined && { time }), unit, value } };
}

/**
 * Decodes a payload and checks it against a schema; the rejection says which field, what was found, and what would be right. Never throws, and neither runs
 * long nor grows: what exceeds the bounds is refused before anything is built of it.
 */
export function decodeMessage<S extends z.ZodType>(
  payload: Uint8Array,
  schema: S,
  bounds: Bounds = MESSAGE_BOUNDS,
): Decoded<z.output<S>> {
  try {
    return checked(decodePayload(payload, bounds), schema);
  } catch (error) {
    if (error instanceof TooComplex) return reject("too-complex", error.message);
    const why = error instanceof Error ? error.message : String(error);
    return reject(
      "undecodable",
      `neither JSON nor CBOR that can be read: ${cutLong(why)}; the payload begins ${payloadHead(payload)}`,
    );
  }
}

/** Checks a value that was decoded already. */
function checked<S extends z.ZodType>(value: unknown, schema: S): Decoded<z.output<S>> {
  const parsed = schema.safeParse(value, { error: expectedIn });
  if (parsed.success) return { ok: true, body: parsed.data };
  const { issues } = parsed.error;
  const nonFinite = issues.find((issue) => isNotFinite(valueAt(value, issue.path)));
  if (nonFinite !== undefined)
    return reject("not-finite", `${cut(nonFinite.path.join("."))} is not finite`);
  return reject("schema", faultsOf(issues, value));
}

function isNotFinite(value: unknown): boolean {
  return typeof value === "number" && !Number.isFinite(value);
}

function cutLong(text: string): string {
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

/** Beyond every sample that comes as an integer. */
const INTEGERS = 2 ** 32;

/** Why the samples cannot be used; undefined: they can. */
export function samplesFault(raw: RawSamples, scale: number): Rejection | undefined {
  if (raw.length === 0)
    return { code: "empty", reason: "samples: found an empty array, expected at least one value" };
  const isList = Array.isArray(raw);
  const strange = isList ? raw.findIndex((sample) => typeof sample !== "number") : -1;
  if (strange !== -1)
    return {
      code: "schema",
      reason: `samples[${strange}]: found ${brief(raw[strange])}, expected a number`,
    };
  const isReal = isList || raw instanceof Float32Array || raw instanceof Float64Array;
  if (!isReal && Number.isFinite(INTEGERS * scale)) return undefined;
  for (let i = 0; i < raw.length; i++) {
    const value = (raw[i] ?? 0) * scale;
    if (!Number.isFinite(value))
      return {
        code: "not-finite",
        reason: `samples[${i}]: found ${value}, expected a finite number`,
      };
  }
  return undefined;
}

/** Samples times their scale, never in the array in which they came. */
export function scaled(raw: RawSamples, scale: number, room = newRoom): Float64Array {
  const samples = room(raw.length);
  samples.set(raw);
  if (scale !== 1) for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? 0) * scale;
  return samples;
}

function reject(code: Rejection["code"], reason: string): { ok: false; rejection: Rejection } {
  return { ok: false, rejection: { code, reason } };
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

/** Samples as CBOR carries them. */
export function packed(
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
