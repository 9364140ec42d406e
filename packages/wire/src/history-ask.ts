import { ALARM_CONDITIONS } from "@raceway/model/alarm";
import {
  type AlarmOccurrence,
  DIAGNOSIS_OUTCOMES,
  MOST_FOUND_FILES,
  OCCURRENCE_SORTS,
  type OccurrenceQuery,
} from "@raceway/model/alarm-occurrence";
import { z } from "zod";
import { alarmSchema, askId } from "./alarm-message.ts";
import { type Decoded, decodeMessage } from "./codec.ts";

/** Most occurrences in one answer: some 70 kB, five times that where people told at length what they found. */
export const MOST_OCCURRENCES = 200;

const at = z.iso.datetime();
const line = z.string().min(1).max(64);

/** What narrows the history of alarms. */
export const occurrenceFilter = z.object({
  from: at.exactOptional().describe("Open at some time from here on."),
  to: at.exactOptional().describe("Begun before."),
  line: line.exactOptional(),
  place: z
    .string()
    .max(200)
    .exactOptional()
    .describe("Of a machine or point: `line.machine` or `line.machine.point`."),
  severity: z.enum(["warning", "alarm"]).exactOptional().describe("At its worst."),
  condition: z.enum(ALARM_CONDITIONS).exactOptional(),
  who: z.string().min(1).max(100).exactOptional().describe("Who acknowledged it."),
  assigned: z.string().min(1).max(100).exactOptional().describe("Whose it is or was to see to."),
  acknowledged: z.boolean().exactOptional(),
  open: z.boolean().exactOptional(),
  diagnosis: z
    .enum([...DIAGNOSIS_OUTCOMES, "any", "none"])
    .exactOptional()
    .describe("What was found of it; `any`: something was told, `none`: nothing was."),
  sort: z.enum(OCCURRENCE_SORTS),
  descending: z.boolean(),
});

/** Asks for a part of the history of all alarms, under `raceway/v1/history-ask/<site>`. */
export const historyAsk = occurrenceFilter
  .extend({
    ask: askId,
    id: alarmSchema.shape.id.exactOptional(),
    occurrence: z.int().min(1).exactOptional(),
    lines: z.array(line).max(1000).exactOptional().describe("Only of these, and of Raceway."),
    offset: z.int().min(0),
    limit: z.int().min(1).max(MOST_OCCURRENCES),
  })
  .strict();

const foundFile = z.object({
  file: z
    .string()
    .regex(/^[0-9a-f-]{36}\.[a-z]{3,4}$/)
    .describe("Its name at the console."),
  name: z.string().max(200).describe("What its person calls it."),
  bytes: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What somebody found. */
const told = z.object({
  who: alarmSchema.shape.comments.element.shape.who,
  diagnosis: z
    .enum(DIAGNOSIS_OUTCOMES)
    .describe("Whether the diagnosis was right; `not-found`: nothing was found at all."),
  found: z.string().trim().min(1).max(1000).exactOptional().describe("In the person's words."),
  files: z.array(foundFile).max(MOST_FOUND_FILES),
});

/** Tells what was found of an opening of an alarm, under `raceway/v1/alarm-feedback/<site>`; answered as acts are. */
export const feedbackMessage = told.extend({
  ask: askId,
  id: alarmSchema.shape.id,
  occurrence: alarmSchema.shape.occurrence,
});
export type FeedbackMessage = z.output<typeof feedbackMessage>;

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
    assigned: true,
  })
  .extend({
    severity: alarmSchema.shape.severity.describe("At its worst."),
    priority: alarmSchema.shape.priority.describe("At its highest."),
    closed: at.exactOptional().describe("By the alarm service's clock; absent: it is open."),
    feedback: told.extend({ at }).exactOptional().describe("What was told of it last."),
  }) satisfies z.ZodType<AlarmOccurrence>;

/** The answer's part. */
export const historyAnswer = z.object({
  total: z.int().min(0),
  people: z.array(z.string()).describe("Who has acknowledged any alarm, or was given one."),
  rows: z.array(occurrenceSchema),
});

/** Decodes and checks a question. Never throws. */
export function decodeHistoryAsk(
  payload: Uint8Array,
): Decoded<OccurrenceQuery & { readonly ask: string }> {
  return decodeMessage(payload, historyAsk);
}

/** Decodes and checks what was found. Never throws. */
export function decodeFeedback(payload: Uint8Array): Decoded<FeedbackMessage> {
  return decodeMessage(payload, feedbackMessage);
}
