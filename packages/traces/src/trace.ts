import type { Nanos } from "@raceway/model/time";
import type { ChannelKind, Unit } from "@raceway/model/unit";

/** One channel of a recording, as far as the recording tells. */
export interface TraceChannel {
  /** As the plant file's channels name it under `trace:`. */
  readonly name: string;
  readonly kind?: ChannelKind;
  readonly unit?: Unit;
  /** What the recording says in place of a unit that is known. */
  readonly foreignUnit?: string;
  /** What its numbers look like, for a person. */
  readonly looks?: string;
  /** They only rise, only fall or stand still: no waveform. */
  readonly still?: true;
  /** Hz. */
  readonly sampleRate?: number;
}

/** A stretch of evenly spaced samples of one channel; a slow series (temperatures) is one too, with its low sample rate. */
export interface TraceBlock {
  readonly channel: string;
  readonly kind: ChannelKind;
  /** Time of the first sample. */
  readonly time: Nanos;
  /** Hz; absent when neither the recording nor its layout says: the plant file's channel must. */
  readonly sampleRate?: number;
  /** Absent when the recording does not say: the plant file's channel must. */
  readonly unit?: Unit;
  /** What the recording says in place of a unit that is known. */
  readonly foreignUnit?: string;
  /** Largest relative error of `sampleRate`, where times are written coarsely. */
  readonly rateError?: number;
  /** Seconds of each sample after the first, where the recording dates every one. */
  readonly offsets?: Float64Array;
  /** Present: it is a spectrum, and where its lines stand, Hz. */
  readonly lines?: { readonly step: number; readonly from: number };
  /** At least one; all finite. */
  readonly samples: Float64Array;
  /** Shaft speed, r/min, when the recording or its layout says. */
  readonly speedRpm?: number;
}

/** An opened recording. */
export interface Trace {
  readonly format: string;
  /** One line for a person: what it was taken for, how many files, what was chosen among several readings. */
  readonly describe: string;
  /** Channels found when it was opened; later files may bring others. */
  readonly channels: readonly TraceChannel[];
  /** Files to be read, for a progress bar. */
  readonly records: number;
  /** Reads from the start, one file in memory at a time, in time order across channels. May be called again. */
  blocks(): AsyncIterable<TraceBlock>;
}

/** Told of what was done to read a file that its reader should know. */
export type OnNote = (file: string, note: string) => void;

/** Told of each file that had to be left out, and why. */
export type OnProblem = (file: string, reason: string) => void;

/** What a recording got wrong: which file, which line, what was found, what would be right. */
export class TraceError extends Error {
  override name = "TraceError";
  readonly file: string;
  /** The message without the file's name. */
  readonly reason: string;

  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file}: ${reason}`, options);
    this.file = file;
    this.reason = reason;
  }
}
