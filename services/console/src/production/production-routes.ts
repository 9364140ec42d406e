import { producingMachines } from "@raceway/model/plant";
import { machinePathOf } from "@raceway/model/production";
import { isoOf, type Nanos, nanosOfIso, nanosOfSeconds } from "@raceway/model/time";
import type { Span } from "@raceway/model/week";
import { formatTopic } from "@raceway/wire/topic";
import { z } from "zod";
import type { ReadHistory } from "../alarms/history-routes.ts";
import type { ApiRoute, Asked } from "../http/api-route.ts";
import { handedOver } from "../http/handed-over.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import { alarmsWorth } from "./alarms-worth.ts";
import { shiftsCsv, stopsCsv } from "./production-csv.ts";
import { alarmsWorthView, productionView } from "./production-schema.ts";
import { type ProductionParts, readProduction } from "./read-production.ts";

export interface ProductionRouteParts extends ProductionParts {
  readonly read: ReadHistory;
  readonly publish: (topic: string, payload: string) => Promise<unknown>;
  readonly now: () => Nanos;
}

const DAY = nanosOfSeconds(86_400);
const MOST_DAYS = 92;
/** Alarms of a span that are looked into. */
const MOST_ALARMS = 200;

const at = z.iso.datetime({ offset: true });
const spanQuery = z.object({
  from: at.optional().describe("Default: seven days before `to`."),
  to: at.optional().describe("Default: now; what is still to come is left out."),
});
const csvQuery = spanQuery.extend({
  rows: z.enum(["shifts", "stops"]).default("shifts"),
});
const causeBody = z.object({
  at: at.describe("A moment in the stop."),
  cause: z.string().trim().min(1).max(80).exactOptional(),
  planned: z.boolean().exactOptional(),
  who: z.string().trim().min(1).max(80),
});

/** Downtime and effectiveness by shift, what alarms were worth, and why machines stood. */
export function productionRoutes(parts: ProductionRouteParts): readonly ApiRoute[] {
  const spanOf = (query: z.output<typeof spanQuery>) => spanAsked(query, parts.now());
  const productionOf = (span: Span, { sees = () => true }: Asked) =>
    readProduction(parts, span, sees);
  return [
    {
      method: "GET",
      url: "/api/production",
      summary:
        "Downtime, overall equipment effectiveness by shift (ISO 22400-2), failures and yield of each line.",
      query: spanQuery,
      answer: productionView,
      filtered: true,
      handle: (asked) => productionOf(spanOf(parse(spanQuery, asked.query)), asked),
    },
    {
      method: "GET",
      url: "/api/production.csv",
      summary: "The same as a table: a row for each shift, or for each stop of each machine.",
      query: csvQuery,
      media: ["text/csv"],
      filtered: true,
      async handle(asked) {
        const { rows, ...query } = parse(csvQuery, asked.query);
        const view = await productionOf(spanOf(query), asked);
        return asked.reply
          .type("text/csv; charset=utf-8")
          .header("content-disposition", `attachment; filename="${rows}.csv"`)
          .send(rows === "stops" ? stopsCsv(view) : shiftsCsv(view));
      },
    },
    {
      method: "GET",
      url: "/api/production/alarms",
      summary: "Minutes suffered and avoided around each alarm of a machine (docs/production.md).",
      query: spanQuery,
      answer: alarmsWorthView,
      filtered: true,
      async handle({ query, sees }) {
        const span = spanOf(parse(spanQuery, query));
        const wanted = {
          condition: "machine",
          from: isoOf(span.start),
          to: isoOf(span.end),
        } as const;
        const { rows } = await parts.read(wanted, { offset: 0, limit: MOST_ALARMS }, sees);
        return alarmsWorth(parts, span, rows);
      },
    },
    {
      method: "POST",
      url: "/api/production/:line/:machine/cause",
      summary: "Tells why a machine stood, or that the stop was planned.",
      body: causeBody,
      answer: z.object({ told: z.literal(true) }),
      handle: ({ params, body }) => tellCause(parts, params, parse(causeBody, body)),
    },
  ];
}

/** @throws Problem 400 for a span that is none, or longer than a quarter. */
function spanAsked({ from, to }: z.output<typeof spanQuery>, now: Nanos): Span {
  const asked = (to === undefined ? undefined : nanosOfIso(to)) ?? now;
  const end = asked < now ? asked : now;
  const start = (from === undefined ? undefined : nanosOfIso(from)) ?? end - 7n * DAY;
  if (start >= end)
    throw new Problem(400, "Bad request", `from ${isoOf(start)}: before ${isoOf(end)} is right`);
  if (end - start > BigInt(MOST_DAYS) * DAY)
    throw new Problem(400, "Bad request", `a span of at most ${MOST_DAYS} days is right`);
  return { start, end };
}

/** @throws Problem 404 for a machine whose states are not told, 400 for a moment to come, 503 when the broker cannot be reached. */
async function tellCause(
  { plant, publish, now }: ProductionRouteParts,
  { line = "", machine = "" }: Asked["params"],
  { at: moment, cause, planned, who }: z.output<typeof causeBody>,
): Promise<{ readonly told: true }> {
  const place = { site: plant().site, line, machine };
  if (!producingMachines(plant()).has(machinePathOf(place)))
    throw new Problem(
      404,
      "No such machine",
      `The plant file has no machine ${machinePathOf(place)} with production.`,
    );
  if (cause === undefined && planned === undefined)
    throw new Problem(400, "Bad request", "cause or planned: one of them is needed");
  if ((nanosOfIso(moment) ?? 0n) > now())
    throw new Problem(400, "Bad request", `at ${moment}: a moment that has been is right`);
  const body = {
    of: moment,
    ...(cause !== undefined && { cause }),
    ...(planned !== undefined && { planned }),
    who,
  };
  const topic = formatTopic({ class: "machine-state", ...place });
  await handedOver(publish(topic, JSON.stringify(body)));
  return { told: true };
}
