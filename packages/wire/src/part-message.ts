import type { PartResult } from "@raceway/model/part";
import { GATES } from "@raceway/model/test-stand";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { Unit } from "@raceway/model/unit";
import { z } from "zod";
import { WAVEFORM_BOUNDS } from "./bounds.ts";
import {
  type Decoded,
  decodeMessage,
  encodeCbor,
  packed,
  type RawSamples,
  type SamplePacking,
  samplesFault,
  scaled,
} from "./codec.ts";
import { samples, time, unit } from "./sensor-message.ts";

/** What test stands publish, and what they are answered. docs/test-stand.md and docs/asyncapi.json are generated from these schemas. */

const word = z.string().trim().min(1).max(64);

const measurement = z
  .strictObject({
    side: word.default("a").describe("The side that faces the sensor: one of the type's `sides`."),
    speedRpm: z
      .number()
      .positive()
      .max(1_000_000)
      .optional()
      .describe("Speed of the shaft while it was measured, r/min. Without it nothing is judged."),
    load: z.number().min(0).optional().describe("Axial load, N."),
    sampleRate: z.number().positive().max(10_000_000).describe("Samples per second, Hz."),
    unit: unit.describe("Unit of sample × scale: an acceleration or a velocity."),
    scale: z.number().default(1),
    samples,
  })
  .describe("One block at one speed from one side.");

/** Of which part a message speaks. */
const identity = {
  time: time.describe(
    "When it was measured, by the stand's clock. It is kept, and decides nothing.",
  ),
  serial: word.optional().describe("The part's own number. A serial or a lot is needed."),
  lot: word.optional(),
  type: word.optional().describe("Id of the bearing type in the plant file."),
  order: word.optional(),
  operator: word.optional(),
  retest: z
    .boolean()
    .optional()
    .describe("True: the part was here before (washed, measured again). Its new result counts."),
  study: word
    .optional()
    .describe(
      "Name of a gauge study that this is a trial of: it is measured and kept, and neither judged nor learnt from. Names `serial` and `operator`.",
    ),
  made: z
    .record(word, word)
    .refine((made) => Object.keys(made).length <= 16, "at most 16 parts")
    .optional()
    .describe(
      "The machines that its rings, balls and cage come from: `inner-ring: line-1/grinder-3`. A drift is traced by it.",
    ),
};

/** One part, published under `raceway/v1/part/<site>/<line>/<stand>/whole`; `start`, `measurement` and `stop` are parts of it. */
export const partMessage = z
  .strictObject({
    ...identity,
    measurements: z
      .array(measurement)
      .max(32)
      .default([])
      .describe("Every speed from every side; in `start`, none."),
  })
  .describe("A finished bearing on a test stand.");

/** What an operator or the next station says of a part that was sorted, published under `…/sorted`. */
export const sortedMessage = z
  .strictObject({
    serial: word.describe("The part's own number."),
    good: z.boolean().describe("Whether the bearing was good in truth."),
    who: word.describe("Who looked."),
    comment: z.string().max(1000).optional(),
  })
  .describe("The truth about a part that was judged here.");
export type Sorted = z.output<typeof sortedMessage>;

/** Where a type is in control is to be learnt anew, published under `…/relearn` by the console. */
export const relearnMessage = z
  .strictObject({
    type: word.describe("Id of the bearing type."),
    side: word.exactOptional().describe("Of this side alone."),
    rpm: z.number().positive().exactOptional().describe("At this speed alone."),
    band: z.enum(["low", "medium", "high"]).exactOptional().describe("This band alone."),
    who: word.describe("Who wants it."),
    why: z.string().trim().min(1, "a reason is needed").max(1000),
  })
  .describe("Where a type is in control is learnt anew from the parts that follow.");

/** A measurement with its samples as numbers; or why they are none. */
export interface PartBlock {
  readonly side: string;
  readonly speedRpm?: number;
  readonly load?: number;
  readonly sampleRate: number;
  readonly unit: Unit;
  /** In `unit`; empty where `fault` says why. */
  readonly samples: Float64Array;
  readonly fault?: string;
}

export interface PartBody extends Omit<z.output<typeof partMessage>, "measurements" | "time"> {
  readonly time?: Nanos;
  readonly measurements: readonly PartBlock[];
}

/** Decodes and checks a part's message. A block that is none does not make the message unreadable: it says so itself. Never throws. */
export function decodePart(payload: Uint8Array): Decoded<PartBody> {
  const message = decodeMessage(payload, partMessage, WAVEFORM_BOUNDS);
  if (!message.ok) return message;
  const { measurements, time: measured, ...rest } = message.body;
  return {
    ok: true,
    body: {
      ...rest,
      ...(measured !== undefined && { time: measured }),
      measurements: measurements.map(blockOf),
    },
  };
}

function blockOf({ samples: raw, scale, speedRpm, load, ...rest }: z.output<typeof measurement>) {
  const fault = samplesFault(raw as RawSamples, scale);
  return {
    ...rest,
    ...(speedRpm !== undefined && { speedRpm }),
    ...(load !== undefined && { load }),
    samples: fault === undefined ? scaled(raw as RawSamples, scale) : new Float64Array(),
    ...(fault !== undefined && { fault: fault.reason }),
  } satisfies PartBlock;
}

