import type { PointState } from "@raceway/condition/chain";
import { STOP_REASONS } from "@raceway/condition/detection/operating-memory";
import { type Decoded, decodeMessage } from "@raceway/wire/codec";
import { z } from "zod";
import type { IndicatorsView, StateView } from "../http/api-types.ts";

/** What ingest shows of the present, as the console reads it: unknown fields are let through unread, so that either side may be newer. */

type Text<T extends { time: unknown }> = Omit<T, "time"> & { readonly time: string };

const time = z.iso.datetime();

const severity = z.enum(["normal", "warning", "alarm"]);

const state: z.ZodType<Text<Omit<PointState, "point">>> = z.object({
  time,
  level: z.enum(["normal", "sensor", "warning", "alarm"]),
  severity,
  parts: z.object({ anomaly: severity, diagnosis: severity, sensor: severity }),
  score: z.number(),
  health: z.number(),
  learning: z.boolean(),
  learned: z.object({ have: z.number(), need: z.number() }).exactOptional(),
  stopped: z.enum(STOP_REASONS).exactOptional(),
});

const indicators: z.ZodType<IndicatorsView> = z.object({
  time,
  speedRpm: z.number().exactOptional(),
  indicators: z.record(z.string(), z.number()),
});

/** A spectrum as it is kept: the numbers as they came, 4 bytes each. */
export interface LiveSpectrum {
  readonly time: string;
  readonly unit: string;
  readonly step: number;
  readonly values: Float32Array;
  readonly band?: readonly [low: number, high: number];
}

const spectrum: z.ZodType<LiveSpectrum> = z.object({
  time,
  unit: z.string(),
  step: z.number().positive(),
  values: z.instanceof(Float32Array),
  band: z.tuple([z.number(), z.number()]).readonly().exactOptional(),
});

/** The latest waveform as it is kept: numbers of two bytes, times `scale`. */
export interface LiveWaveform {
  readonly time: string;
  readonly sampleRate: number;
  readonly unit: string;
  readonly length: number;
  readonly scale: number;
  readonly samples: Int16Array;
}

const waveform: z.ZodType<LiveWaveform> = z.object({
  time,
  sampleRate: z.number().positive(),
  unit: z.string(),
  length: z.int().min(1),
  scale: z.number().positive(),
  samples: z.instanceof(Int16Array),
});

const deadLetter = z.object({
  topic: z.string().catch("unknown"),
  code: z.string().catch("unknown"),
  reason: z.string().catch("no reason given"),
  size: z.number().optional(),
  sender: z.string().optional(),
  head: z.string().optional(),
  head64: z.string().optional(),
});

const status = z.object({
  status: z.string(),
  plantFile: z
    .object({
      revision: z.string(),
      tried: z.string(),
      refused: z.string().optional(),
    })
    .nullish(),
});

export type DeadLetter = z.output<typeof deadLetter>;

export const decodeState = (payload: Uint8Array): Decoded<StateView> =>
  decodeMessage(payload, state);
export const decodeIndicators = (payload: Uint8Array): Decoded<IndicatorsView> =>
  decodeMessage(payload, indicators);
export const decodeSpectrum = (payload: Uint8Array): Decoded<LiveSpectrum> =>
  decodeMessage(payload, spectrum);
export const decodeWaveformView = (payload: Uint8Array): Decoded<LiveWaveform> =>
  decodeMessage(payload, waveform);
export const decodeDeadLetter = (payload: Uint8Array): Decoded<z.output<typeof deadLetter>> =>
  decodeMessage(payload, deadLetter);
export const decodeServiceStatus = (payload: Uint8Array): Decoded<z.output<typeof status>> =>
  decodeMessage(payload, status);

/** Uses what could be read. @returns why it could not be, for the log. */
export function take<T>(decoded: Decoded<T>, use: (body: T) => void): string | undefined {
  if (!decoded.ok) return decoded.rejection.reason;
  use(decoded.body);
  return undefined;
}
