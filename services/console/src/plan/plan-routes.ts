import { isPart } from "@raceway/condition/health/hypotheses/part-lines";
import { MAINTENANCE_WORKS, type MaintenanceWork } from "@raceway/model/maintenance";
import { FAULTS, type Fault } from "@raceway/model/verdict";
import type { PlanView } from "@raceway/plan/plan-view";
import { UNPLACED_REASONS } from "@raceway/plan/work/work-order";
import { maintenanceMessage } from "@raceway/wire/maintenance-message";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import { type MaintenanceTeller, reportMaintenance } from "../maintenance/maintenance.ts";
import { pointOfAdvice } from "./advised-work.ts";
import type { Planner } from "./planner.ts";

const time = z.string().describe("ISO 8601, UTC.");
const work = z.object({
  work: z.string(),
  line: z.string(),
  machine: z.string(),
  what: z.string(),
  hours: z.number(),
  people: z.number(),
  part: z.object({ item: z.string(), quantity: z.number() }).exactOptional(),
  advised: z
    .object({ point: z.string(), fault: z.enum(FAULTS) })
    .exactOptional()
    .describe("Present on what analysis advises."),
});
const shortage = z.object({
  item: z.string(),
  wanted: z.number(),
  inStock: z.number(),
  first: z.string().describe("The order or work that finds too little."),
  readyAt: time.describe("When it is there if it is ordered now."),
});

/** Answer of `GET /api/plan`. */
export const planAnswer = z.object({
  from: time,
  work: z.object({
    placed: z.array(
      work.extend({
        start: time,
        end: time,
        ownStop: z.literal(true).exactOptional().describe("The line has to stop for it."),
        latest: time.exactOptional().describe("When it should have been done: it is placed later."),
      }),
    ),
    unplaced: z.array(work.extend({ why: z.enum(UNPLACED_REASONS), reason: z.string() })),
    cost: z.number(),
    costByHand: z.number().describe("The same placed one after another."),
  }),
  orders: z.object({
    scheduled: z.array(
      z.object({
        order: z.string(),
        type: z.string(),
        quantity: z.number(),
        line: z.string(),
        start: time,
        end: time,
        due: time,
        lateHours: z.number().exactOptional(),
      }),
    ),
    cost: z.number(),
    bound: z.number().describe("No schedule costs less."),
    costByHand: z.number(),
    lateByHand: z.number(),
    unrouted: z.array(z.object({ order: z.string(), type: z.string() })),
  }),
  shortages: z.array(shortage).describe("Materials of which orders want more than there is."),
  partShortages: z.array(shortage).describe("Parts of which work wants more than there are."),
  stops: z.array(z.object({ line: z.string(), start: time, end: time })),
}) satisfies z.ZodType<PlanView>;

/** Body of `POST /api/plan/done`. */
const doneBody = z.object({
  work: z.string().min(1).describe("As the plan and the work order name it."),
  done: z
    .enum(MAINTENANCE_WORKS)
    .exclude(["taken-back"])
    .exactOptional()
    .describe(
      "Default: what the work asks for: a bearing replaced, balanced, aligned, or looked at.",
    ),
  point: z
    .string()
    .exactOptional()
    .describe("Measurement point, site/line/machine/point, of work that no analysis advised."),
  who: maintenanceMessage.shape.who,
  comment: maintenanceMessage.shape.comment,
});

/** What a fault's work comes to when nobody says otherwise. */
function usualWork(fault: Fault): MaintenanceWork {
  if (isPart(fault)) return "bearing-replaced";
  if (fault === "imbalance") return "balanced";
  return fault === "misalignment" ? "aligned" : "inspected";
}

/** What is done when. Who sees some lines only gets no plan: it would tell of the others. */
export function planRoutes({
  planner,
  ...teller
}: { readonly planner: Planner } & MaintenanceTeller): readonly ApiRoute[] {
  return [
    {
      method: "GET",
      url: "/api/plan",
      summary: "Work in the planned stops of the lines, and orders on the lines around them.",
      answer: planAnswer,
      handle: async () => (await planner.plan()).view,
    },
    {
      method: "POST",
      url: "/api/plan/done",
      summary:
        "Work of the plan is done: told to analysis as a maintenance event of its point, as by `POST /api/maintenance`.",
      body: doneBody,
      answer: z.object({ told: z.literal(true), point: z.string(), done: z.string() }),
      async handle({ body }) {
        const { work: id, point: named, done: said, who, comment } = parse(doneBody, body);
        const { placed, unplaced } = (await planner.plan()).view.work;
        const advised = [...placed, ...unplaced].find(({ work }) => work === id)?.advised;
        const point = named ?? advised?.point ?? pointOfAdvice(id);
        if (point === undefined)
          throw new Problem(
            409,
            "At which point?",
            `${id} is no work that analysis advised: name the measurement point (site/line/machine/point) at which it was done.`,
          );
        const done = said ?? usualWork(advised?.fault ?? "unnamed");
        await reportMaintenance(teller, point, { work: done, who, ...(comment && { comment }) });
        return { told: true, point, done };
      },
    },
    {
      method: "GET",
      url: "/api/plan.ics",
      summary: "The plan's work as an iCalendar file.",
      media: ["text/calendar"],
      async handle({ reply }) {
        const { calendar } = await planner.plan();
        return reply
          .type("text/calendar; charset=utf-8")
          .header("content-disposition", 'attachment; filename="maintenance.ics"')
          .send(calendar);
      },
    },
  ];
}
