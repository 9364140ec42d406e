import { z } from "zod";
import { weeklyPeriod } from "./week-schema.ts";

/** What the plant file says of downtime: where a machine's states come from, how fast it should be, when people work. */

const positive = z.number().positive().finite();

export const machineProduction = z
  .strictObject({
    states: z
      .enum(["messages", "speed", "load"])
      .describe(
        "What says whether the machine runs: `messages` of its controller (topic `machine-state`), its measured `speed`, or its `load`.",
      ),
    runningAbove: z
      .number()
      .min(0)
      .finite()
      .optional()
      .describe(
        "Above it the machine runs: r/min, or load in the machine's `loadUnit`. Default, for speed: a tenth of `speed.rpm`.",
      ),
    idleBelowLoad: positive
      .optional()
      .describe(
        "A machine that turns with less load is idle, in its `loadUnit`. Default: idling is not told from running.",
      ),
    silentAfter: positive
      .optional()
      .describe(
        "Without a word for so long nothing is known of the machine, seconds. Default: 604800 (a week) for messages, which tell changes only; 900 otherwise.",
      ),
    cycleSeconds: positive
      .optional()
      .describe(
        "Planned run time per item (ISO 22400-2, PRI). Default: no performance is reckoned.",
      ),
  })
  .describe("Downtime and effectiveness (docs/production.md). Default: not reckoned.");

export const shifts = z
  .array(weeklyPeriod.safeExtend({ name: z.string().min(1).max(60) }))
  .min(1)
  .max(21)
  .describe("When the line is worked on. Default: whole days are accounted for.");

export type MachineProductionEntry = z.output<typeof machineProduction>;
export type ShiftEntry = z.output<typeof shifts>[number];
