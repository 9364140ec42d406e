import { ALARM_CONDITIONS, ALARM_PRIORITIES } from "@raceway/model/alarm";
import { z } from "zod";
import { REPORT_BOUNDS } from "./bounds.ts";
import { type Decoded, decodeMessage } from "./codec.ts";

const at = z.iso.datetime();
const share = z.number().min(0).max(1);

const metrics = z
  .object({
    hours: z.number().describe("Span looked at."),
    announced: z.int().min(0).describe("Alarms that people were told of."),
    perOperatorPer10Minutes: z.object({ average: z.number(), most: z.number() }),
    floods: z
      .object({ count: z.int(), timeShare: share, now: z.boolean() })
      .describe("From over 10 alarms in 10 minutes to under 5."),
    topTen: z.object({
      share: share.describe("Of all that were announced."),
      alarms: z.array(z.object({ id: z.string(), count: z.int() })).readonly(),
    }),
    chattering: z
      .array(z.string())
      .readonly()
      .describe("Announced three times or more within a minute."),
    fleeting: z.int().describe("Over within a minute."),
    stale: z.array(z.string()).readonly().describe("Open and in sight for more than a day."),
    priorities: z
      .record(z.enum(ALARM_PRIORITIES), share)
      .describe("Of the announced, each at its highest."),
  })
  .readonly();

/** One line of the alarms' journal. */
export const journalLine = z.object({
  at,
  alarm: z.string(),
  occurrence: z.int(),
  who: z.string().describe("`raceway` for what verdicts and time did."),
  act: z.string(),
  before: z.string().describe("State in words."),
  after: z.string(),
  comment: z.string().exactOptional().describe("The reason a person gave."),
  to: z.string().exactOptional().describe("To whom the alarm was given."),
});

/** How the alarms of a site fare, retained under `raceway/v1/alarm-report/<site>`, about once a minute. */
export const alarmReportSchema = z
  .object({
    time: at.describe("By the alarm service's clock."),
    lastDay: metrics,
    lastMonth: metrics.describe("Of 30 days."),
    rate: z
      .array(z.number())
      .readonly()
      .default([])
      .describe("Alarms per operator in each 10 minutes of the last day, oldest first."),
    covered: z
      .array(
        z.object({
          id: z.string(),
          point: z.string(),
          condition: z.enum(ALARM_CONDITIONS),
          where: z.object({ line: z.string(), machine: z.string(), point: z.string() }).readonly(),
          shelved: z
            .object({ who: z.string(), at, until: at, reason: z.string() })
            .readonly()
            .exactOptional(),
          outOfService: z
            .object({ who: z.string(), at, reason: z.string() })
            .readonly()
            .exactOptional(),
        }),
      )
      .readonly()
      .describe("Shelved or out of service without being open: these have no alarm message."),
    journal: z
      .array(journalLine)
      .readonly()
      .default([])
      .describe("What was done last, newest first; at most 50."),
    notification: z
      .object({
        waiting: z.int().describe("Messages that are owed."),
        oldest: z.number().exactOptional().describe("Milliseconds since 1970."),
        channels: z.record(
          z.string(),
          z.object({
            sent: z.int(),
            refused: z.int(),
            failing: z.int().describe("Attempts that failed since the last success."),
            reason: z.string().exactOptional(),
          }),
        ),
      })
      .exactOptional(),
  })
  .describe("Metrics of the alarms, what is covered, and how notification fares.");

export type AlarmReport = z.output<typeof alarmReportSchema>;

/** Decodes and checks a report. Never throws. */
export function decodeAlarmReport(payload: Uint8Array): Decoded<AlarmReport> {
  return decodeMessage(payload, alarmReportSchema, REPORT_BOUNDS);
}
