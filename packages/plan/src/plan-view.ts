import type { Plan } from "./plan.ts";
import { dateOf } from "./plan-calendar.ts";
import type { UnplacedReason, WorkOrder } from "./work/work-order.ts";

/** A plan with its moments as ISO 8601 in UTC, for JSON. */
export interface PlanView {
  readonly from: string;
  readonly work: {
    readonly placed: readonly PlacedWorkView[];
    readonly unplaced: readonly UnplacedWorkView[];
    /** Expected cost; what has no place costs twice its dearest one. */
    readonly cost: number;
    /** The same placed one after another. */
    readonly costByHand: number;
  };
  readonly orders: {
    readonly scheduled: readonly ScheduledOrderView[];
    readonly cost: number;
    /** No schedule costs less. */
    readonly bound: number;
    readonly costByHand: number;
    readonly lateByHand: number;
    /** No line makes their type. */
    readonly unrouted: readonly { readonly order: string; readonly type: string }[];
  };
  /** Materials of which orders want more than there is. */
  readonly shortages: readonly ShortageView[];
  /** Parts of which work wants more than there are. */
  readonly partShortages: readonly ShortageView[];
  /** Stops of each line within the time that the plan needs. */
  readonly stops: readonly {
    readonly line: string;
    readonly start: string;
    readonly end: string;
  }[];
}

export interface ShortageView {
  readonly item: string;
  readonly wanted: number;
  readonly inStock: number;
  /** The order or work that finds too little. */
  readonly first: string;
  /** When it is there if it is ordered now. */
  readonly readyAt: string;
}

export interface WorkView
  extends Pick<WorkOrder, "line" | "machine" | "what" | "hours" | "people" | "part" | "advised"> {
  /** Its id. */
  readonly work: string;
}

/** Work without a place, and why. */
export interface UnplacedWorkView extends WorkView {
  readonly why: UnplacedReason;
  readonly reason: string;
}

export interface PlacedWorkView extends WorkView {
  readonly start: string;
  readonly end: string;
  /** The line has to stop for it. */
  readonly ownStop?: true;
  /** When it should have been done: it is placed later. */
  readonly latest?: string;
}

export interface ScheduledOrderView {
  readonly order: string;
  readonly type: string;
  readonly quantity: number;
  readonly line: string;
  readonly start: string;
  readonly end: string;
  readonly due: string;
  /** Hours; absent: in time. */
  readonly lateHours?: number;
}

const DAY = 24;

/** A plan as others read it. */
export function planView(plan: Plan): PlanView {
  const at = (hours: number) => dateOf(plan, hours).toISOString();
  const { work, production, productionByHand } = plan;
  const workView = ({ id, ...order }: WorkOrder): WorkView => ({
    work: id,
    line: order.line,
    machine: order.machine,
    what: order.what,
    hours: order.hours,
    people: order.people,
    ...(order.part && { part: order.part }),
    ...(order.advised && { advised: order.advised }),
  });
  const last = Math.max(
    7 * DAY,
    ...production.orders.map(({ end }) => end),
    ...work.placed.map(({ end }) => end),
  );
  return {
    from: at(0),
    work: {
      placed: work.placed.map(({ order, start, end, choice }) => ({
        ...workView(order),
        start: at(start),
        end: at(end),
        ...(choice.isOwnStop && { ownStop: true as const }),
        ...(isLate(order, end) && { latest: at(order.latest ?? 0) }),
      })),
      unplaced: work.unplaced.map(({ order, why, reason }) => ({
        ...workView(order),
        why,
        reason,
      })),
      cost: work.cost,
      costByHand: plan.workByHand,
    },
    orders: {
      scheduled: production.orders.map(({ job: { order }, line, start, end, late }) => ({
        order: order.id,
        type: order.type,
        quantity: order.quantity,
        line,
        start: at(start),
        end: at(end),
        due: at(order.due),
        ...(late > 0 && { lateHours: Number(late.toFixed(2)) }),
      })),
      cost: production.cost,
      bound: production.bound,
      costByHand: productionByHand.cost,
      lateByHand: productionByHand.orders.filter(({ late }) => late > 0).length,
      unrouted: plan.unrouted.map(({ id, type }) => ({ order: id, type })),
    },
    shortages: plan.shortages.map((each) => ({ ...each, readyAt: at(each.readyAt) })),
    partShortages: plan.partShortages.map((each) => ({ ...each, readyAt: at(each.readyAt) })),
    stops: [...plan.stops].flatMap(([line, spans]) =>
      spans
        .filter(({ start }) => start < last)
        .map(({ start, end }) => ({ line, start: at(Math.max(0, start)), end: at(end) })),
    ),
  };
}

/** Whether work is done later than it should be. */
export function isLate({ latest }: Pick<WorkOrder, "latest">, end: number): boolean {
  return latest !== undefined && end > latest;
}
