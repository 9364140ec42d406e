import type { PartResult } from "@raceway/model/part";
import { type StandPath, standPath } from "@raceway/model/test-stand";
import { nanosOfIso } from "@raceway/model/time";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";

/** Sorters that may wait at a time: a plant has some dozens. */
const MOST_WAITING = 200;

const answerQuery = z.object({
  serial: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe("Of the part that the sorter has; absent: the next part of the stand."),
  after: z
    .string()
    .refine(
      (text) => nanosOfIso(text) !== undefined,
      "expected a time with zone, e.g. 2026-11-22T06:00:00Z",
    )
    .optional()
    .describe(
      "`time` of the last answer that the sorter has: the first one after it is given. Absent: only what comes after the question.",
    ),
  waitMs: z.coerce
    .number()
    .int()
    .min(0)
    .max(30_000)
    .default(5000)
    .describe("How long the sorter can wait."),
});

/** What a sorter is told. Without a result the gate stays shut. */
export const sorterAnswer = z
  .object({
    stand: z.string(),
    gate: z.enum(["accept", "rework", "reject"]),
    judged: z.boolean(),
    time: z
      .string()
      .exactOptional()
      .describe(
        "Of the result, to be given as `after` with the next question. Absent: there is no result.",
      ),
    serial: z.string().exactOptional(),
    lot: z.string().exactOptional(),
    notJudged: z.object({ code: z.string(), reason: z.string() }).exactOptional(),
    findings: z.array(z.string()).describe("What is wrong, one sentence each."),
  })
  .describe("Anything but `accept` means: not to the customer.");
export type SorterAnswer = z.output<typeof sorterAnswer>;

/** The answer for a stand's sorter that has no MQTT. */
export function answerRoutes({ live }: { readonly live: LiveState }): readonly ApiRoute[] {
  return [
    {
      method: "GET",
      url: "/api/stands/:line/:stand/answer",
      summary:
        "Waits for the result of a part and answers which gate its sorter opens; `rework` when there is none in time.",
      query: answerQuery,
      answer: sorterAnswer,
      async handle({ params, query, reply }): Promise<SorterAnswer> {
        const { line = "", stand = "" } = params;
        const path = standPath({ site: live.plant().site, line, stand });
        if (live.stands.get(path) === undefined)
          throw new Problem(404, "No such test stand", `The plant file has no test stand ${path}.`);
        const { serial, after, waitMs } = parse(answerQuery, query);
        reply.header("cache-control", "no-store");
        if (!live.services().broker)
          return shut(path, "the console has no connection to the message broker");
        if (live.stands.waiting() >= MOST_WAITING)
          throw new Problem(503, "Too many wait", `${MOST_WAITING} sorters wait already.`);
        const part = {
          stand: path,
          ...(serial !== undefined && { serial }),
          ...(after !== undefined && { after }),
        };
        const result = await live.stands.awaitResult(part, waitMs);
        return result === undefined
          ? shut(path, `no result within ${waitMs} ms`)
          : answerOf(result);
      },
    },
  ];
}

/** Nothing is known of the part: it is not delivered. */
function shut(stand: StandPath, reason: string): SorterAnswer {
  return {
    stand,
    gate: "rework",
    judged: false,
    notJudged: { code: "no-answer", reason },
    findings: [],
  };
}

function answerOf({
  stand,
  gate,
  judged,
  time,
  serial,
  lot,
  notJudged,
  findings,
}: PartResult): SorterAnswer {
  return {
    ...{ stand, gate, judged, time },
    ...(serial !== undefined && { serial }),
    ...(lot !== undefined && { lot }),
    ...(notJudged !== undefined && { notJudged: { ...notJudged } }),
    findings: findings.map(({ text }) => text),
  };
}
