import type { LineTime } from "../line-time.ts";
import type { Job } from "./order-pool.ts";
import { type Sequences, sequenceOf, totalOf } from "./sequence.ts";

/** What prices of the lines' time tell. */
export interface Priced {
  /** No schedule costs less. */
  readonly bound: number;
  /** The best schedule of those that the orders' own wishes gave. */
  readonly sequences: Sequences;
}

/** So many stretches of a line's time have a price of their own. */
const STRETCHES = 96;
/** Starts of orders that are looked at in all, which is what it takes: some 3 ns each. */
const MOST_STARTS = 150e6;
const MOST_ROUNDS = 1000;
/** Rounds without a better bound after which prices move by less. */
const PATIENCE = 20;
const [FIRST_PACE, SLOWER, LEAST_PACE] = [0.5, 0.8, 1e-3];
/** Part of the last move that goes on: what is demanded jumps from round to round. */
const MOMENTUM = 0.3;
/** A better bound that is better by less of the cost is none. */
const LEAST_RISE = 1e-6;
/** For what is lost in adding up. */
const ROUNDING = 1e-9;

/** An order on a line: starts of which one is the best whatever the prices are. */
interface Starts {
  readonly line: number;
  readonly hours: number;
  /** Working hours. */
  readonly at: Float64Array;
  /** What the order costs that starts there, without the price of the line's time. */
  readonly costs: Float64Array;
}

/** What an order would do. */
interface Wish {
  readonly line: number;
  readonly start: number;
  readonly hours: number;
}

/**
 * Gives every hour of every line a price and lets each order, whole and on one line, take the start that is cheapest for itself. What all of them pay, less what the lines' time is worth, is below the cost of every
 * schedule whatever the prices are (Lagrangian relaxation of the lines' capacity; Fisher, Management Science 27, 1981; of time-indexed machine scheduling: Avella, Boccia and D'Auria, INFORMS J. Computing 17, 2005).
 * Prices rise where more is demanded than a line has and fall where less is (subgradients with momentum; step of Polyak 1969 towards the best schedule known). Orders queued by their wishes are schedules on the way.
 *
 * @param known a schedule: its end bounds the time that has a price.
 */
export function priced(
  jobs: readonly Job[],
  lines: ReadonlyMap<string, LineTime>,
  known: Sequences,
): Priced {
  const names = [...lines.keys()];
  const stretch = horizonOf(known) / STRETCHES;
  const starts = jobs.map((job) => startsOf(job, lines, names, stretch));
  const size = starts.flat().reduce((sum, { at }) => sum + at.length, 0);
  const rounds = Math.min(MOST_ROUNDS, Math.ceil(MOST_STARTS / size));
  const prices = createPrices(names.length, stretch);
  let [bound, sequences, cost] = [Number.NEGATIVE_INFINITY, known, totalOf(known)];
  let [pace, vain] = [FIRST_PACE, 0];
  for (let round = 0; round < rounds && pace > LEAST_PACE && bound < cost; round++) {
    const { wishes, paid } = prices.wishes(starts);
    const queued = queuedBy(wishes, jobs, lines);
    const queuedCost = totalOf(queued);
    if (queuedCost < cost) [sequences, cost] = [queued, queuedCost];
    const isBetter = paid > bound + LEAST_RISE * cost;
    bound = Math.max(bound, paid);
    vain = isBetter ? 0 : vain + 1;
    if (vain >= PATIENCE) [pace, vain] = [pace * SLOWER, 0];
    prices.move(wishes, pace * Math.max(0, cost - paid));
  }
  return { bound: Math.min(cost, bound - ROUNDING * Math.abs(bound)), sequences };
}

/** Working hours after which no line has anything to do. */
function horizonOf(known: Sequences): number {
  return Math.max(1, ...[...known.values()].map(({ free }) => free.at(-1) ?? 0));
}

/** Each order on the line that it wishes, in the order of the starts that they wish. */
function queuedBy(
  wishes: readonly Wish[],
  jobs: readonly Job[],
  lines: ReadonlyMap<string, LineTime>,
): Sequences {
  const wished = jobs.map((job, k) => ({ job, wish: wishes[k] }));
  wished.sort((a, b) => (a.wish?.start ?? 0) - (b.wish?.start ?? 0));
  return new Map(
    [...lines].map(([name, time], line) => [
      name,
      sequenceOf(
        name,
        time,
        wished.filter(({ wish }) => wish?.line === line).map(({ job }) => job),
      ),
    ]),
  );
}

