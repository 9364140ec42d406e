import { ISO_15242 } from "@raceway/bearings/iso-15242";
import { ID_PATTERN } from "@raceway/model/identity";
import {
  ANDERON,
  GRADED,
  type Graded,
  PART_FAULTS,
  type PartFault,
} from "@raceway/model/test-stand";
import { z } from "zod";

/** What the plant file says of finished bearings: their types, their grades, the stands that test them. */

const id = z
  .string()
  .regex(
    ID_PATTERN,
    "lower-case letters, digits, - and _, at most 64, beginning with a letter or digit",
  );
const name = z.string().min(1).max(200).describe("What people call it. Default: the id.");
const positive = z.number().positive().finite();

const LEVEL = /^\s*dB re\s*([\d.eE+-]+)\s*(um\/s|m\/s2)\s*$/;

const gradeUnit = z
  .string()
  .refine(
    (text) => text === "um/s" || text === "anderon" || LEVEL.test(text),
    "`um/s`, `anderon`, or a level such as `dB re 9.81e-3 m/s2` or `dB re 0.05 um/s`",
  );

/** The reference of a level: a velocity in µm/s, or an acceleration in m/s². Undefined for a unit that is none. */
export function levelReference(
  text: string,
): { readonly reference: number; readonly unit: "um/s" | "m/s2" } | undefined {
  const [, number, unit] = LEVEL.exec(text) ?? [];
  const reference = Number(number);
  if (unit === undefined || !(reference > 0)) return undefined;
  return { reference, unit: unit as "um/s" | "m/s2" };
}

const most = z.number().finite().optional();

const GRADED_WORDS: Readonly<Record<Graded, string>> = {
  low: "Velocity in the low band, rms, in the table's unit.",
  medium: "The same in the medium band.",
  high: "The same in the high band.",
  low_peak: "Largest velocity in the low band, in the table's unit.",
  medium_peak: "The same in the medium band.",
  high_peak: "The same in the high band.",
  acceleration:
    "Acceleration over all three bands, rms: in m/s², or in dB where the table counts from an acceleration.",
  low_crest: "Peak over rms in the low band.",
  medium_crest: "The same in the medium band.",
  high_crest: "The same in the high band.",
};

const grade = z.strictObject({
  id,
  name: name.optional(),
  ...(Object.fromEntries(
    GRADED.map((quantity) => [quantity, most.describe(GRADED_WORDS[quantity])]),
  ) as Record<Graded, typeof most>),
});

export const gradeTable = z
  .strictObject({
    id,
    name: name.optional(),
    unit: gradeUnit
      .default("um/s")
      .describe(
        "Of velocities: `um/s` or `anderon`. Of levels: `dB re 9.81e-3 m/s2` limits the acceleration (the Z family), `dB re … um/s` the velocities.",
      ),
    grades: z.array(grade).min(1).describe("Best first: limits only rise from one to the next."),
  })
  .describe("A customer's or a standard's grades.");

const bearingTest = z.strictObject({
  rpm: positive.max(1_000_000).describe("Speed of the test, r/min."),
  below: z
    .number()
    .min(0)
    .max(0.2)
    .default(ISO_15242.speedTolerance.below)
    .describe("How far the speed may lie below, relative; beyond it a part is void."),
  above: z.number().min(0).max(0.2).default(ISO_15242.speedTolerance.above),
  loadN: z
    .tuple([positive, positive])
    .refine(([least, largest]) => least <= largest, "the smaller load first")
    .optional()
    .describe("Least and largest axial load, N. Default: not checked."),
});

/** @param bearing the plant file's own form of a bearing. */
export function bearingTypeSchema<B extends z.ZodType>(bearing: B) {
  return z
    .strictObject({
      id,
      name: name.optional(),
      bearing: bearing.optional(),
      sides: z
        .array(z.string().min(1).max(20))
        .min(1)
        .max(4)
        .default(["a", "b"])
        .describe("The sides from which each part is measured."),
      tests: z
        .array(bearingTest)
        .min(1)
        .max(4)
        .prefault([{ rpm: ISO_15242.speedRpm }])
        .describe("The speeds, each on every side. Default: 1800 r/min."),
      grading: z
        .array(
          z.strictObject({
            table: id.describe("Id of a grade table."),
            atLeast: id.describe("The worst grade that is delivered."),
          }),
        )
        .default([])
        .describe("Tables that the type must keep, all of them."),
      sampling: z
        .strictObject({
          sample: z.int().min(1).describe("Parts of a lot that are its sample: the first ones."),
          accept: z
            .int()
            .min(0)
            .describe("Acceptance number: faulty ones that are still accepted."),
        })
        .optional()
        .describe("Verdict on lots, by a plan of ISO 2859-1 as agreed with the customer."),
      gates: z
        .partialRecord(
          z.enum(PART_FAULTS as unknown as [PartFault, ...PartFault[]]),
          z.enum(["rework", "reject"]),
        )
        .default({})
        .describe(
          "What the sorter does with a fault, where it is not the usual (docs/test-stand.md).",
        ),
      falseRejectsPpm: positive
        .max(100_000)
        .default(3000)
        .describe(
          "Of a million good parts so many may be turned away by chance because they differ from the others of their type.",
        ),
    })
    .describe("A kind of bearing that is made here.");
}

export const testStand = z
  .strictObject({
    id,
    name: name.optional(),
    anderon: z
      .strictObject({
        low: positive.default(ANDERON.low),
        medium: positive.default(ANDERON.medium),
        high: positive.default(ANDERON.high),
      })
      .prefault({})
      .describe("µm/s that make one anderon, by band."),
    fullScale: positive
      .optional()
      .describe(
        "Largest magnitude that the sensor can report, in the unit of its messages: a block that reaches it is cut off, and its part is not judged.",
      ),
    partSeconds: positive
      .default(60)
      .describe("Longest time from a part's start to its stop; after it the part is not judged."),
  })
  .describe("A test stand at the end of the line (docs/test-stand.md).");

export type GradeTableEntry = z.output<typeof gradeTable>;
export type TestStandEntry = z.output<typeof testStand>;
