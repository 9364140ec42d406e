import type { LineTime } from "../line-time.ts";
import { annealed } from "./annealing.ts";
import { priced } from "./line-prices.ts";
import type { Job } from "./order-pool.ts";
import { type ScheduledOrder, type Sequences, sequenceOf, timed, totalOf } from "./sequence.ts";

export interface Schedule {
  /** By line, in order of time. */
  readonly orders: readonly ScheduledOrder[];
  readonly cost: number;
}

/** A schedule, and what none can beat. */
export interface BoundSchedule extends Schedule {
  /** No schedule costs less. */
  readonly bound: number;
}

/** Moves of orders that are tried for each, and at least and at most in all. */
const [LOOKS_AN_ORDER, LEAST_LOOKS, MOST_LOOKS] = [1500, 20_000, 450_000];
/** Nearer to the bound than this no better is looked for. */
const NEAR_ENOUGH = 1e-6;

/**
 * Puts orders on lines, each whole on one line, for the least cost of line hours and of being late: from what orders wish at the best prices of the lines' time ({@link priced}), or from the orders by due date where
 * those are cheaper, by simulated annealing ({@link annealed}). The same orders give the same schedule.
 *
 * @param jobs each with at least one way.
 * @param byHand the same orders by due date: what is found is never dearer.
 */
export function schedule(
  jobs: readonly Job[],
  lines: ReadonlyMap<string, LineTime>,
  byHand: Sequences = earliestDueFirst(jobs, lines),
): BoundSchedule {
  if (jobs.length === 0) return { orders: [], cost: 0, bound: 0 };
  const { bound, sequences } = priced(jobs, lines, byHand);
  const looks = Math.min(MOST_LOOKS, Math.max(LEAST_LOOKS, LOOKS_AN_ORDER * jobs.length));
  return { ...scheduled(annealed(sequences, { looks, enough: bound * (1 + NEAR_ENOUGH) })), bound };
}

/** When each order of the lines' sequences is made, and what all cost. */
export function scheduled(all: Sequences): Schedule {
  return {
    orders: [...all.values()].flatMap(({ line, time, jobs }) => timed(line, time, jobs)),
    cost: totalOf(all),
  };
}

/** What a planner does by hand: by due date, each on the line that finishes it first. */
export function earliestDueFirst(
  jobs: readonly Job[],
  lines: ReadonlyMap<string, LineTime>,
): Sequences {
  const all = new Map([...lines].map(([line, time]) => [line, sequenceOf(line, time, [])]));
  for (const job of jobs.toSorted(byDue)) {
    const ends = [...job.ways.keys()].flatMap((line) => {
      const { time, jobs: queue } = all.get(line) ?? {};
      if (time === undefined || queue === undefined) return [];
      const next = sequenceOf(line, time, [...queue, job]);
      return [{ next, end: time.endAfter(next.free.at(-1) ?? 0) }];
    });
    const { next } = ends.reduce((a, b) => (b.end < a.end ? b : a));
    all.set(next.line, next);
  }
  return all;
}

function byDue(a: Job, b: Job): number {
  return a.order.due - b.order.due || (a.order.id < b.order.id ? -1 : 1);
}
