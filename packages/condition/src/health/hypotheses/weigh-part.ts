import { readingsOf, rowsOf } from "./line-places.ts";
import {
  explainedOrders,
  type PartLine,
  type PartOrders,
  partLines,
  type Signature,
} from "./part-lines.ts";
import { evidenceBeside, type Prepared } from "./prepared-channel.ts";

/** Fewest and most slips tried. */
const SLIPS: readonly [least: number, most: number] = [9, 41];
/** A slip at the edge of the bearing's tolerance is three halves of a standard deviation away. */
const EDGE = 1.5;
/** Evidence before which a part's own lines are not asked to step aside: it has none. */
const HOPELESS = -1;

/** In place and by insertion: of two dozen numbers, hundreds of times a weighing, the engine's own sort is mostly its call. */
function sortAscending(values: Float64Array): void {
  for (let i = 1; i < values.length; i++) {
    const value = values[i] ?? 0;
    let at = i;
    for (; at > 0 && (values[at - 1] ?? 0) > value; at--) values[at] = values[at - 1] ?? 0;
    values[at] = value;
  }
}

/** Mean of the better half of some rows, slip by slip. */
export function betterHalf(rows: readonly Float64Array[]): Float64Array {
  const half = (rows.length + 1) >> 1;
  const column = new Float64Array(rows.length);
  const means = new Float64Array(rows[0]?.length ?? 0);
  for (let i = 0; i < means.length; i++) {
    for (let r = 0; r < rows.length; r++) column[r] = rows[r]?.[i] ?? 0;
    sortAscending(column);
    let sum = 0;
    for (let r = column.length - half; r < column.length; r++) sum += column[r] ?? 0;
    means[i] = sum / half;
  }
  return means;
}

export function argMax(values: Float64Array | readonly number[]): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

export function logSumExp(values: Float64Array | readonly number[]): number {
  const top = Math.max(...values);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - top);
  return top + Math.log(sum);
}

/** A part with the slips at which it is sought, and its lines at each. */
export interface Sought {
  readonly part: Signature;
  readonly orders: PartOrders;
  readonly slips: Float64Array;
  readonly lines: readonly (readonly PartLine[])[];
}

export function soughtFor(
  part: Signature,
  orders: PartOrders,
  tolerance: number,
  step: number,
  sideband: number,
): Sought {
  const [least, most] = SLIPS;
  const wanted = Math.ceil((10 * orders[part] * tolerance) / step);
  const count = Math.min(most, Math.max(least, wanted)) | 1;
  const slips = Float64Array.from(
    { length: count },
    (_, i) => tolerance * ((2 * i) / (count - 1) - 1),
  );
  const lines = Array.from(slips, (slip) => partLines(part, orders, slip, sideband));
  return { part, orders, slips, lines };
}

/** Better half of views and channels at each slip, under the prior of slips. */
function totalOf(rows: readonly Float64Array[][]): Float64Array {
  return betterHalf(rows.map(betterHalf)).map(
    (value, i, all) => value - 0.5 * (EDGE * ((2 * i) / (all.length - 1) - 1)) ** 2,
  );
}

/** A part weighed at one speed: its evidence, and where that stands clearest. */
export interface WeighedAt {
  readonly sought: Sought;
  readonly channels: readonly Prepared[];
  readonly scale: number;
  readonly evidence: number;
  /** Index of the slip that says most. */
  readonly at: number;
  /** What it says there, channel by channel and view by view. */
  readonly shown: readonly Float64Array[];
}

export function weighAt(sought: Sought, channels: readonly Prepared[], scale: number): WeighedAt {
  const { part, orders, slips, lines } = sought;
  const readings = readingsOf(channels, lines, scale);
  let rows = rowsOf(readings, ({ plain }) => plain);
  let total = totalOf(rows);
  let at = argMax(total);
  // What it explains says nothing of chance; but where there is nothing, there is nothing to explain.
  if ((total[at] ?? 0) > HOPELESS) {
    const explained = explainedOrders(part, orders, slips[at] ?? 0);
    rows = rowsOf(readings, (channel) => evidenceBeside(channel, scale, explained));
    total = totalOf(rows);
    at = argMax(total);
  }
  return {
    sought,
    channels,
    scale,
    evidence: logSumExp(total) - Math.log(slips.length),
    at,
    shown: rows.map((each) => Float64Array.from(each, (row) => row[at] ?? 0)),
  };
}
