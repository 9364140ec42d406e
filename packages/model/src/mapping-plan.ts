import type { SpectrumAxis } from "./record.ts";
import type { Unit } from "./unit.ts";

/** Forms of a time in a message that is not ours; a number alone does not say which it is. */
export const TIME_FORMS = ["iso", "local", "s", "ms", "us", "ns"] as const;
export type TimeForm = (typeof TIME_FORMS)[number];

/** How samples lie in a text of base64 or hex. */
export const SAMPLE_TYPES = [
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int24",
  "int32",
  "float32",
  "float64",
] as const;
export type SampleType = (typeof SAMPLE_TYPES)[number];

/**
 * How messages that a maker's device publishes in its own way become readings and waveforms. Texts that pick something from a payload are JSONata
 * expressions, or JSON pointers (RFC 6901) when they begin with `/`.
 */
export interface MappingPlan {
  /** MQTT topic filter; its wildcards are the captures `$1`, `$2`, … in order. */
  readonly topic: string;
  /** Where in the plant file it stands, for faults and reasons. */
  readonly where: string;
  /** `line/machine/point`, with captures; absent where `places` or the channels themselves say it. */
  readonly point?: string;
  /** Names the device in `places`: a text with captures, or an expression. Default: the first capture. */
  readonly device?: string;
  /** Point (`line/machine/point`) or channel (`line/machine/point/channel`) by device. */
  readonly places?: Readonly<Record<string, string>>;
  /** Messages for which this is not true are passed over. */
  readonly when?: string;
  /** Picks several readings out of one message; the other expressions then look at one of them. */
  readonly each?: string;
  readonly time?: MappedTime;
  readonly values: readonly MappedValue[];
  readonly examples: readonly MappingExample[];
}

export interface MappedTime {
  readonly at: string;
  readonly as: TimeForm;
  /** Of `local`: IANA name. */
  readonly timeZone: string;
}

/** What of a message goes to one channel. */
export interface MappedValue {
  /** Channel id, with captures; or a whole `line/machine/point/channel`. Absent: the place of the device says it. */
  readonly channel?: string;
  /** Picks the number of a reading. Exactly one of `value`, `samples` and `spectrum`. */
  readonly value?: string;
  readonly samples?: MappedSamples;
  readonly spectrum?: MappedSpectrum;
  /** Absent: what `unitAt` finds, or the unit of the channel. */
  readonly unit?: Unit;
  readonly unitAt?: string;
  readonly factor: number;
  readonly offset: number;
}

/** How numbers lie in a message. */
export interface NumberBlock {
  readonly at: string;
  /** Absent: an array of numbers. */
  readonly encoding?: "base64" | "hex";
  readonly type: SampleType;
  readonly bigEndian: boolean;
}

export interface MappedSamples extends NumberBlock {
  /** Of interleaved channels: how many, and which of them, from 0. */
  readonly of: number;
  readonly nth: number;
  /** Hz, or what picks it. Absent: the channel's. */
  readonly sampleRate?: number | string;
  readonly speedRpm?: string;
}

/** A spectrum's amplitudes (`at`), and where they stand. */
export interface MappedSpectrum extends NumberBlock {
  /** Picks the places of the values: it is a peak list. */
  readonly places?: string;
  /** Distance of two lines on the axis, or what picks it. Absent: the channel's. */
  readonly step?: number | string;
  /** Place of the first line. Absent: the channel's. */
  readonly from?: number | string;
  /** Absent: the channel's, or frequencies. */
  readonly axis?: SpectrumAxis;
  /** Picks the shaft speed, r/min. */
  readonly speedRpm?: string;
}

/** A message as the maker documents it, and what must come of it. */
export interface MappingExample {
  readonly topic: string;
  readonly payload: string;
  /** By `line/machine/point/channel`: the value with its unit, or the number of samples. Absent: only shown. */
  readonly gives?: Readonly<Record<string, string>>;
}
