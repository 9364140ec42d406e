import type { Job } from "./order-pool.ts";
import {
  costOf,
  costWith,
  type Sequence,
  type Sequences,
  sequenceOf,
  totalOf,
} from "./sequence.ts";

/** Places to either side at which an order is tried on its own line, and around its due time on others. */
const REACH = 12;
/** Of the tries on another line, those that exchange two orders instead of moving one. */
const EXCHANGES = 0.3;
/** At first and at last a change for the worse is taken by chance when it costs about this share of what a mean order costs that is late by its own length. */
const [HOT, COLD] = [0.2, 0.004];

/**
 * Moves single orders and exchanges two, at first also where that costs something, until only gains are taken (simulated annealing; Kirkpatrick, Gelatt and Vecchi, Science 220, 1983; Pinedo, Scheduling, 5th ed., ch. 14.4).
 * The same start gives the same end.
 *
 * @param looks moves and exchanges that are tried.
 * @param enough a cost that needs no better.
 * @returns the best on the way, never dearer than the start.
 */
export function annealed(
  start: Sequences,
  { looks, enough }: { readonly looks: number; readonly enough: number },
): Sequences {
  const state = createState(start);
  const { jobs } = state;
  const scale = jobs.reduce((sum, job) => sum + costOfOwnLength(job), 0) / Math.max(1, jobs.length);
  const random = seeded();
  let best: Sequences = start;
  let least = state.total();
  for (let look = 0; look < looks && least > enough; look++) {
    const heat = scale * HOT * (COLD / HOT) ** (look / looks);
    const job = jobs[Math.floor(random() * jobs.length)];
    // A change is taken with the probability exp(−loss / heat).
    if (job === undefined || !state.tried(job, -heat * Math.log(random()), random)) continue;
    if (state.total() >= least) continue;
    least = state.total();
    best = state.sequences();
  }
  // Sums of differences drift.
  return totalOf(best) <= totalOf(start) ? best : start;
}

function costOfOwnLength({ order, ways }: Job): number {
  const shortest = Math.min(...[...ways.values()].map(({ hours }) => hours));
  return (order.lateCostADay * shortest) / 24;
}

function createState(start: Sequences) {
  const all = new Map(start);
  const lineOf = new Map([...all].flatMap(([line, { jobs }]) => jobs.map((job) => [job, line])));
  let sum = totalOf(all);

  function put(...changed: readonly Sequence[]): true {
    for (const each of changed) {
      const before = all.get(each.line);
      sum += costOf(each) - (before === undefined ? 0 : costOf(before));
      all.set(each.line, each);
    }
    return true;
  }

  function movedWithin(own: Sequence, at: number, job: Job, slack: number, shift: number): boolean {
    const rest = own.jobs.toSpliced(at, 1);
    const to = Math.max(0, Math.min(rest.length, at + shift));
    if (to === at) return false;
    const next = sequenceOf(own.line, own.time, rest.toSpliced(to, 0, job));
    return costOf(next) - costOf(own) < slack && put(next);
  }

  function moved(own: Sequence, at: number, job: Job, to: Place, slack: number): boolean {
    const { target, place } = to;
    const rest = sequenceOf(own.line, own.time, own.jobs.toSpliced(at, 1));
    const limit = costOf(own) - costOf(rest) + costOf(target) + slack;
    if (costWith(target, job, place, 0, limit) >= limit) return false;
    lineOf.set(job, target.line);
    return put(rest, sequenceOf(target.line, target.time, target.jobs.toSpliced(place, 0, job)));
  }

  function exchanged(own: Sequence, at: number, job: Job, to: Place, slack: number): boolean {
    const { target, place } = to;
    const other = target.jobs[place];
    if (other === undefined || !other.ways.has(own.line)) return false;
    const limit = costOf(own) + costOf(target) + slack;
    const mine = costWith(own, other, at, 1, limit);
    if (mine + costWith(target, job, place, 1, limit - mine) >= limit) return false;
    lineOf.set(job, target.line);
    lineOf.set(other, own.line);
    return put(
      sequenceOf(own.line, own.time, own.jobs.with(at, other)),
      sequenceOf(target.line, target.time, target.jobs.with(place, job)),
    );
  }

  return {
    jobs: [...all.values()].flatMap(({ jobs }) => jobs),
    total: () => sum,
    sequences: (): Sequences => new Map(all),
    /** One change of an order's place that chance chooses. @param slack what it may cost. @returns whether it was made. */
    tried(job: Job, slack: number, random: () => number): boolean {
      const ways = [...job.ways.keys()];
      const line = ways[Math.floor(random() * ways.length)] ?? "";
      const own = all.get(lineOf.get(job) ?? "");
      const target = all.get(line);
      if (own === undefined || target === undefined) return false;
      const at = own.jobs.indexOf(job);
      const shift = Math.floor((2 * random() - 1) * (REACH + 1));
      if (target === own) return movedWithin(own, at, job, slack, shift);
      const place = Math.max(0, Math.min(target.jobs.length, placeByDue(target.jobs, job) + shift));
      const change = random() < EXCHANGES ? exchanged : moved;
      return change(own, at, job, { target, place }, slack);
    },
  };
}

interface Place {
  readonly target: Sequence;
  readonly place: number;
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
