import { type Line, STOP_HORIZON, stopsBetween } from "@raceway/model/plant";
import { type Nanos, secondsOf } from "@raceway/model/time";
import { mergedSpans } from "@raceway/model/week";
import type { PlanFiles, WantedWork } from "./files/plan-files.ts";
import { PlanFileError } from "./files/table.ts";
import { type Hours, lineTime } from "./line-time.ts";
import { partShortages, type Shortage, supply } from "./production/materials.ts";
import { type Job, type ProductionOrder, waysOf } from "./production/order-pool.ts";
import {
  type BoundSchedule,
  earliestDueFirst,
  type Schedule,
  schedule,
  scheduled,
} from "./production/schedule.ts";
import { firstFit } from "./work/first-fit.ts";
import { placeWork } from "./work/place-work.ts";
import type { Choice, WorkOrder, WorkPlan } from "./work/work-order.ts";

/** What the plan goes by. */
export interface PlanRequest {
  readonly lines: readonly Line[];
  readonly files: PlanFiles;
  /** Work that analysis advises, beside that of the files. */
  readonly advised: readonly WorkOrder[];
  /** Who can work on machines at the same time. */
  readonly people: number;
  /** The plan's beginning. */
  readonly from: Nanos;
}

/** What is done when. Times are hours since its beginning. */
export interface Plan {
  readonly from: Nanos;
  readonly work: WorkPlan;
  /** What the work costs as a planner places it by hand. */
  readonly workByHand: number;
  readonly production: BoundSchedule;
  /** The same orders by due date. */
  readonly productionByHand: Schedule;
  /** Orders that no line makes. */
  readonly unrouted: readonly ProductionOrder[];
  readonly shortages: readonly Shortage[];
  /** The same of the parts that work needs. */
  readonly partShortages: readonly Shortage[];
  /** By line, in order: the planned stops, and those that the work needs. */
  readonly stops: ReadonlyMap<string, readonly Hours[]>;
}

/** Places work into the stops of the lines first, then orders on the lines around all stops. */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const { lines, files, advised, people, from } = request;
  checkPlaces(files, lines);
  const hoursOf = (time: Nanos) => secondsOf(time - from) / 3600;
  const planned = new Map(
    lines.map((line) => [
      line.id,
      stopsBetween(line, from, from + STOP_HORIZON).map(({ start, end }) => ({
        start: hoursOf(start),
        end: hoursOf(end),
      })),
    ]),
  );
  const wanted = files.works.map((work) => orderOf(work, planned.get(work.line) ?? [], hoursOf));
  const works = [...advised, ...wanted];
  const crew = { people, stock: files.stock };
  const workByHand = firstFit(works, crew);
  const work = await placeWork(works, crew, workByHand);
  const stops = new Map(
    [...planned].map(([line, spans]) => [line, mergedSpans([...spans, ...ownStops(line, work)])]),
  );
  const orders = files.orders.map(({ due, ...rest }) => ({ ...rest, due: hoursOf(due) }));
  const { readyAt, shortages } = supply(orders, files.materials, files.stock);
  const jobs = orders.map(
    (order): Job => ({
      order,
      readyAt: readyAt.get(order.id) ?? 0,
      ways: waysOf(order, files.routes),
    }),
  );
  const routed = jobs.filter(({ ways }) => ways.size > 0);
  const times = new Map([...stops].map(([line, spans]) => [line, lineTime(spans)]));
  const byHand = earliestDueFirst(routed, times);
  return {
    from,
    work,
    workByHand: workByHand.cost,
    production: schedule(routed, times, byHand),
    productionByHand: scheduled(byHand),
    unrouted: jobs.filter(({ ways }) => ways.size === 0).map(({ order }) => order),
    shortages,
    partShortages: partShortages(works, files.stock),
    stops,
  };
}

/** @throws PlanFileError when a file speaks of a line or machine that the plant lacks. */
function checkPlaces({ routes, works }: PlanFiles, lines: readonly Line[]): void {
  const names = lines.map(({ id }) => id);
  for (const { type, line } of routes)
    if (!names.includes(line))
      throw new PlanFileError(
        `routing.csv, ${type}: found line ${line}; a line of the plant would be right (${names.join(", ")})`,
      );
  for (const { id, line, machine } of works) {
    const machines = lines.find((each) => each.id === line)?.machines.map((each) => each.id);
    if (machines === undefined)
      throw new PlanFileError(
        `work.csv, ${id}: found line ${line}; a line of the plant would be right (${names.join(", ")})`,
      );
    if (!machines.includes(machine))
      throw new PlanFileError(
        `work.csv, ${id}: found machine ${machine}; a machine of ${line} would be right (${machines.join(", ")})`,
      );
  }
}

/** Work of a file: in any stop of its line, in the last of those that come in time best of all. */
function orderOf(
  { latest, missCost, ...work }: WantedWork,
  stops: readonly Hours[],
  hoursOf: (time: Nanos) => number,
): WorkOrder {
  const by = latest === undefined ? Number.POSITIVE_INFINITY : hoursOf(latest);
  return {
    ...work,
    ...(latest !== undefined && { latest: by }),
    choices: stops.map(
      (stop): Choice => ({ ...stop, cost: stop.start + work.hours > by ? missCost : 0 }),
    ),
  };
}

function ownStops(line: string, { placed }: WorkPlan): readonly Hours[] {
  return placed
    .filter(({ order, choice }) => order.line === line && choice.isOwnStop)
    .map(({ start, end }) => ({ start, end }));
}
