import { MAINTENANCE_WORKS, type MaintenanceEvent } from "@raceway/model/maintenance";
import { z } from "zod";
import { type Decoded, decodeMessage } from "./codec.ts";

/** Work done at a point, published under `raceway/v1/maintenance/…` by the console or by a maintenance system. It counts from its arrival on. */
export const maintenanceMessage = z
  .strictObject({
    work: z
      .enum(MAINTENANCE_WORKS, `one of ${MAINTENANCE_WORKS.join(", ")}`)
      .describe(
        "What was done. After all but `lubricated` and `inspected` the point forgets what was normal and learns anew.",
      ),
    who: z.string().trim().min(1, "a name").max(80).describe("Who did it, or told of it."),
    comment: z.string().trim().max(1000).exactOptional().describe("In their own words."),
  })
  .describe("Work done at a point.");

/** Decodes and checks an event of maintenance. Never throws. */
export function decodeMaintenance(payload: Uint8Array): Decoded<MaintenanceEvent> {
  return decodeMessage(payload, maintenanceMessage);
}
