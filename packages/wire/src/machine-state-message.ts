import { MACHINE_STATES } from "@raceway/model/production";
import { z } from "zod";
import { type Decoded, decodeMessage, jsonBytes } from "./codec.ts";
import { time } from "./sensor-message.ts";

const count = z.int().min(0).max(10_000_000);

/** What is told of a machine under `raceway/v1/machine-state/…`: by its controller, or by a person at the console. */
export const machineStateMessage = z
  .strictObject({
    time: time.describe(
      "When it began to be so, by the source's clock: ISO 8601 with zone, or whole nanoseconds since 1970 as text. Without it the time of arrival counts, and a message sent twice counts its pieces twice.",
    ),
    state: z
      .enum(MACHINE_STATES)
      .optional()
      .describe("Holds until the next. Only where the plant file says `states: messages`."),
    planned: z
      .boolean()
      .optional()
      .describe(
        "True: the stop was planned, though it is in no calendar; false: it was not after all.",
      ),
    cause: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .optional()
      .describe("Why it stands, in the plant's own words: stops of the same cause are added up."),
    of: time.describe(
      "A moment in the stop that `cause` and `planned` are about, where it is over already. Default: `time`.",
    ),
    pieces: count.optional().describe("Pieces made since the message before."),
    rejected: count.optional().describe("How many of them are no good."),
    who: z.string().trim().min(1).max(80).optional().describe("Who tells it."),
  })
  .refine(
    ({ state, planned, cause, pieces }) =>
      [state, planned, cause, pieces].some((each) => each !== undefined),
    "a state, a cause, planned, or pieces",
  )
  .refine(
    ({ rejected = 0, pieces }) => rejected === 0 || rejected <= (pieces ?? 0),
    "no more rejected than pieces",
  )
  .refine(({ of, state }) => of === undefined || state === undefined, "`of` without a state")
  .describe("What a machine does, why it stands, and what it has made.");

export type MachineStateBody = z.output<typeof machineStateMessage>;

/** Decodes and checks what is told of a machine. Never throws. */
export function decodeMachineState(payload: Uint8Array): Decoded<MachineStateBody> {
  return decodeMessage(payload, machineStateMessage);
}

/** What is told of a machine, as JSON. */
export function encodeMachineState(body: z.input<typeof machineStateMessage>): Uint8Array {
  return jsonBytes(body);
}
