import { ALARM_CONDITIONS } from "@raceway/model/alarm";
import {
  type AlarmOccurrence,
  OCCURRENCE_SORTS,
  type OccurrenceQuery,
} from "@raceway/model/alarm-occurrence";
import { z } from "zod";
import { alarmSchema, askId } from "./alarm-message.ts";
import { type Decoded, decodeMessage } from "./codec.ts";

/** Most occurrences in one answer: some 150 kB. */
export const MOST_OCCURRENCES = 500;

const at = z.iso.datetime();
const line = z.string().min(1).max(64);

/** What narrows the history of alarms. */
export const occurrenceFilter = z.object({
  from: at.exactOptional().describe("Open at some time from here on."),
  to: at.exactOptional().describe("Begun before."),
  line: line.exactOptional(),
  severity: z.enum(["warning", "alarm"]).exactOptional().describe("At its worst."),
  condition: z.enum(ALARM_CONDITIONS).exactOptional(),
  who: z.string().min(1).max(100).exactOptional().describe("Who acknowledged it."),
  acknowledged: z.boolean().exactOptional(),
  open: z.boolean().exactOptional(),
  sort: z.enum(OCCURRENCE_SORTS),
  descending: z.boolean(),
});

/** Asks for a part of the history of all alarms, under `raceway/v1/history-ask/<site>`. */
export const historyAsk = occurrenceFilter
  .extend({
    ask: askId,
    lines: z.array(line).max(1000).exactOptional().describe("Only of these, and of Raceway."),
    offset: z.int().min(0),
    limit: z.int().min(1).max(MOST_OCCURRENCES),
  })
  .strict();

/** One opening of an alarm. */
export const occurrenceSchema = alarmSchema
  .pick({
    id: true,
    occurrence: true,
    condition: true,
    where: true,
    fault: true,
    since: true,
    acknowledged: true,
  })
  .extend({
    severity: alarmSchema.shape.severity.describe("At its worst."),
    priority: alarmSchema.shape.priority.describe("At its highest."),
    closed: at.exactOptional().describe("By the alarm service's clock; absent: it is open."),
  }) satisfies z.ZodType<AlarmOccurrence>;

/** The answer's part. */
export const historyAnswer = z.object({
  total: z.int().min(0),
  people: z.array(z.string()).describe("Who has acknowledged any alarm."),
  rows: z.array(occurrenceSchema),
});

/** Decodes and checks a question. Never throws. */
export function decodeHistoryAsk(
  payload: Uint8Array,
): Decoded<OccurrenceQuery & { readonly ask: string }> {
  return decodeMessage(payload, historyAsk);
}