/** What an order costs at a start is linear between those at which it or its end meets the edge of a price, a stop of the line or its due time. */
function startsOf(
  { order, ways, readyAt }: Job,
  lines: ReadonlyMap<string, LineTime>,
  names: readonly string[],
  stretch: number,
): readonly Starts[] {
  const edges = Array.from({ length: STRETCHES + 1 }, (_, k) => k * stretch);
  const last = STRETCHES * stretch;
  return [...ways].flatMap(([name, { hours, cost }]) => {
    const time = lines.get(name);
    if (time === undefined) return [];
    const ready = time.worked(readyAt);
    const ends = [...edges, ...time.pauses, time.worked(order.due)];
    const all = new Set([ready, ...edges, ...ends.map((end) => end - hours)]);
    const at = Float64Array.from(all)
      .filter((start) => start === ready || (start > ready && start <= last))
      .sort();
    const costs = at.map(
      (start) =>
        cost + (Math.max(0, time.endAfter(start + hours) - order.due) / 24) * order.lateCostADay,
    );
    return [{ line: names.indexOf(name), hours, at, costs }];
  });
}

function createPrices(lines: number, stretch: number) {
  const each = () => Array.from({ length: lines }, () => new Float64Array(STRETCHES));
  const [prices, direction] = [each(), each()];
  /** What all time of a line before each edge is worth. */
  const worth = prices.map(() => new Float64Array(STRETCHES + 1));

  /** What a line's time before a working hour is worth. */
  function before(line: number, hours: number): number {
    const place = hours / stretch;
    const k = Math.floor(place);
    if (k >= STRETCHES) return worth[line]?.[STRETCHES] ?? 0;
    return (worth[line]?.[k] ?? 0) + (place - k) * stretch * (prices[line]?.[k] ?? 0);
  }

  function wish(starts: readonly Starts[]): { readonly wish: Wish; readonly paid: number } {
    let best: Wish = { line: 0, start: 0, hours: 0 };
    let least = Number.POSITIVE_INFINITY;
    for (const { line, hours, at, costs } of starts)
      for (let i = 0; i < at.length; i++) {
        const [start, cost] = [at[i] ?? 0, costs[i] ?? 0];
        if (cost >= least) continue;
        const paid = cost + before(line, start + hours) - before(line, start);
        if (paid >= least) continue;
        least = paid;
        best = { line, start, hours };
      }
    return { wish: best, paid: least };
  }

  return {
    /** @returns what each order would do, and what is paid for it above what the lines are worth. */
    wishes(starts: readonly (readonly Starts[])[]) {
      for (const [line, own] of prices.entries()) {
        const sums = worth[line];
        if (sums === undefined) continue;
        for (let k = 0; k < STRETCHES; k++) sums[k + 1] = (sums[k] ?? 0) + stretch * (own[k] ?? 0);
      }
      const all = starts.map(wish);
      const lineTime = worth.reduce((sum, sums) => sum + (sums[STRETCHES] ?? 0), 0);
      return {
        wishes: all.map((one) => one.wish),
        paid: all.reduce((sum, { paid }) => sum + paid, 0) - lineTime,
      };
    },
    /** @param gap by how much the bound is to rise. */
    move(wishes: readonly Wish[], gap: number): void {
      const demand = each();
      for (const { line, start, hours } of wishes) {
        const own = demand[line] ?? new Float64Array();
        const end = start + hours;
        for (let k = Math.floor(start / stretch); k < STRETCHES && k * stretch < end; k++)
          own[k] = (own[k] ?? 0) + Math.min(end, (k + 1) * stretch) - Math.max(start, k * stretch);
      }
      let norm = 0;
      for (const [line, own] of prices.entries())
        for (let k = 0; k < STRETCHES; k++) {
          const row = direction[line] ?? own;
          const now = (demand[line]?.[k] ?? 0) - stretch;
          row[k] = (1 - MOMENTUM) * now + MOMENTUM * (row[k] ?? 0);
          // A price of nothing cannot fall.
          if ((row[k] ?? 0) > 0 || (own[k] ?? 0) > 0) norm += (row[k] ?? 0) ** 2;
        }
      if (norm === 0) return;
      for (const [line, own] of prices.entries())
        for (let k = 0; k < STRETCHES; k++)
          own[k] = Math.max(0, (own[k] ?? 0) + (gap / norm) * (direction[line]?.[k] ?? 0));
    },
  };
}
