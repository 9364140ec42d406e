import type { FileHandle } from "node:fs/promises";
import { TraceError } from "../trace.ts";

/** What the header of a WAV file says. */
export interface WavFormat {
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: number;
  readonly encoding: "integer" | "float";
  readonly bytesPerSample: 1 | 2 | 3 | 4 | 8;
  /** Where the samples begin and how many whole frames (one sample of each channel) are there. */
  readonly dataStart: number;
  readonly frames: number;
}

const FORMATS: Readonly<Record<number, string>> = {
  2: "Microsoft ADPCM",
  6: "A-law",
  7: "µ-law",
  17: "IMA ADPCM",
  80: "MPEG",
  85: "MP3",
};
const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe];
const MOST_CHUNKS = 1000;
const MOST_CHANNELS = 64;

/**
 * Reads the chunks up to the samples ("Multimedia Programming Interface and Data Specifications 1.0", 1991; WAVE_FORMAT_EXTENSIBLE; RF64, EBU Tech 3306; BW64, ITU-R BS.2088).
 * A data chunk that claims more than the file has ends with the file: recorders that lose power leave such.
 *
 * @throws TraceError when it is no WAV file or is not plain PCM or float samples.
 */
export async function readWavFormat(handle: FileHandle, file: string): Promise<WavFormat> {
  const { size } = await handle.stat();
  const riff = (await readAt(handle, 0, 12)).toString("latin1");
  if (!/^(RIFF|RF64|BW64)....WAVE$/s.test(riff))
    throw new TraceError(
      file,
      `found ${riff.length < 12 ? `${riff.length} bytes` : `"${printable(riff)}"`} at its begin; "RIFF", a length and "WAVE" would be right`,
    );
  let format: Omit<WavFormat, "dataStart" | "frames"> | undefined;
  let at = 12;
  let longData: number | undefined;
  for (let chunk = 0; chunk < MOST_CHUNKS && at + 8 <= size; chunk++) {
    const head = await readAt(handle, at, 8);
    const id = head.toString("latin1", 0, 4);
    const length = head.readUInt32LE(4);
    if (id === "fmt ")
      format = parseFormat(await readAt(handle, at + 8, Math.min(length, 40)), file);
    // Of the 64-bit forms: sizes of the file, of the data and of others, which stand as 0xFFFFFFFF where they belong.
    if (id === "ds64" && length >= 16)
      longData = Number((await readAt(handle, at + 16, 8)).readBigUInt64LE());
    if (id === "data") {
      if (format === undefined) throw new TraceError(file, 'found "data" before "fmt "');
      const long = length === 0xffff_ffff ? longData : undefined;
      const isOpenEnded = length === 0 || (length === 0xffff_ffff && long === undefined);
      const bytes = isOpenEnded ? size - at - 8 : Math.min(long ?? length, size - at - 8);
      const frames = Math.floor(bytes / (format.channels * format.bytesPerSample));
      if (frames === 0) throw new TraceError(file, "found no samples in it");
      return { ...format, dataStart: at + 8, frames };
    }
    at += 8 + length + (length % 2);
  }
  throw new TraceError(file, `found no "${format === undefined ? "fmt " : "data"}" chunk`);
}

function parseFormat(chunk: Buffer, file: string): Omit<WavFormat, "dataStart" | "frames"> {
  if (chunk.length < 16)
    throw new TraceError(
      file,
      `found a "fmt " chunk of ${chunk.length} bytes; 16 or more would be right`,
    );
  const code = chunk.readUInt16LE(0);
  const format = code === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : code;
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const bits = chunk.readUInt16LE(14);
  if (format !== PCM && format !== FLOAT)
    throw new TraceError(
      file,
      `found ${FORMATS[format] ?? `format ${format}`}; plain PCM or float samples would be right (convert it, e.g. ffmpeg -i in.wav -c:a pcm_s24le out.wav)`,
    );
  const bytesPerSample = Math.ceil(bits / 8);
  const encoding = format === PCM ? "integer" : "float";
  const known =
    encoding === "float"
      ? bytesPerSample === 4 || bytesPerSample === 8
      : bytesPerSample >= 1 && bytesPerSample <= 4;
  if (!known || channels < 1 || channels > MOST_CHANNELS || sampleRate < 1)
    throw new TraceError(
      file,
      `found ${channels} channels of ${bits} bit ${encoding} samples at ${sampleRate} Hz; 1 to ${MOST_CHANNELS} channels of 8, 16, 24, 32 bit integers or 32, 64 bit floats would be right`,
    );
  return {
    sampleRate,
    channels,
    encoding,
    bytesPerSample: bytesPerSample as WavFormat["bytesPerSample"],
  };
}

/** Samples of each channel, full scale being ±1, of `count` frames from frame `from` on. */
export async function readWavFrames(
  handle: FileHandle,
  format: WavFormat,
  from: number,
  count: number,
): Promise<readonly Float64Array[]> {
  const { channels, bytesPerSample, dataStart } = format;
  const frameBytes = channels * bytesPerSample;
  const bytes = await readAt(handle, dataStart + from * frameBytes, count * frameBytes);
  const frames = Math.floor(bytes.length / frameBytes);
  const read = sampleReader(bytes, format);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float64Array(frames);
    for (let frame = 0; frame < frames; frame++)
      samples[frame] = read((frame * channels + channel) * bytesPerSample);
    return samples;
  });
}

function sampleReader(
  bytes: Buffer,
  { encoding, bytesPerSample }: WavFormat,
): (at: number) => number {
  if (encoding === "float")
    return bytesPerSample === 4 ? (at) => bytes.readFloatLE(at) : (at) => bytes.readDoubleLE(at);
  // Eight bits are unsigned in WAV, all others signed.
  if (bytesPerSample === 1) return (at) => ((bytes[at] ?? 128) - 128) / 128;
  if (bytesPerSample === 2) return (at) => bytes.readInt16LE(at) / 2 ** 15;
  if (bytesPerSample === 3) return (at) => bytes.readIntLE(at, 3) / 2 ** 23;
  return (at) => bytes.readInt32LE(at) / 2 ** 31;
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

function printable(found: string): string {
  return found.replaceAll(/[^\x20-\x7e]/g, "?");
}
