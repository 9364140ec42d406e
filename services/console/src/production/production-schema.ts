import { ALARM_OUTCOMES } from "@raceway/production/alarms/around-alarm";
import { TIME_USES } from "@raceway/production/state/accounted";
import { occurrenceSchema } from "@raceway/wire/history-ask";
import { z } from "zod";
import { yieldView } from "../stands/stand-schema.ts";
import type { AlarmsWorthView, ProductionView } from "./production-types.ts";

/** Answers about downtime and effectiveness, as the API's description and its tests have them. */

const time = z.string().describe("ISO 8601.");
const share = z.number().exactOptional();
const minutes = z.number().describe("Minutes.");

const figures = z.object({
  minutes: z.record(z.enum(TIME_USES), minutes),
  made: z.object({ pieces: z.number(), good: z.number() }).exactOptional(),
  known: z.number().describe("Share of the planned busy time of which states are known."),
  availability: share.describe("Running over planned busy time (ISO 22400-2: APT / PBT)."),
  performance: share.describe("Planned run time of the pieces over running (PRI × PQ / APT)."),
  quality: share.describe("Good pieces over pieces (GQ / PQ)."),
  oee: share.describe("The product of the three."),
});
const reliability = z.object({
  failures: z.number().describe("Unplanned stops of at least 5 minutes."),
  mtbfMinutes: minutes.exactOptional(),
  mttrMinutes: minutes.exactOptional(),
});
const causes = z.array(
  z.object({
    cause: z.string().exactOptional().describe("Absent: nobody told why."),
    minutes,
    stops: z.number(),
  }),
);
const total = figures.extend(reliability.shape);

export const productionView = z.object({
  from: time,
  to: time,
  lines: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      bottleneck: z.string().exactOptional(),
      counted: z.enum(["machine", "stands", "nowhere"]).describe("Where its pieces are counted."),
      total,
      shifts: z.array(figures.extend({ name: z.string(), start: time, end: time })),
      causes,
      machines: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          total,
          causes,
          times: z.array(
            z.object({
              start: time,
              end: time,
              use: z.enum(TIME_USES),
              cause: z.string().exactOptional(),
            }),
          ),
        }),
      ),
      yield: yieldView.exactOptional(),
    }),
  ),
}) satisfies z.ZodType<ProductionView>;

export const alarmsWorthView = z.object({
  from: time,
  to: time,
  alarms: z.array(
    occurrenceSchema
      .pick({ id: true, occurrence: true, fault: true, where: true, since: true, closed: true })
      .extend({
        worth: z
          .object({
            outcome: z.enum(ALARM_OUTCOMES),
            suffered: minutes,
            avoided: minutes.exactOptional(),
            confirmed: z.boolean().describe("Somebody told that the diagnosis was right."),
          })
          .exactOptional()
          .describe("Absent: the states of its machine are not told."),
      }),
  ),
  totals: z.object({
    suffered: minutes,
    avoidedConfirmed: minutes,
    avoidedClaimed: minutes,
    nothingFound: z.number(),
  }),
}) satisfies z.ZodType<AlarmsWorthView>;
