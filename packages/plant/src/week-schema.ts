import { DAYS, isTimeZone } from "@raceway/model/week";
import { z } from "zod";

export const timeZone = z
  .string()
  .refine(isTimeZone, "an IANA time zone, e.g. Europe/Berlin or Asia/Shanghai");

/** Hours that come back every week, as plant files write them. YAML 1.2 leaves `06:00` a text; quotes do no harm. */
export const weeklyPeriod = z
  .strictObject({
    days: z
      .array(z.enum(DAYS))
      .min(1)
      .default([...DAYS])
      .describe("Days on which it begins. Default: every day."),
    from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day from 00:00 to 23:59"),
    to: z
      .string()
      .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "a time of day from 00:00 to 24:00")
      .describe("At or before `from`: on the following day."),
    timeZone: timeZone.optional().describe("Default: the plant's `timeZone`."),
  })
  .describe("Hours that come back every week.");

export type WeeklyPeriodEntry = z.output<typeof weeklyPeriod>;
