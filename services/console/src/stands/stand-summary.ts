import type { Drift } from "@raceway/inspection/control/drift-watch";
import type { PartResult } from "@raceway/model/part";
import { type Decoded, decodeMessage } from "@raceway/wire/codec";
import { partResultMessage } from "@raceway/wire/part-message";
import { z } from "zod";

const rate = z.object({ rate: z.number(), low: z.number(), high: z.number() });

export const driftSchema = z
  .object({
    type: z.string(),
    side: z.string(),
    rpm: z.number(),
    band: z.enum(["low", "medium", "high"]),
    direction: z.enum(["up", "down"]),
    deviations: z
      .number()
      .describe("Of the weighted mean from its centre, standard deviations of single parts."),
    factor: z.number().describe("The same as a factor of the band's velocity."),
    since: z.object({ time: z.string(), serial: z.string().exactOptional() }),
    origin: z
      .object({
        piece: z.string(),
        machine: z.string(),
        parts: z.number(),
        beyondOthers: z
          .number()
          .describe("Beyond parts of the other machines, standard deviations."),
      })
      .exactOptional()
      .describe("Where the parts that differ come from."),
  })
  .describe(
    "A band that is no longer where it was when the type was learnt.",
  ) satisfies z.ZodType<Drift>;

/** How a stand fares, as ingest tells it; what a newer ingest tells besides is let through unread. */
const summary = z.object({
  accept: z.number(),
  rework: z.number(),
  reject: z.number(),
  notJudged: z.number(),
  types: z.array(z.object({ id: z.string(), seen: z.number(), comparedWith: z.number() })),
  teaching: z
    .object({ falseRejects: rate, escapes: rate.exactOptional(), checked: z.number() })
    .exactOptional(),
  drifts: z.array(driftSchema).default([]),
  latest: partResultMessage.exactOptional(),
});

export interface StandSummary extends Omit<z.output<typeof summary>, "latest"> {
  readonly latest?: PartResult;
}

export function decodeStandSummary(payload: Uint8Array): Decoded<StandSummary> {
  return decodeMessage(payload, summary) as Decoded<StandSummary>;
}
