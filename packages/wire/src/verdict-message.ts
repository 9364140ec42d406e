import { FAULTS, SENSOR_FAULTS, STOP_CHOICES, type Verdict } from "@raceway/model/verdict";
import { z } from "zod";

/** Verdicts as they travel on MQTT and as `--json` prints them; docs/verdicts.md is generated from these schemas. */

const base = {
  type: z.literal("verdict"),
  point: z.string().describe("Measurement point: site/line/machine/point."),
  channel: z.string().optional().describe("Channel judged; absent when several channels together."),
  time: z.iso
    .datetime()
    .describe("Source time of the record that led to the verdict, ISO 8601 in UTC."),
  persistent: z
    .boolean()
    .describe(
      "False: this record alone says so. True: it has held long enough to act on; only these raise alarms.",
    ),
};

const evidence = z
  .strictObject({
    channel: z.string(),
    indicator: z.string().describe("See docs/indicators.md."),
    value: z.number(),
    unit: z.string(),
    model: z
      .enum(["limit", "iso-zone", "baseline", "change", "trend", "rate"])
      .describe(
        "What speaks: an absolute limit, an ISO zone, the learnt baseline, a change detector, a trend, a rate limit.",
      ),
    limit: z.number().optional().describe("The bound that was crossed, unit of the value."),
    expected: z.number().optional().describe("What the point's own history expects here."),
    share: z.number().optional().describe("Share of the score, 0–1."),
    text: z.string().describe("One sentence for a person."),
  })
  .describe("One number that speaks for the verdict.");

const plannedStop = z.strictObject({
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  timeZone: z.string().describe("Of the plant's clocks."),
});

export const anomalySchema = z
  .strictObject({
    ...base,
    kind: z.literal("anomaly"),
    severity: z
      .enum(["normal", "warning", "alarm"])
      .describe("`normal` closes an earlier anomaly."),
    score: z.number().min(0).describe("0 = as expected, 1 = at the limit; larger is worse."),
    evidence: z.array(evidence),
    stop: plannedStop
      .optional()
      .describe("Of a persistent one: the line's present or next planned stop."),
  })
  .describe("The point left its own normal behaviour or a standard's limits.");

const fault = z.enum(FAULTS);

const spectralLine = z.strictObject({
  label: z.string().describe("e.g. `2xBPFO`."),
  expectedHz: z.number(),
  foundHz: z.number(),
  amplitude: z.number().describe("Modulation of the band: 1 is as much as its mean square."),
  snrDb: z.number().describe("Power over the local noise floor, dB."),
});

export const diagnosisSchema = z
  .strictObject({
    ...base,
    kind: z.literal("diagnosis"),
    fault: fault.describe("`unnamed`: the evidence carries no name."),
    confidence: z.number().min(0).max(1).describe("Chance that the name is right."),
    lines: z.array(spectralLine),
    hypotheses: z.array(z.strictObject({ fault, confidence: z.number() })),
    speed: z
      .strictObject({
        rpm: z.number(),
        statedRpm: z.number(),
        source: z
          .enum(["measured", "nominal"])
          .optional()
          .describe("Where the stated speed comes from: with the record, or from the plant file."),
      })
      .optional()
      .describe(
        "Shaft speed that the lines were sought by, read from the shaft's own lines about the stated one, r/min.",
      ),
    unexplained: z
      .array(spectralLine)
      .optional()
      .describe("Tall lines that neither the name nor shaft or mains account for, tallest first."),
    text: z.string().describe("Why this name, or why none."),
  })
  .describe("Which fault it is.");

const probabilityByStop = z
  .array(z.strictObject({ stop: plannedStop, probability: z.number().min(0).max(1) }))
  .optional()
  .describe("Chance that life ends before each of the line's next planned stops.");

const order = z
  .strictObject({
    by: z.iso
      .datetime()
      .describe(
        "Latest moment at which it comes in time for the stop that is advised, else for `lowSeconds` without a rest; this verdict's own time where that has passed.",
      ),
    leadDays: z.number().positive().describe("`bearing.leadTimeDays` of the plant file."),
    timeZone: z.string().describe("Of the plant's clocks."),
    lateSeconds: z.number().min(0).optional().describe("Ordered now, it comes so much too late."),
  })
  .optional()
  .describe("By when to order the new bearing. Absent: its lead time is not declared.");

