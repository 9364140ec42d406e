import type { PointPath } from "@raceway/model/identity";
import type { Fault } from "@raceway/model/verdict";

/** What analysis advises work for. */
export interface Advised {
  readonly point: PointPath;
  readonly fault: Fault;
}

/** Work on a machine that wants a place in the plan. Times are hours since the plan's beginning. */
export interface WorkOrder {
  readonly id: string;
  readonly line: string;
  readonly machine: string;
  /** What is to be done, in words. */
  readonly what: string;
  /** How long it takes, hours. */
  readonly hours: number;
  readonly people: number;
  readonly part?: { readonly item: string; readonly quantity: number };
  /** By when it should be done. */
  readonly latest?: number;
  /** Present on what analysis advises: of which point, and what is found there. */
  readonly advised?: Advised;
  /** Where it may be done, in order of time. */
  readonly choices: readonly Choice[];
}

/** A stop in which work may be done, and what it costs to do it there: of a failure before, and of the life that is given away. */
export interface Choice {
  readonly start: number;
  readonly end: number;
  readonly cost: number;
  /** The line has to be stopped for it. */
  readonly isOwnStop?: true;
}

/** A part on the shelf, and how long more of it take to come. */
export interface Stock {
  readonly item: string;
  readonly quantity: number;
  readonly leadDays: number;
}

/** What the works of all lines share. */
export interface Crew {
  /** Who can work at the same time. */
  readonly people: number;
  readonly stock: readonly Stock[];
}

/** Work in its place. */
export interface PlacedWork {
  readonly order: WorkOrder;
  readonly choice: Choice;
  readonly start: number;
  readonly end: number;
}

/** Work for which there is no place, and why. */
export interface UnplacedWork {
  readonly order: WorkOrder;
  readonly why: UnplacedReason;
  /** The same in words. */
  readonly reason: string;
}

/** Too few people in the crew; no stop in time; no stop long enough; the part is not there in time; other work is in every place that is left. */
export const UNPLACED_REASONS = ["people", "no-stop", "too-long", "part", "taken"] as const;
export type UnplacedReason = (typeof UNPLACED_REASONS)[number];

export interface WorkPlan {
  readonly placed: readonly PlacedWork[];
  readonly unplaced: readonly UnplacedWork[];
  /** Of all: what has no place costs twice its dearest one. */
  readonly cost: number;
}

/** Work begins at the full and half hours after its stop's beginning. */
export const SLOT_HOURS = 0.5;

/** Where and when an order could be done, as far as it alone is concerned. */
export interface Place {
  readonly choice: Choice;
  readonly start: number;
  readonly end: number;
}

/** Every beginning that leaves an order time in its stop. */
export function placesOf({ hours, choices }: WorkOrder): readonly Place[] {
  return choices.flatMap((choice) => {
    const from = Math.max(0, choice.start);
    const starts = Math.floor((choice.end - from - hours) / SLOT_HOURS + 1e-9) + 1;
    return Array.from({ length: Math.max(0, starts) }, (_, k) => {
      const start = from + k * SLOT_HOURS;
      return { choice, start, end: start + hours };
    });
  });
}

/** The half hours of the plan in which something is at work. */
export function slotsOf({ start, end }: Pick<Place, "start" | "end">): readonly number[] {
  const [first, last] = [Math.floor(start / SLOT_HOURS + 1e-9), Math.ceil(end / SLOT_HOURS - 1e-9)];
  return Array.from({ length: last - first }, (_, k) => first + k);
}

/** Whether a part must come from the shelf, for work that begins before an order of today could be there. */
export function fromShelf(start: number, { leadDays }: Stock): boolean {
  return start < leadDays * 24;
}

/** What it costs to leave an order without a place. */
export function costUnplaced({ choices }: WorkOrder): number {
  return 2 * Math.max(1, ...choices.map(({ cost }) => cost));
}

/** A plan from where orders are placed. */
export function workPlan(
  orders: readonly WorkOrder[],
  placed: readonly PlacedWork[],
  crew: Crew,
): WorkPlan {
  const has = new Set(placed.map(({ order }) => order.id));
  const without = orders.filter(({ id }) => !has.has(id));
  const sum = (costs: readonly number[]) => costs.reduce((all, cost) => all + cost, 0);
  return {
    placed: placed.toSorted((a, b) => a.start - b.start || (a.order.id < b.order.id ? -1 : 1)),
    unplaced: without.map((order) => ({ order, ...whyUnplaced(order, crew) })),
    cost: sum(placed.map(({ choice }) => choice.cost)) + sum(without.map(costUnplaced)),
  };
}

function whyUnplaced(
  { people, choices, hours, part, ...order }: WorkOrder,
  crew: Crew,
): Omit<UnplacedWork, "order"> {
  if (people > crew.people)
    return { why: "people", reason: `it needs ${people} people and the crew has ${crew.people}` };
  if (choices.length === 0) return { why: "no-stop", reason: "the line has no stop in time" };
  if (placesOf({ ...order, people, choices, hours }).length === 0)
    return { why: "too-long", reason: `it takes ${hours} h, longer than any stop that is left` };
  const shelf = part && crew.stock.find(({ item }) => item === part.item);
  if (part && shelf && shelf.quantity < part.quantity)
    return {
      why: "part",
      reason: `${part.item}: ${shelf.quantity} on the shelf, and more come after ${shelf.leadDays} days`,
    };
  return {
    why: "taken",
    reason: "other work takes the crew, the machine or the part in every stop that is left",
  };
}
