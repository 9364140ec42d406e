import { z } from "zod";
import { type Decoded, decodeMessage } from "./codec.ts";

const seconds = z.array(z.number().positive()).max(10_000);

/** How long bearings have lasted so far, retained under `raceway/v1/lives/…` by ingest. */
export const livesMessage = z
  .object({
    kinds: z
      .array(
        z.object({
          kind: z
            .string()
            .describe("Designation of the bearing; of a point that names none, its path."),
          ended: seconds.describe("Running seconds of those that reached their end."),
          running: seconds.describe(
            "The same of those that run, or were replaced before their end: they last longer than that.",
          ),
        }),
      )
      .max(10_000),
  })
  .describe("How long bearings of each kind have lasted so far.");

export type LivesMessage = z.output<typeof livesMessage>;

/** Decodes and checks how long bearings have lasted. Never throws. */
export function decodeLives(payload: Uint8Array): Decoded<LivesMessage> {
  return decodeMessage(payload, livesMessage);
}
