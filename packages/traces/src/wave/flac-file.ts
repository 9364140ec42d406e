import { TraceError } from "../trace.ts";
import { type BitReader, bitReader } from "./bit-reader.ts";

const MOST_SAMPLES = 2 ** 27;
const STREAM_INFO_BYTES = 42;

interface StreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Of each channel; 0: not said. */
  readonly samples: number;
  /** Where the frames begin. */
  readonly frames: number;
}

/**
 * Decodes FLAC (RFC 9639). What is written in a stream is bounded before memory is taken for it.
 *
 * @returns samples as fractions of full scale.
 * @throws TraceError when it is damaged, cut off or too long.
 */
export function readFlac(bytes: Buffer, file: string) {
  const info = streamInfo(bytes, file);
  const parts: (readonly Float64Array[])[] = [];
  let count = 0;
  try {
    for (let at = info.frames; at < bytes.length; ) {
      const frame = readFrame(bytes, at, info);
      if (frame === undefined) break;
      count += frame.samples[0]?.length ?? 0;
      if (count * info.channels > MOST_SAMPLES) throw tooLong(file, count, info);
      parts.push(frame.samples);
      at = frame.end;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw damaged(file, `${count} of ${info.samples || "?"} samples can be read (was it cut off?)`);
  }
  if (count === 0 || count < info.samples)
    throw damaged(file, `${count} of ${info.samples} samples can be read (was it cut off?)`);
  const scale = 2 ** -(info.bits - 1);
  const channels = Array.from({ length: info.channels }, (_, channel) => {
    const all = new Float64Array(count);
    let at = 0;
    for (const part of parts) {
      const samples = part[channel] ?? new Float64Array();
      for (const [index, value] of samples.entries()) all[at + index] = value * scale;
      at += samples.length;
    }
    return all;
  });
  return { sampleRate: info.sampleRate, channels };
}

/** The STREAMINFO block, which is the first: before anything is decoded it says how much will come. */
function streamInfo(bytes: Buffer, file: string): StreamInfo {
  if (bytes.length < STREAM_INFO_BYTES || ((bytes[4] ?? 0) & 0x7f) !== 0)
    throw damaged(file, "no STREAMINFO block in it (was it cut off?)");
  const reader = bitReader(bytes, 18);
  const sampleRate = reader.unsigned(20);
  const channels = reader.unsigned(3) + 1;
  const bits = reader.unsigned(5) + 1;
  const samples = reader.unsigned(4) * 2 ** 32 + reader.unsigned(32);
  if (sampleRate === 0) throw damaged(file, "its STREAMINFO block says 0 Hz");
  let at = 4;
  for (let isLast = false; !isLast && at + 4 <= bytes.length; ) {
    isLast = (bytes[at] ?? 0) >= 0x80;
    at += 4 + bytes.readUIntBE(at + 1, 3);
  }
  const info = { sampleRate, channels, bits, samples, frames: at };
  if (samples * channels > MOST_SAMPLES) throw tooLong(file, samples, info);
  return info;
}

/** Block sizes by their code; 6 and 7 stand behind the header. */
function blockSizeOf(code: number, reader: BitReader): number {
  if (code === 1) return 192;
  if (code >= 2 && code <= 5) return 576 * 2 ** (code - 2);
  if (code === 6) return reader.unsigned(8) + 1;
  if (code === 7) return reader.unsigned(16) + 1;
  if (code >= 8) return 256 * 2 ** (code - 8);
  throw new RangeError("reserved block size");
}

const SAMPLE_BITS = [0, 8, 12, -1, 16, 20, 24, 32];

/** One frame; undefined where none begins. @throws RangeError when it is damaged. */
function readFrame(bytes: Buffer, start: number, info: StreamInfo) {
  if (start + 2 > bytes.length || (bytes.readUInt16BE(start) & 0xfffe) !== 0xfff8) return undefined;
  const reader = bitReader(bytes, start + 2);
  const sizeCode = reader.unsigned(4);
  const rateCode = reader.unsigned(4);
  const assignment = reader.unsigned(4);
  const bits = SAMPLE_BITS[reader.unsigned(3)] || info.bits;
  reader.unsigned(1);
  skipCodedNumber(reader);
  const size = blockSizeOf(sizeCode, reader);
  if (rateCode === 12) reader.unsigned(8);
  else if (rateCode === 13 || rateCode === 14) reader.unsigned(16);
  const check = reader.align();
  if (crc(bytes, start, check, 8, 0x07) !== bytes[check]) throw new RangeError("header");
  reader.unsigned(8);
  const count = assignment < 8 ? assignment + 1 : 2;
  if (count !== info.channels || bits !== info.bits || assignment > 10)
    throw new RangeError("form");
  const samples = Array.from({ length: count }, (_, channel) => {
    // The side of a stereo pair needs a bit more.
    const isSide =
      (channel === 1 && (assignment === 8 || assignment === 10)) ||
      (channel === 0 && assignment === 9);
    return readSubframe(reader, size, bits + (isSide ? 1 : 0));
  });
  const end = reader.align();
  if (end + 2 > bytes.length || crc(bytes, start, end, 16, 0x8005) !== bytes.readUInt16BE(end))
    throw new RangeError("frame");
  return { samples: unpaired(samples, assignment), end: end + 2 };
}

/** The frame's or sample's number, coded as UTF-8 codes characters. */
function skipCodedNumber(reader: BitReader): void {
  const first = reader.unsigned(8);
  for (let mask = 0x40, isLong = first >= 0xc0; isLong && (first & mask) !== 0; mask >>= 1)
    reader.unsigned(8);
}

/** Left and right of a pair that was written as one of them and their difference, or as middle and difference. */
function unpaired(samples: readonly Float64Array[], assignment: number): readonly Float64Array[] {
  const [a, b] = samples;
  if (a === undefined || b === undefined || assignment < 8) return samples;
  if (assignment === 8) return [a, a.map((left, at) => left - (b[at] ?? 0))];
  if (assignment === 9) return [b.map((right, at) => right + (a[at] ?? 0)), b];
  const middle = a.map((value, at) => value * 2 + (Math.abs(b[at] ?? 0) % 2));
  return [
    middle.map((value, at) => (value + (b[at] ?? 0)) / 2),
    middle.map((value, at) => (value - (b[at] ?? 0)) / 2),
  ];
}

/** Fixed predictors of the orders 0 to 4 (RFC 9639, 9.2.5). */
const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]] as const;

