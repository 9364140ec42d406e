import type { LineTime } from "../line-time.ts";
import type { Job } from "./order-pool.ts";
import { relaxed } from "./relaxed.ts";
import {
  costOf,
  costWith,
  type ScheduledOrder,
  type Sequence,
  sequenceOf,
  timed,
} from "./sequence.ts";

export interface Schedule {
  /** By line, in order of time. */
  readonly orders: readonly ScheduledOrder[];
  readonly cost: number;
  /** No schedule costs less; absent when it was not found in time. */
  readonly bound?: number;
}

/** What the search may cost beside the bound. */
export interface SearchOptions {
  /** For the bound. @default 6 */
  readonly seconds?: number;
  /** Looks at places of orders, in all. @default 800 000 */
  readonly looks?: number;
  /** The same orders by due date. @default {@link earliestDueFirst} of them */
  readonly byHand?: Schedule;
}

type Sequences = ReadonlyMap<string, readonly Job[]>;

/**
 * Puts orders on lines, each whole on one line, for the least cost of line hours and of being late: from what would be best if they could be split ({@link relaxed}), by moving single orders and swapping
 * two as long as it pays, and the same from the orders by due date, so that it is never dearer than they are (local search; Pinedo, Scheduling, 5th ed., ch. 14), then from small disturbances of the best that was found. The same orders give the same schedule.
 *
 * @param jobs each with at least one way.
 */
export async function schedule(
  jobs: readonly Job[],
  lines: ReadonlyMap<string, LineTime>,
  { seconds = 6, looks = 800_000, byHand = earliestDueFirst(jobs, lines) }: SearchOptions = {},
): Promise<Schedule> {
  if (jobs.length === 0) return { orders: [], cost: 0, bound: 0 };
  const ideal = await relaxed(jobs, lines, seconds);
  const search = createSearch(lines, looks);
  const wished = sequencesBy(jobs, lines, ({ order, ways }) => {
    const wish = ideal?.wishes.get(order.id);
    return wish !== undefined && ways.has(wish.line)
      ? wish
      : { line: cheapest(ways), at: order.due };
  });
  const dated = new Map([...wished].map(([line, queue]) => [line, queue.toSorted(byDue)]));
  const queued = new Map(
    [...lines.keys()].map((line) => [
      line,
      byHand.orders.filter((each) => each.line === line).map(({ job }) => job),
    ]),
  );
  const improved = [wished, dated, queued].map((each) => search.improved(each, looks / 4));
  const best = search.disturbed(
    improved.reduce((a, b) => (search.cost(b) < search.cost(a) ? b : a)),
    (ideal?.bound ?? 0) * (1 + 1e-6),
  );
  const orders = [...best].flatMap(([line, queue]) => {
    const time = lines.get(line);
    return time === undefined ? [] : timed(line, time, queue);
  });
  const cost = orders.reduce((sum, each) => sum + each.cost, 0);
  return { orders, cost, ...(ideal !== undefined && { bound: ideal.bound }) };
}

/** What a planner does by hand: by due date, each on the line that finishes it first. */
export function earliestDueFirst(
  jobs: readonly Job[],
  lines: ReadonlyMap<string, LineTime>,
): Schedule {
  const queues = new Map<string, readonly Job[]>([...lines.keys()].map((line) => [line, []]));
  for (const job of jobs.toSorted(byDue)) {
    const ends = [...job.ways.keys()].flatMap((line) => {
      const time = lines.get(line);
      const queue = [...(queues.get(line) ?? []), job];
      return time === undefined
        ? []
        : [{ line, queue, end: timed(line, time, queue).at(-1)?.end ?? 0 }];
    });
    const first = ends.reduce((a, b) => (b.end < a.end ? b : a));
    queues.set(first.line, first.queue);
  }
  const orders = [...queues].flatMap(([line, queue]) => {
    const time = lines.get(line);
    return time === undefined ? [] : timed(line, time, queue);
  });
  return { orders, cost: orders.reduce((sum, each) => sum + each.cost, 0) };
}

function byDue(a: Job, b: Job): number {
  return a.order.due - b.order.due || (a.order.id < b.order.id ? -1 : 1);
}

function cheapest(ways: Job["ways"]): string {
  return [...ways].reduce((a, b) => (b[1].cost < a[1].cost ? b : a))[0];
}

function sequencesBy(
  jobs: readonly Job[],
  lines: ReadonlyMap<string, LineTime>,
  wish: (job: Job) => { readonly line: string; readonly at: number },
): Sequences {
  const wished = jobs.map((job) => ({ job, ...wish(job) }));
  wished.sort((a, b) => a.at - b.at || byDue(a.job, b.job));
  return new Map(
    [...lines.keys()].map((line) => [
      line,
      wished.filter((each) => each.line === line).map(({ job }) => job),
    ]),
  );
}

