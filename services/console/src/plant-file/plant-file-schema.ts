import { z } from "zod";

/** What requests and answers about the plant file have in common. */

export const who = z.string().max(100).default("").describe("Filled in where there are logins.");
export const revision = z.string().describe("Of the plant file that the person has seen.");

export const appliedAnswer = z.object({
  revision: z.string(),
  inForce: z
    .boolean()
    .describe("False: it is written, and ingest has not said yet that it counts."),
});
export const differencesAnswer = z
  .array(z.object({ point: z.string(), said: z.array(z.string()) }))
  .describe("What becomes of the points that it touches.");