function readSubframe(reader: BitReader, size: number, frameBits: number): Float64Array {
  if (reader.unsigned(1) !== 0) throw new RangeError("subframe");
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) === 1 ? reader.unary() + 1 : 0;
  const bits = frameBits - wasted;
  if (bits < 1) throw new RangeError("wasted bits");
  const out = new Float64Array(size);
  if (type === 0) out.fill(reader.signed(bits));
  else if (type === 1) for (let at = 0; at < size; at++) out[at] = reader.signed(bits);
  else if (type >= 8 && type <= 12) predicted(reader, out, bits, FIXED[type - 8] ?? [], 0);
  else if (type >= 32) readLinear(reader, out, bits, type - 31);
  else throw new RangeError("reserved subframe");
  if (wasted > 0) for (let at = 0; at < size; at++) out[at] = (out[at] ?? 0) * 2 ** wasted;
  return out;
}

function readLinear(reader: BitReader, out: Float64Array, bits: number, order: number): void {
  if (order > out.length) throw new RangeError("order");
  for (let at = 0; at < order; at++) out[at] = reader.signed(bits);
  const precision = reader.unsigned(4) + 1;
  const shift = reader.signed(5);
  if (precision === 16 || shift < 0) throw new RangeError("predictor");
  const weights = Array.from({ length: order }, () => reader.signed(precision));
  predict(reader, out, weights, shift);
}

function predicted(
  reader: BitReader,
  out: Float64Array,
  bits: number,
  weights: readonly number[],
  shift: number,
): void {
  if (weights.length > out.length) throw new RangeError("order");
  for (let at = 0; at < weights.length; at++) out[at] = reader.signed(bits);
  predict(reader, out, weights, shift);
}

/** Adds what the residual says to what the samples before predict. Sums stay below 2^53, so doubles are exact. */
function predict(
  reader: BitReader,
  out: Float64Array,
  weights: readonly number[],
  shift: number,
): void {
  const order = weights.length;
  readResidual(reader, out, order);
  const divisor = 2 ** shift;
  for (let at = order; at < out.length; at++) {
    let sum = 0;
    for (let lag = 0; lag < order; lag++) sum += (weights[lag] ?? 0) * (out[at - 1 - lag] ?? 0);
    out[at] = (out[at] ?? 0) + Math.floor(sum / divisor);
  }
}

/** The residual in partitions of Rice codes (RFC 9639, 9.2.7), written behind the first `order` samples. */
function readResidual(reader: BitReader, out: Float64Array, order: number): void {
  const method = reader.unsigned(2);
  if (method > 1) throw new RangeError("residual");
  const parameterBits = method === 0 ? 4 : 5;
  const escaped = 2 ** parameterBits - 1;
  const partitions = 2 ** reader.unsigned(4);
  const length = out.length / partitions;
  if (!Number.isInteger(length) || length < order) throw new RangeError("partitions");
  for (let partition = 0; partition < partitions; partition++) {
    const parameter = reader.unsigned(parameterBits);
    const raw = parameter === escaped ? reader.unsigned(5) : undefined;
    const from = partition === 0 ? order : partition * length;
    for (let at = from; at < (partition + 1) * length; at++) {
      if (raw !== undefined) out[at] = reader.signed(raw);
      else {
        const folded = reader.unary() * 2 ** parameter + reader.unsigned(parameter);
        out[at] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
      }
    }
  }
}

/** Checksum of some bytes, highest bit first, from 0. */
function crc(bytes: Buffer, from: number, to: number, width: 8 | 16, polynomial: number): number {
  const top = 2 ** (width - 1);
  const mask = 2 ** width - 1;
  let value = 0;
  for (let at = from; at < to; at++) {
    value ^= (bytes[at] ?? 0) << (width - 8);
    for (let bit = 0; bit < 8; bit++)
      value = ((value << 1) ^ ((value & top) !== 0 ? polynomial : 0)) & mask;
  }
  return value;
}

function tooLong(file: string, samples: number, { channels, sampleRate }: StreamInfo): TraceError {
  return new TraceError(
    file,
    `found ${samples} samples of ${channels} channels at ${sampleRate} Hz; at most ${MOST_SAMPLES} values would be right (cut it: ffmpeg -t)`,
  );
}

function damaged(file: string, what: string): TraceError {
  return new TraceError(file, `damaged FLAC file: ${what}`);
}