/** Less is no gain. */
const LEAST_GAIN = 1e-9;
/** Places to either side at which an order is tried on its own line, and around its due time on others. */
const REACH = 12;

function createSearch(lines: ReadonlyMap<string, LineTime>, looks: number) {
  let left = looks;
  const sequenced = (line: string, jobs: readonly Job[]) => {
    left--;
    const time = lines.get(line);
    if (time === undefined) throw new RangeError(`no line ${line}`);
    return sequenceOf(line, time, jobs);
  };
  const total = (all: Sequences) =>
    [...all].reduce((sum, [line, jobs]) => sum + costOf(sequenced(line, jobs)), 0);

  /** One order to another place of its line, or to another line. */
  function moved(all: Map<string, Sequence>): boolean {
    for (const [line, own] of all)
      for (const [at, job] of own.jobs.entries()) {
        const rest = sequenced(line, own.jobs.toSpliced(at, 1));
        for (const other of job.ways.keys()) {
          const isSame = other === line;
          const target = isSame ? rest : all.get(other);
          if (target === undefined) continue;
          const middle = isSame ? at : placeByDue(target.jobs, job);
          const limit = costOf(own) + (isSame ? 0 : costOf(target) - costOf(rest)) - LEAST_GAIN;
          const last = Math.min(target.jobs.length, middle + REACH);
          for (let to = Math.max(0, middle - REACH); to <= last; to++) {
            if (left <= 0) return false;
            left--;
            if ((isSame && to === at) || costWith(target, job, to, 0, limit) >= limit) continue;
            if (!isSame) all.set(line, rest);
            all.set(other, sequenced(other, target.jobs.toSpliced(to, 0, job)));
            return true;
          }
        }
      }
    return false;
  }

  /** Two orders of different lines in each other's place. */
  function swapped(all: Map<string, Sequence>): boolean {
    for (const [line, own] of all)
      for (const [other, target] of all) {
        if (other <= line) continue;
        const limit = costOf(own) + costOf(target) - LEAST_GAIN;
        for (const [at, job] of own.jobs.entries()) {
          if (!job.ways.has(other)) continue;
          const middle = placeByDue(target.jobs, job);
          const last = Math.min(target.jobs.length, middle + REACH);
          for (let to = Math.max(0, middle - REACH); to < last; to++) {
            const theirs = target.jobs[to];
            if (left <= 0) return false;
            if (theirs === undefined || !theirs.ways.has(line)) continue;
            left--;
            const mine = costWith(own, theirs, at, 1, limit);
            if (mine + costWith(target, job, to, 1, limit - mine) >= limit) continue;
            all.set(line, sequenced(line, own.jobs.with(at, theirs)));
            all.set(other, sequenced(other, target.jobs.with(to, job)));
            return true;
          }
        }
      }
    return false;
  }

  /** @param most looks that it may take */
  function improved(start: Sequences, most: number): Sequences {
    const all = new Map([...start].map(([line, jobs]) => [line, sequenced(line, jobs)]));
    const least = left - most;
    while (left > Math.max(0, least) && (moved(all) || swapped(all)));
    return new Map([...all].map(([line, { jobs }]) => [line, jobs]));
  }

  return {
    improved,
    cost: total,
    /** From the best, a few orders at other places, improved again; what is better is the best from then on. @param enough a cost that needs no better */
    disturbed(start: Sequences, enough: number): Sequences {
      let best = start;
      let least = total(best);
      const random = seeded();
      for (let vain = 0; left > 0 && vain < MOST_IN_VAIN && least > enough; vain++) {
        const other = improved(shaken(best, random), left);
        const cost = total(other);
        if (cost >= least - LEAST_GAIN) continue;
        [best, least] = [other, cost];
        vain = 0;
      }
      return best;
    },
  };
}

const SHAKEN = 3;
/** Disturbances in a row that bring nothing, after which no more are tried. */
const MOST_IN_VAIN = 300;

function shaken(all: Sequences, random: () => number): Sequences {
  const next = new Map(all);
  for (let k = 0; k < SHAKEN; k++) {
    const filled = [...next].filter(([, queue]) => queue.length > 0);
    const [line, queue = []] = filled[Math.floor(random() * filled.length)] ?? [];
    const at = Math.floor(random() * queue.length);
    const job = queue[at];
    if (line === undefined || job === undefined) continue;
    next.set(line, queue.toSpliced(at, 1));
    const ways = [...job.ways.keys()].filter((way) => next.has(way));
    const other = ways[Math.floor(random() * ways.length)] ?? line;
    const target = next.get(other) ?? [];
    next.set(other, target.toSpliced(Math.floor(random() * (target.length + 1)), 0, job));
  }
  return next;
}

function placeByDue(queue: readonly Job[], { order }: Job): number {
  const place = queue.findIndex((each) => each.order.due > order.due);
  return place < 0 ? queue.length : place;
}

/** mulberry32: the same numbers every time. */
function seeded(): () => number {
  let state = 20_161_221;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
