import type { LimitEdit } from "@raceway/model/limit-edit";
import { z } from "zod";
import { type Decoded, decodeMessage } from "./codec.ts";

const mark = z.number().exactOptional();

/** A warning below an alarm, or one of the two. */
export const limitSchema = z
  .strictObject({
    warning: mark.describe("In the indicator's unit."),
    alarm: mark,
  })
  .refine(
    ({ warning, alarm }) => warning !== undefined || alarm !== undefined,
    "a warning, an alarm, or both",
  )
  .refine(
    ({ warning, alarm }) => warning === undefined || alarm === undefined || warning < alarm,
    "a warning below the alarm",
  );

/** An edited limit, published under `raceway/v1/limit-edit/…` by the console. It counts from its arrival on. */
export const limitEditMessage = z
  .strictObject({
    channel: z.string().min(1).max(100),
    indicator: z.string().min(1).max(100),
    limit: limitSchema
      .nullable()
      .describe(
        "Counts in place of the plant file's, the whole of it; null: the plant file's counts again.",
      ),
    who: z.string("a name is needed").trim().min(1, "a name is needed").max(80),
    why: z.string("a reason is needed").trim().min(1, "a reason is needed").max(1000),
  })
  .describe("The limit of an indicator of a channel, changed by a person.");

/** Limits of a point that count in place of the plant file's, retained under `raceway/v1/limits/…` by ingest. */
export const editedLimitsMessage = z
  .object({
    edited: z.array(
      z.object({
        channel: z.string(),
        indicator: z.string(),
        warning: mark,
        alarm: mark,
        edited: z.object({
          who: z.string(),
          at: z.iso.datetime().describe("Arrival of the edit."),
          why: z.string(),
        }),
      }),
    ),
  })
  .describe("Limits of a point that people set in place of the plant file's.");

export type EditedLimits = z.output<typeof editedLimitsMessage>;

/** Decodes and checks an edited limit. Never throws. */
export function decodeLimitEdit(payload: Uint8Array): Decoded<LimitEdit> {
  return decodeMessage(payload, limitEditMessage);
}

/** Decodes and checks the edited limits of a point. Never throws. */
export function decodeEditedLimits(payload: Uint8Array): Decoded<EditedLimits> {
  return decodeMessage(payload, editedLimitsMessage);
}
