import { NOT_JUDGED } from "@raceway/model/part";
import { GATES, PART_FAULTS } from "@raceway/model/test-stand";
import { FAULTS, SENSOR_FAULTS } from "@raceway/model/verdict";
import { z } from "zod";
import { place } from "../http/api-schema.ts";
import { LEVELS } from "../http/api-types.ts";
import { driftSchema } from "./stand-summary.ts";
import type { GaugeView, PartView, QualityView, StandView, YieldView } from "./stand-types.ts";

/** Answers about test stands, as the API's description and its tests have them. */

const optional = <T extends z.ZodType>(type: T) => type.exactOptional();
const rate = z.object({ rate: z.number(), low: z.number(), high: z.number() });

export const partView = z.object({
  time: z.string().describe("Of the judgement, ISO 8601."),
  serial: optional(z.string()),
  lot: optional(z.string()),
  bearingType: optional(z.string()),
  gate: z.enum(GATES),
  judged: z.boolean(),
  made: optional(z.record(z.string(), z.string())),
  retest: optional(z.literal(true)),
  notJudged: optional(z.string()).describe(
    `Why it was not judged: ${Object.keys(NOT_JUDGED).join(", ")}.`,
  ),
  faults: z
    .array(z.enum([...PART_FAULTS, "below-grade"]))
    .describe("What is wrong, strongest first."),
  evidence: optional(
    z.object({
      side: z.string(),
      rpm: z.number(),
      feature: z.string(),
      value: z.number(),
      limit: z.number(),
      usual: optional(z.number()),
      unit: z.string(),
    }),
  ).describe("Of the strongest."),
}) satisfies z.ZodType<PartView>;

const condition = z
  .object({
    point: z.string().describe("site/line/machine/point."),
    where: place,
    level: z.enum(LEVELS),
    headline: z.string(),
    cause: z
      .object({
        fault: z.enum([...FAULTS, ...SENSOR_FAULTS]),
        confidence: z.number().exactOptional(),
      })
      .exactOptional(),
    since: z.string().exactOptional().describe("When its alarm was opened; absent: none is open."),
  })
  .describe("How the machine is that the parts which differ come from, by its worst point.");

export const standViews = z.array(
  z.object({
    path: z.string().describe("site/line/stand"),
    line: z.object({ id: z.string(), name: z.string() }),
    id: z.string(),
    name: z.string(),
    counts: optional(
      z.object({
        accept: z.number(),
        rework: z.number(),
        reject: z.number(),
        notJudged: z.number(),
      }),
    ),
    types: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        sides: z.array(z.string()),
        speeds: z.array(z.number()),
        seen: z.number(),
        comparedWith: z.number().describe("0 while it is learnt."),
      }),
    ),
    teaching: optional(
      z.object({ falseRejects: rate, escapes: optional(rate), checked: z.number() }),
    ),
    drifts: z.array(driftSchema.extend({ condition: condition.exactOptional() })),
    results: z.array(partView).describe("Newest first."),
  }),
) satisfies z.ZodType<readonly StandView[]>;

const limits = { centre: z.number(), lower: z.number(), upper: z.number() };
const signals = z
  .array(z.object({ rule: z.string(), at: z.number() }))
  .describe("Rules broken, each at the value that ends the run.");
const index = z.object({ value: z.number(), low: z.number(), high: z.number() });
const numbers = z.array(z.number());
const numbersOrNone = z.array(z.number().nullable());

export const qualityView = z.object({
  parts: z.array(
    z.object({
      time: z.string(),
      serial: optional(z.string()),
      value: z.number().describe("µm/s"),
    }),
  ),
  charts: optional(
    z.object({
      base: z
        .number()
        .exactOptional()
        .describe(
          "So many of the first parts say what is in control; absent: ingest does, by the parts that it has learnt from.",
        ),
      individuals: z.object({ ...limits, signals }),
      ewma: z
        .object({ values: numbersOrNone, lower: numbersOrNone, upper: numbersOrNone })
        .describe("Null where there was none yet."),
      subgroups: optional(
        z.object({
          size: z.number(),
          means: z.object({ ...limits, values: numbers, signals }),
          ranges: z.object({
            ...limits,
            values: numbers.describe("Largest over smallest of each subgroup."),
          }),
        }),
      ),
    }),
  ),
  capability: optional(
    z.object({ limit: z.number(), table: z.string(), grade: z.string(), cpk: index, ppk: index }),
  ),
}) satisfies z.ZodType<QualityView>;

export const yieldView = z.object({
  parts: z.number(),
  firstPass: z.number().describe("Delivered without having been here before."),
  accept: z.number(),
  rework: z.number(),
  reject: z.number(),
  notJudged: z.number(),
  causes: z.array(z.object({ cause: z.string(), parts: z.number() })),
}) satisfies z.ZodType<YieldView>;

const lacks = z.discriminatedUnion("lacks", [
  z.object({ lacks: z.literal("parts-or-operators"), parts: z.number(), operators: z.number() }),
  z.object({
    lacks: z.literal("trials"),
    part: z.string(),
    operator: z.string(),
    found: z.number(),
    wanted: z.number(),
    others: z.number().describe("Further parts and operators that lack trials."),
  }),
]);

export const gaugeViews = z.array(
  z.object({
    study: z.string(),
    time: z.string().describe("Of its latest trial, ISO 8601."),
    measured: z.number().describe("Trials so far."),
    result: optional(
      z
        .object({
          parts: z.number(),
          operators: z.number(),
          trials: z.number(),
          repeatability: z.number(),
          reproducibility: z.number(),
          interaction: z.number(),
          gauge: z.number(),
          partVariation: z.number(),
          total: z.number(),
          share: z.number().describe("`gauge` of `total`."),
          categories: z.number().describe("Number of distinct categories."),
          interactionChance: z.number(),
        })
        .describe("Standard deviations of logarithms: 0.02 is two per cent."),
    ),
    lacks: optional(lacks),
  }),
) satisfies z.ZodType<readonly GaugeView[]>;
