import type { LineTime } from "../line-time.ts";
import type { Job } from "./order-pool.ts";

/** An order on a line. Times are hours since the plan's beginning. */
export interface ScheduledOrder {
  readonly job: Job;
  readonly line: string;
  readonly start: number;
  readonly end: number;
  /** Hours by which it is finished late; 0 in time. */
  readonly late: number;
  /** Of the line, and of being late. */
  readonly cost: number;
}

/** The orders of a line one after another, each from when the one before is done and its materials are there; stops interrupt it. */
export function timed(
  line: string,
  time: LineTime,
  jobs: readonly Job[],
): readonly ScheduledOrder[] {
  let free = 0;
  return jobs.map((job) => {
    const { hours, cost } = job.ways.get(line) ?? { hours: Number.NaN, cost: Number.NaN };
    const from = Math.max(free, time.worked(job.readyAt));
    free = from + hours;
    const end = time.endAfter(free);
    const late = Math.max(0, end - job.order.due);
    const lateCost = (late / 24) * job.order.lateCostADay;
    return { job, line, start: time.startAfter(from), end, late, cost: cost + lateCost };
  });
}

/** A line's orders in sequence, and what is known before each of them. */
export interface Sequence {
  readonly line: string;
  readonly time: LineTime;
  readonly jobs: readonly Job[];
  /** Working hours at which the line is free for each order, and after the last. */
  readonly free: Float64Array;
  /** What those before each cost, and all. */
  readonly sums: Float64Array;
}

/** By line. */
export type Sequences = ReadonlyMap<string, Sequence>;

export function sequenceOf(line: string, time: LineTime, jobs: readonly Job[]): Sequence {
  const free = new Float64Array(jobs.length + 1);
  const sums = new Float64Array(jobs.length + 1);
  for (const [at, job] of jobs.entries()) {
    const end = endOf(line, time, job, free[at] ?? 0);
    free[at + 1] = end;
    sums[at + 1] = (sums[at] ?? 0) + costAt(line, time, job, end);
  }
  return { line, time, jobs, free, sums };
}

/** What all of a sequence costs. */
export function costOf({ sums }: Sequence): number {
  return sums.at(-1) ?? 0;
}

/** What the sequences of all lines cost. */
export function totalOf(all: Sequences): number {
  return [...all.values()].reduce((sum, each) => sum + costOf(each), 0);
}

/**
 * What a sequence would cost with an order put in at a place, in place of some that stand there; this is asked many thousand times.
 *
 * @param limit from which on the cost does not matter: infinity stands for more.
 */
export function costWith(
  { line, time, jobs, free, sums }: Sequence,
  job: Job,
  at: number,
  replaces: 0 | 1,
  limit: number,
): number {
  let end = endOf(line, time, job, free[at] ?? 0);
  let sum = (sums[at] ?? 0) + costAt(line, time, job, end);
  for (let next = at + replaces; next < jobs.length; next++) {
    if (sum > limit) return Number.POSITIVE_INFINITY;
    const each = jobs[next];
    if (each === undefined) continue;
    end = endOf(line, time, each, end);
    sum += costAt(line, time, each, end);
  }
  return sum;
}

/** Working hours after which an order is done on a line that is free from some on; infinite where the line cannot make it. */
function endOf(line: string, time: LineTime, { ways, readyAt }: Job, free: number): number {
  const from = readyAt > 0 ? Math.max(free, time.worked(readyAt)) : free;
  return from + (ways.get(line)?.hours ?? Number.POSITIVE_INFINITY);
}

function costAt(line: string, time: LineTime, { ways, order }: Job, end: number): number {
  const late = time.endAfter(end) - order.due;
  return (ways.get(line)?.cost ?? 0) + (late > 0 ? (late / 24) * order.lateCostADay : 0);
}