/** Decodes and checks what is said of a sorted part. Never throws. */
export function decodeSorted(payload: Uint8Array): Decoded<Sorted> {
  return decodeMessage(payload, sortedMessage);
}

/** Decodes and checks that a type's control is to be learnt anew. Never throws. */
export function decodeRelearn(payload: Uint8Array): Decoded<z.output<typeof relearnMessage>> {
  return decodeMessage(payload, relearnMessage);
}

/** Writes a part's message as CBOR. */
export function encodePart(
  { measurements, time: measured, ...rest }: PartBody,
  packing: (samples: Float64Array) => SamplePacking = () => "float32",
): Uint8Array {
  return encodeCbor({
    ...rest,
    ...(measured !== undefined && { time: isoOf(measured) }),
    measurements: measurements.map(({ samples: values, fault: _, ...block }) => {
      const how = packing(values);
      return {
        ...block,
        ...(typeof how === "object" && { scale: how.int16Scale }),
        samples: packed(values, how),
      };
    }),
  });
}

const bands = z.strictObject({ low: z.number(), medium: z.number(), high: z.number() });
const control = z.strictObject({
  centre: z.number().describe("Of the parts that say what is in control, µm/s."),
  lower: z.number().describe("Limits of single parts: three standard deviations."),
  upper: z.number(),
  ewma: z.number().describe("Weighted moving mean after this part."),
  ewmaLower: z.number().describe("Its limits."),
  ewmaUpper: z.number(),
});

/** What a stand and its sorter are answered, published under `raceway/v1/part-result/<site>/<line>/<stand>`. */
export const partResultMessage = z
  .strictObject({
    type: z.literal("part-result"),
    stand: z.string().describe("site/line/stand."),
    time: z.iso.datetime().describe("Of the judgement; increases from part to part of a stand."),
    measured: z.string().optional().describe("`time` of the stand's message."),
    serial: z.string().optional(),
    lot: z.string().optional(),
    bearingType: z.string().optional(),
    order: z.string().optional(),
    operator: z.string().optional(),
    retest: z.literal(true).optional(),
    study: z.string().optional().describe("The gauge study that it is a trial of."),
    made: z.record(z.string(), z.string()).optional(),
    gate: z
      .enum(GATES)
      .describe(
        "What the sorter does. Anything but `accept`, and no answer at all, means: not delivered.",
      ),
    judged: z.boolean().describe("False: nothing is known of the bearing; the gate is `rework`."),
    notJudged: z
      .strictObject({ code: z.string(), reason: z.string() })
      .optional()
      .describe("Why it is not judged."),
    grades: z
      .record(z.string(), z.string().nullable())
      .describe("Its grade by each table of its type; null: below the worst."),
    findings: z
      .array(
        z.strictObject({
          fault: z.string().describe("`below-grade`, or the fault: see Faults."),
          side: z.string(),
          rpm: z.number(),
          feature: z.string(),
          value: z.number(),
          limit: z.number().describe("The most that is usual or allowed."),
          usual: z.number().optional().describe("Median of its type."),
          unit: z.string(),
          text: z.string().describe("One sentence for a person."),
        }),
      )
      .describe("What is wrong, strongest first."),
    unusual: z
      .number()
      .optional()
      .describe(
        "How unusual it is among its type: 1 at the limit. Absent while the type is learnt.",
      ),
    comparedWith: z.int().describe("Parts of its type that it was compared with."),
    measurements: z.array(
      z.strictObject({
        side: z.string(),
        rpm: z.number(),
        load: z.number().optional(),
        low: z.number().describe("Band velocity, µm/s rms."),
        medium: z.number(),
        high: z.number(),
        lowPeak: z.number().describe("Largest magnitude in the band, µm/s."),
        mediumPeak: z.number(),
        highPeak: z.number(),
        acceleration: z.number().describe("Over all three bands, m/s² rms."),
        anderon: bands,
        control: z
          .strictObject({
            low: control.optional(),
            medium: control.optional(),
            high: control.optional(),
          })
          .optional()
          .describe("Where the bands lie by what is in control; absent while that is learnt."),
      }),
    ),
    lotState: z
      .strictObject({
        judged: z.int(),
        faulty: z.int(),
        verdict: z.enum(["open", "accepted", "refused"]),
      })
      .optional()
      .describe("Where its lot stands by the type's sampling plan."),
  })
  .describe("The result of one part.");

// At compile time: every result of the model fits the schema.
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
const fits: (result: PartResult) => z.input<typeof partResultMessage> = (result) =>
  result as Mutable<PartResult>;

/** A part's result as it travels. */
export function partResultLine(result: PartResult): string {
  return JSON.stringify(fits(result));
}

/** Decodes and checks a part's result. Never throws. */
export function decodePartResult(payload: Uint8Array): Decoded<z.output<typeof partResultMessage>> {
  return decodeMessage(payload, partResultMessage);
}
