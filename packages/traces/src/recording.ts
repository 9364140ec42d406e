import { open, readFile, stat } from "node:fs/promises";
import type { TraceLayout } from "@raceway/model/plant";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { type OnNote, type OnProblem, type TraceBlock, TraceError } from "./trace.ts";

/** The files of a recording with what the caller says about them: what each reader starts from. */
export interface Recording {
  /** File or directory as the caller named it, for error texts. */
  readonly path: string;
  /** Full paths in natural order of their names; at least one. */
  readonly files: readonly string[];
  readonly layout: TraceLayout;
  /** Absent: the first faulty file ends the reading with its {@link TraceError}. */
  readonly onProblem?: OnProblem;
  readonly onNote?: OnNote;
}

/** 2000-01-01T00:00:00Z, when nothing says when a recording was made. */
export const DEFAULT_START: Nanos = 946_684_800_000_000_000n;

/** Files larger than this are refused where a reader needs the whole file at once. */
const MAX_FILE_BYTES = 2 ** 30;

const HEAD_BYTES = 65_536;

/** A whole file; a file that cannot be read or is too large is a {@link TraceError}. */
export async function readWhole(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES)
      throw new TraceError(file, `${size} bytes; files of this format may have ${MAX_FILE_BYTES}`);
    return await readFile(file);
  } catch (error) {
    throw asTraceError(file, error);
  }
}

/** The first 64 KiB of a file, or so many bytes. */
export async function readHead(file: string, most = HEAD_BYTES): Promise<Buffer> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const bytes = Math.max(HEAD_BYTES, Math.min(most, size));
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw asTraceError(file, error);
  }
}

/** The last 64 KiB of a file that is longer than its head; else nothing. */
export async function readTail(file: string): Promise<Buffer> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    if (size <= HEAD_BYTES) return Buffer.alloc(0);
    const at = Math.max(HEAD_BYTES, size - HEAD_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, at);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw asTraceError(file, error);
  }
}

/** What happened to a file, as a {@link TraceError}; faults that are not the file's are passed on. */
export function asTraceError(file: string, error: unknown): TraceError {
  if (error instanceof TraceError) return error;
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    const reason = error.code === "ENOENT" ? "no such file" : `cannot be read (${error.code})`;
    return new TraceError(file, reason, { cause: error });
  }
  throw error;
}

/**
 * Reads one file; a fault of the file goes to `onProblem` and gives undefined, or is thrown when nobody listens.
 */
export async function readOrSkip<T>(
  recording: Recording,
  file: string,
  read: (file: string) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read(file);
  } catch (error) {
    const fault = asTraceError(file, error);
    if (recording.onProblem === undefined) throw fault;
    recording.onProblem(fault.file, fault.reason);
    return undefined;
  }
}

/**
 * Cuts blocks into equal parts of about the layout's `blockSeconds`, as a sensor would send them, and puts the parts in order of time: a rest of another length would have
 * other lines in its spectra. A few samples at the end, fewer than parts, are left out. A block whose sample rate is unknown stays whole.
 */
export function cutBlocks(blocks: readonly TraceBlock[], layout: TraceLayout): TraceBlock[] {
  return blocks
    .flatMap((block) => cutBlock(block, layout))
    .toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** Slow series (temperature, speed, load) are cut no finer: they become readings, and must keep their place in time among the waveforms. */
const SLOW_PART_SECONDS = 10;

function cutBlock(block: TraceBlock, { blockSeconds }: TraceLayout): TraceBlock[] {
  const { kind, samples, sampleRate, time } = block;
  if (sampleRate === undefined || blockSeconds === undefined) return [block];
  const { offsets } = block;
  const waveform = kind === "vibration" || kind === "sound";
  const seconds = waveform ? blockSeconds : Math.max(blockSeconds, SLOW_PART_SECONDS);
  const wanted = Math.max(1, Math.round(seconds * sampleRate));
  const parts = Math.max(1, Math.round(samples.length / wanted));
  if (parts === 1) return [block];
  const length = Math.floor(samples.length / parts);
  return Array.from({ length: parts }, (_, part) => {
    const from = part * length;
    return {
      ...block,
      time: time + nanosOfSeconds(from / sampleRate),
      samples: samples.subarray(from, from + length),
      ...(offsets && {
        offsets: offsets.subarray(from, from + length).map((second) => second - from / sampleRate),
      }),
    };
  });
}

/** So many samples a second at least, when a step between files has to be chosen and no rate is known. */
export const SLOWEST_RATE = 1000;

/**
 * Start times for files that carry none: the layout's `start`, then every `interval` seconds; without an interval each file begins where the one
 * before ended, or, when no sample rate is known, a minute later (later still for files that long).
 */
export function fileClock(layout: TraceLayout) {
  let time = layout.start ?? DEFAULT_START;
  return {
    /** The start of the next file, whose channels last so long or, their rates unknown, have so many samples. */
    next(channels: Iterable<{ readonly samples: number; readonly sampleRate?: number }>): Nanos {
      const start = time;
      let seconds = layout.interval ?? 0;
      if (layout.interval === undefined)
        for (const { samples, sampleRate } of channels)
          seconds = Math.max(
            seconds,
            sampleRate === undefined ? Math.max(60, samples / SLOWEST_RATE) : samples / sampleRate,
          );
      time += nanosOfSeconds(seconds);
      return start;
    },
  };
}

/** Throws when a sample is no finite number. */
export function checkFinite(file: string, channel: string, samples: Float64Array): void {
  for (let index = 0; index < samples.length; index++)
    if (!Number.isFinite(samples[index]))
      throw new TraceError(
        file,
        `found ${samples[index]} as sample ${index + 1} of ${channel}; finite numbers would be right`,
      );
}
