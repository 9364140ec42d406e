import { SAMPLE_TYPES, TIME_FORMS } from "@raceway/model/mapping-plan";
import { z } from "zod";
import { factor, unit } from "./quantity-schema.ts";
import { timeZone } from "./week-schema.ts";

/** Messages of devices that speak in their own way, as the plant file writes them (docs/sensors.md). */

const expression = z
  .string()
  .min(1)
  .max(2000)
  .describe("JSONata expression, or JSON pointer when it begins with `/`.");

const topic = z
  .string()
  .min(1)
  .max(500)
  .describe("MQTT topic filter; what its `+` and `#` stand for is `$1`, `$2`, … in order.");

const time = z
  .union(
    [
      expression.transform((at) => ({ at, as: "iso" as const, timeZone: undefined })),
      z.strictObject({
        at: expression,
        as: z
          .enum(TIME_FORMS)
          .default("iso")
          .describe(
            "`iso` (with zone), `local` (without: by the clock on the plant's wall), or a number since 1970 in `s`, `ms`, `us`, `ns`.",
          ),
        timeZone: timeZone.optional().describe("Of `local`. Default: the plant's."),
      }),
    ],
    "what picks the time, or `{ at, as }`",
  )
  .optional()
  .describe("The device's own time. Without it the time of arrival counts.");

const block = {
  at: expression.describe("Picks an array of numbers, or a text of base64 or hex."),
  encoding: z.enum(["base64", "hex"]).optional().describe("Of a text."),
  type: z.enum(SAMPLE_TYPES).default("int16").describe("Of a text: the form of one number."),
  order: z.enum(["little", "big"]).default("little").describe("Of a text: order of its bytes."),
};

const speedRpm = expression.optional().describe("Picks the shaft speed, r/min.");

const samples = z.strictObject({
  ...block,
  of: z.int().min(1).max(64).default(1).describe("Interleaved channels: how many."),
  nth: z.int().min(1).max(64).default(1).describe("Interleaved channels: which one, from 1."),
  sampleRate: z
    .union([z.number().positive(), expression], "Hz, or what picks it")
    .optional()
    .describe("Hz, or what picks it. Default: the channel's."),
  speedRpm,
});

const spectrum = z.strictObject({
  ...block,
  places: expression
    .optional()
    .describe("Of a peak list: picks the places of the values, an array of numbers."),
  step: z
    .union([z.number().positive(), expression], "a distance, or what picks it")
    .optional()
    .describe("Distance of two lines, or what picks it. Default: the channel's."),
  from: z
    .union([z.number().min(0), expression], "a place, or what picks it")
    .optional()
    .describe("Place of the first line, or what picks it. Default: the channel's."),
  axis: z.enum(["Hz", "order"]).optional().describe("Default: the channel's."),
  speedRpm,
});

/** What of a message becomes one channel's. */
const picked = {
  value: expression.optional().describe("Picks a reading's number; a text that is one counts too."),
  samples: samples.optional().describe("Picks a waveform instead."),
  spectrum: spectrum.optional().describe("Picks a spectrum or a list of its peaks instead."),
  unit: unit.optional().describe("Default: the channel's."),
  unitAt: expression.optional().describe("Picks the unit, where messages say it."),
  factor: factor.default(1).describe("value = number × factor + offset."),
  offset: z.number().default(0),
};

const ONE_OF_THEM = "one of `value`, `samples` and `spectrum`";

function isOne({
  value,
  samples,
  spectrum,
}: Partial<Record<"value" | "samples" | "spectrum", unknown>>): boolean {
  return [value, samples, spectrum].filter((each) => each !== undefined).length <= 1;
}

const when = expression
  .optional()
  .describe("Messages for which this is not `true` are passed over: births, battery states.");

/** `mqtt` of a channel. */
export const channelMapping = z
  .union(
    [
      topic.transform((text) => ({ topic: text, factor: 1, offset: 0 })),
      z.strictObject({ topic, ...picked, time, when }).refine(isOne, ONE_OF_THEM),
    ],
    "a topic, or `{ topic, value, … }`",
  )
  .optional()
  .describe(
    "Topic of a device that publishes this channel in its own way, or where in such a message the value stands: `{ topic, value, unit, factor, offset, time, when, samples }` as in `mappings` (docs/sensors.md).",
  );

export const mapping = z.strictObject({
  topic,
  point: z
    .string()
    .regex(/^[^/]+\/[^/]+\/[^/]+$/, "line/machine/point, with captures: `line-1/$1/drive-end`")
    .optional()
    .describe("`line/machine/point`; captures become ids (lower case, `-` for other characters)."),
  places: z
    .record(
      z.string(),
      z
        .string()
        .regex(
          /^[^/]+\/[^/]+\/[^/]+(\/[^/]+)?$/,
          "line/machine/point or line/machine/point/channel",
        ),
    )
    .optional()
    .describe(
      "Instead of `point`: `line/machine/point` (or `…/channel`) by the device's own name.",
    ),
  device: expression
    .optional()
    .describe(
      "What the device is called in `places`: `$1`, or what picks it from the payload. Default: `$1`.",
    ),
  when,
  each: expression
    .optional()
    .describe(
      "Picks several readings out of one message; `value` and `time` then look at one of them.",
    ),
  time,
  values: z
    .array(
      z
        .strictObject({
          channel: z
            .string()
            .min(1)
            .optional()
            .describe("Channel id, with captures, or a whole `line/machine/point/channel`."),
          ...picked,
        })
        .refine(isOne, ONE_OF_THEM),
    )
    .min(1)
    .describe("What of the message goes to which channel. A value that is not in it is left out."),
  examples: z
    .array(
      z.strictObject({
        topic: z.string().min(1),
        payload: z.unknown().describe("As the device sends it: a text, or YAML for JSON."),
        gives: z
          .record(z.string(), z.union([z.string(), z.number().transform(String)]))
          .optional()
          .describe("`line/machine/point/channel: 41.5 degC`; `raceway check` compares."),
      }),
    )
    .default([])
    .describe("Messages as the maker documents them: `raceway check` shows what becomes of them."),
});

export const mappings = z
  .array(mapping)
  .optional()
  .describe("Messages of devices that publish in their own way (docs/sensors.md).");

export type MappingEntry = z.output<typeof mapping>;
export type ChannelMappingEntry = NonNullable<z.output<typeof channelMapping>>;
