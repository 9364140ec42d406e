import { type HandoverPage, LONGEST_HANDOVER_NOTE } from "@raceway/model/handover";
import { ID_PATTERN } from "@raceway/model/identity";
import { z } from "zod";
import { alarmSchema, askId } from "./alarm-message.ts";
import { type Decoded, decodeMessage } from "./codec.ts";

/** Most notes in one answer: 400 kB at their longest. */
export const MOST_HANDOVER_NOTES = 50;

const { who, at } = alarmSchema.shape.comments.element.shape;
const line = z.string().regex(ID_PATTERN).exactOptional().describe("Absent: the whole plant.");
const note = z.int().min(1);

/** What a note says. */
export const handoverText = z
  .string("a text is needed")
  .trim()
  .min(1, "a text is needed")
  .max(LONGEST_HANDOVER_NOTE);

/** What is asked of the notes that shifts leave each other, under `raceway/v1/handover-ask/<site>`. */
export const handoverAsk = z.discriminatedUnion("act", [
  z.strictObject({
    ask: askId,
    act: z.literal("list"),
    lines: z
      .array(z.string())
      .max(1000)
      .exactOptional()
      .describe("Only of these; absent: all, and those of the whole plant."),
    waiting: z.boolean().exactOptional().describe("Only those that nobody has taken over."),
    offset: z.int().min(0),
    limit: z.int().min(1).max(MOST_HANDOVER_NOTES),
  }),
  z.strictObject({ ask: askId, act: z.literal("write"), who, line, text: handoverText }),
  z.strictObject({ ask: askId, act: z.literal("take"), who, line, note }),
]);
export type HandoverAsk = z.output<typeof handoverAsk>;

const mark = z.object({ who, at });

/** The answer's part. */
export const handoverAnswer = z.object({
  total: z.int().min(0),
  notes: z.array(
    mark.extend({
      note,
      line,
      shifts: z.array(z.string()).describe("Of the plant file, that it was written in."),
      text: z.string(),
      taken: mark.exactOptional().describe("Who has read it and goes on from it."),
    }),
  ),
}) satisfies z.ZodType<HandoverPage>;

/** Decodes and checks what is asked. Never throws. */
export function decodeHandoverAsk(payload: Uint8Array): Decoded<HandoverAsk> {
  return decodeMessage(payload, handoverAsk);
}
