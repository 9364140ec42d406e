import type { LineTime } from "../line-time.ts";
import { type Bounds, type Column, minimum } from "../minimum.ts";
import type { Job } from "./order-pool.ts";

/** What would be best if orders could be split at will among lines and days. */
export interface Relaxed {
  /** No schedule costs less. */
  readonly bound: number;
  /** By order: the line that has most of it, and the mean of its time, hours. */
  readonly wishes: ReadonlyMap<string, { readonly line: string; readonly at: number }>;
}

/** So many stretches of time at most; they grow with what there is to do. */
const MOST_STRETCHES = 92;
const DAY = 24;

/**
 * A bound below every schedule, by linear programming over stretches of time: each order is spread over lines and stretches, no line works more than it can in a stretch, what lies in a stretch
 * counts as done at its beginning, and an order is no earlier complete than the mean of its time and half its shortest way (the mean busy time of Goemans et al., SIAM J. Discrete Math. 15, 2002).
 *
 * @returns undefined when it is not found in the time given.
 */
export async function relaxed(
  jobs: readonly Job[],
  lines: ReadonlyMap<string, LineTime>,
  seconds: number,
): Promise<Relaxed | undefined> {
  const edges = edgesFor(jobs, lines);
  const rows: Bounds[] = jobs.map(() => ({ least: 1, most: 1 }));
  const capacity = new Map<string, number>();
  for (const [line, time] of lines) {
    capacity.set(line, rows.length);
    for (let b = 0; b + 1 < edges.length; b++)
      rows.push({ most: time.worked(edges[b + 1] ?? 0) - time.worked(edges[b] ?? 0) });
  }
  const columns: Column[] = [];
  const places: { readonly job: number; readonly line: string; readonly from: number }[] = [];
  for (const [index, { order, ways, readyAt }] of jobs.entries()) {
    const shortest = Math.min(...[...ways.values()].map(({ hours }) => hours));
    // late ≥ what of it lies behind the due time, and late ≥ mean time + half its length − due.
    const [byPart, byMean] = [rows.length, rows.length + 1];
    rows.push({ least: 0 }, { least: shortest / 2 - order.due });
    for (const [line, { hours, cost }] of ways)
      for (let b = 0; b + 1 < edges.length; b++) {
        const [from = 0, to = 0] = [edges[b], edges[b + 1]];
        if (to <= readyAt) continue;
        const behind = Math.max(0, from - order.due);
        columns.push({
          cost,
          entries: [
            [index, 1],
            [(capacity.get(line) ?? 0) + b, hours],
            ...(behind > 0 ? ([[byPart, -behind]] as const) : []),
            [byMean, -from],
          ],
        });
        places.push({ job: index, line, from });
      }
    columns.push({
      cost: order.lateCostADay / DAY,
      entries: [
        [byPart, 1],
        [byMean, 1],
      ],
    });
    places.push({ job: -1, line: "", from: 0 });
  }
  const found = await minimum({ columns, rows }, seconds);
  return found && { bound: found.cost, wishes: wishesOf(jobs, places, found.values) };
}

/** Days, or longer stretches where there is more to do than fits into them. */
function edgesFor(jobs: readonly Job[], lines: ReadonlyMap<string, LineTime>): readonly number[] {
  const longest = jobs.reduce(
    (sum, { ways }) => sum + Math.max(...[...ways.values()].map(({ hours }) => hours)),
    0,
  );
  const ready = Math.max(0, ...jobs.map(({ readyAt }) => readyAt));
  // Even if one line had to do all of it.
  const last = Math.max(
    ...[...lines.values()].map((time) => time.endAfter(time.worked(ready) + longest)),
  );
  const even = Math.max(
    DAY,
    Math.max(...jobs.map(({ order }) => order.due), ready) / (MOST_STRETCHES - 8),
  );
  const edges = [0];
  for (let step = even; (edges.at(-1) ?? 0) < last; ) {
    edges.push((edges.at(-1) ?? 0) + step);
    if (edges.length > MOST_STRETCHES - 8) step *= 2;
  }
  return edges;
}

function wishesOf(
  jobs: readonly Job[],
  places: readonly { readonly job: number; readonly line: string; readonly from: number }[],
  values: Float64Array,
): Relaxed["wishes"] {
  const shares = jobs.map(() => new Map<string, number>());
  const means = jobs.map(() => 0);
  for (const [column, { job, line, from }] of places.entries()) {
    const share = values[column] ?? 0;
    if (job < 0 || share <= 0) continue;
    shares[job]?.set(line, (shares[job]?.get(line) ?? 0) + share);
    means[job] = (means[job] ?? 0) + share * from;
  }
  return new Map(
    jobs.map(({ order }, index) => {
      const [best] = [...(shares[index] ?? [])].toSorted((a, b) => b[1] - a[1]);
      return [order.id, { line: best?.[0] ?? "", at: means[index] ?? 0 }];
    }),
  );
}
