import { nanosOfIso } from "@raceway/model/time";
import { UNITS, type Unit } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import { z } from "zod";
import type { Samples } from "./typed-array.ts";

/** Messages that sensors publish. The schemas are what docs/topics.md and docs/asyncapi.json are generated from. */

export const unit = z
  .preprocess(
    (text) => (typeof text === "string" ? (unitNamed(text) ?? text) : text),
    z.enum(Object.keys(UNITS) as [Unit, ...Unit[]], `one of ${Object.keys(UNITS).join(", ")}`),
  )
  .meta({ jsonType: "unit" });

/** 2^63 − 1 ns is in the year 2262; SQLite and InfluxDB keep times as signed 64-bit integers. */
const LAST_NANOS = 9_223_372_036_854_775_807n;

export const time = z
  .union(
    [z.string(), z.bigint()],
    "a time as ISO 8601 text with zone, or whole nanoseconds since 1970 (text, or an integer in CBOR)",
  )
  .transform((value, context) => {
    const nanos =
      typeof value === "bigint"
        ? value
        : /^\d{1,19}$/.test(value)
          ? BigInt(value)
          : nanosOfIso(value);
    if (nanos !== undefined && nanos >= 0n && nanos <= LAST_NANOS) return nanos;
    context.addIssue({
      code: "custom",
      message:
        "a time as ISO 8601 text with zone (2026-11-22T06:00:00.000Z), or whole nanoseconds since 1970",
    });
    return z.NEVER;
  })
  .optional()
  .describe(
    "Time of the first sample by the sensor's clock: ISO 8601 with zone, or whole nanoseconds since 1970 as text (CBOR: an integer). A sensor without a clock leaves it out; then the time of arrival counts, and a message sent twice counts twice. So it does for a clock that cannot be right (Time, below).",
  );

const speedRpm = z
  .number()
  .min(0)
  .max(1_000_000)
  .optional()
  .describe("Shaft speed during the block, r/min.");
const load = z.number().optional().describe("Load during the block, in the machine's `loadUnit`.");

export const samples = z
  .custom<readonly number[] | Samples>(
    (value) => Array.isArray(value) || ArrayBuffer.isView(value),
    "a list of numbers (CBOR: a typed array of RFC 8746, such as tag 77 for int16, 85 for float32, 86 for float64, all little-endian)",
  )
  .describe(
    "Values before `scale`. JSON: an array of numbers. CBOR: a typed array of RFC 8746: int16, float32 or float64.",
  )
  .meta({ jsonType: "number[]" });

/** One block of one channel, published under `raceway/v1/waveform/…`. */
export const waveformMessage = z.strictObject(
  {
    time,
    sampleRate: z
      .number("a sample rate in Hz")
      .positive("a sample rate above 0 Hz")
      .max(10_000_000)
      .describe("Samples per second, Hz."),
    unit: unit.describe("Unit of sample × scale. Declared, never guessed."),
    scale: z.number().default(1).describe("Factor from a sample to `unit`."),
    samples,
    speedRpm,
    load,
    seq: z.int().min(0).optional().describe("Sender's running number; informative."),
  },
  'an object such as {"sampleRate":25600,"unit":"g","samples":[0.1,-0.2]}, one block a message',
);

/** One number of one channel, published under `raceway/v1/reading/…`. */
export const readingMessage = z.strictObject(
  {
    time,
    unit,
    value: z.number("a finite number, not in quotes"),
    seq: z.int().min(0).optional().describe("Sender's running number; informative."),
  },
  'an object such as {"unit":"degC","value":41.5}, one value a message',
);

/** One spectrum, or the tallest lines of one, that a sensor computed itself, published under `raceway/v1/sensor-spectrum/…`. */
export const spectrumMessage = z.strictObject(
  {
    time: time.describe("Time of the measurement, as in a waveform."),
    axis: z
      .enum(["Hz", "order"])
      .default("Hz")
      .describe("What the lines stand along: frequencies, or multiples of the shaft's speed."),
    step: z
      .number("the distance of two lines")
      .positive("a distance above 0")
      .max(1_000_000)
      .describe("Distance of two lines on the axis. Of a peak list the one that it was read from."),
    from: z.number().min(0).default(0).describe("Place of the first value: a multiple of `step`."),
    unit: unit.describe("Unit of value × scale, of amplitudes; or a level, in dB."),
    scale: z.number().default(1).describe("Factor from a value to `unit`."),
    values: samples.describe("Amplitudes before `scale`: an array of numbers, or a typed array."),
    at: samples
      .optional()
      .describe("Of a peak list: the place of each value on the axis; `from` does not count then."),
    speedRpm,
    load,
    seq: z.int().min(0).optional().describe("Sender's running number; informative."),
  },
  'an object such as {"step":1.25,"unit":"g","values":[0.01,0.02]}, one spectrum a message',
);

const STATUS_WORDS = ["online", "offline"] as const;
const STATUS_FORM =
  'online or offline: as a word, or as {"status":"offline"} or {"state":"offline"}';

const statusFields = {
  time,
  battery: z.number().min(0).max(100).optional().describe("Charge, %."),
  text: z.string().max(500).optional(),
};

/** A sensor's own state, retained, with `offline` as last will, under `raceway/v1/status/…`. */
export const statusMessage = z.object({
  status: z
    .enum(STATUS_WORDS)
    .describe("Upper or lower case; `state` is understood too, and the bare word as payload."),
  ...statusFields,
});
export type SensorStatus = z.output<typeof statusMessage>;

const statusWord = z
  .string(STATUS_FORM)
  .transform((word) => word.trim().toLowerCase())
  .pipe(z.enum(STATUS_WORDS, STATUS_FORM))
  .optional();

/** The forms in which a status is understood; what else is in it is passed over. */
export const statusForms = z
  .object({ status: statusWord, state: statusWord, ...statusFields }, STATUS_FORM)
  .transform(({ status, state, ...rest }, context): SensorStatus => {
    const said = status ?? state;
    if (said !== undefined && (status ?? said) === (state ?? said))
      return { status: said, ...rest };
    context.addIssue({ code: "custom", message: STATUS_FORM });
    return z.NEVER;
  });