export const prognosisSchema = z
  .union([
    z.strictObject({
      ...base,
      kind: z.literal("prognosis"),
      trend: z.literal("rising"),
      basis: z.literal("trend").default("trend"),
      endReached: z
        .literal(true)
        .optional()
        .describe("The level lies beyond all levels at which lives are known to end: stop now."),
      indicator: z.string(),
      limit: z.number().describe("Level at which life counts as used up."),
      rulSeconds: z.number().min(0).describe("Remaining useful life from `time` on: the median."),
      lowSeconds: z.number().min(0),
      highSeconds: z.number().min(0),
      interval: z
        .number()
        .min(0)
        .max(1)
        .describe("Probability that life ends between low and high."),
      model: z.string(),
      text: z.string(),
      advice: z
        .strictObject({
          choice: z
            .enum(STOP_CHOICES)
            .describe(
              "`in-time`: the last planned stop before `lowSeconds`. `least-cost`: the one with the least expected cost. `first`: the next one, though later than that. `before`: stop before it, it comes after `rulSeconds`. `now`: cheaper than to wait.",
            ),
          stop: plannedStop,
          marginSeconds: z.number().describe("Running from the stop to `lowSeconds`."),
          risk: z.number().min(0).max(1).describe("Chance that life ends before the stop."),
        })
        .optional()
        .describe("What the line's planned stops allow."),
      probabilityByStop,
      order,
    }),
    z.strictObject({
      ...base,
      kind: z.literal("prognosis"),
      trend: z.literal("none"),
      text: z.string(),
      basis: z
        .enum(["population", "rating"])
        .optional()
        .describe(
          "What the numbers rest on: lives of other bearings of the kind, or the calculated life (ISO 281). Without it there are none.",
        ),
      rulSeconds: z.number().min(0).optional(),
      lowSeconds: z.number().min(0).optional(),
      highSeconds: z.number().min(0).optional(),
      interval: z.number().min(0).max(1).optional(),
      probabilityByStop,
      order,
    }),
  ])
  .describe(
    "How long it has left: from damage that rises once there is some; before, from the lives of others or the calculated life, where they are known.",
  );

export const sensorSchema = z
  .strictObject({
    ...base,
    kind: z.literal("sensor"),
    fault: z.enum([...SENSOR_FAULTS, "none"]).describe("`none` closes an earlier sensor fault."),
    text: z.string(),
  })
  .describe("The sensor, not the machine.");

export const verdictSchema = z.union([
  anomalySchema,
  diagnosisSchema,
  prognosisSchema,
  sensorSchema,
]);

/** The last line of `--json`. */
export const summarySchema = z
  .strictObject({
    type: z.literal("summary"),
    records: z.int().describe("Waveforms and readings analysed."),
    samples: z.int(),
    problems: z.int().describe("Files or records that could not be read or were refused."),
    verdicts: z.record(z.string(), z.int()).describe("Count by kind."),
    persistentAnomalies: z.int(),
    firstPersistentAnomaly: z.string().nullable().describe("Source time, or null."),
    faults: z
      .array(z.string())
      .describe("Faults named by persistent diagnoses, most frequent first."),
    firstTime: z.string().nullable(),
    lastTime: z.string().nullable(),
    wallSeconds: z.number(),
    samplesPerSecond: z.number(),
    digest: z
      .string()
      .describe(
        "SHA-256 over the verdicts' lines, each with its newline: equal digests, equal verdicts.",
      ),
  })
  .describe("What the replay amounted to.");

export type Summary = z.output<typeof summarySchema>;

/** A verdict as the line that travels. Key order is the order in which the chain built it. */
export function verdictLine(verdict: Verdict): string {
  return JSON.stringify(verdict);
}

// At compile time: every verdict of the model fits the schema.
const fits: (verdict: Verdict) => z.input<typeof verdictSchema> = (verdict) =>
  verdict as Mutable<Verdict>;
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** A verdict as the schemas see it. */
export const verdictMessage = fits;
