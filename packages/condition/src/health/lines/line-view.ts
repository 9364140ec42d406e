import { levelsOf } from "./levels.ts";
import { overFloor } from "./noise-floor.ts";
import type { OrderView } from "./order-average.ts";

/** One averaged spectrum in which lines are sought. */
export interface LineView {
  readonly name: string;
  /** Distance of two bins in stated orders. */
  readonly step: number;
  /** Power of the modulation; 1 = as large as the band's mean. */
  readonly power: Float64Array;
  /** Power over the local noise floor. */
  readonly ratio: Float64Array;
  /** Its logarithm, as {@link levelsOf} has it. */
  readonly level: Uint8Array;
  /** The largest level among a bin and its neighbours: what a place reaches where nothing is sought. */
  readonly nearby: Uint8Array;
}

/** A line is read within this many bins … */
const REACH_BINS = 0.75;
/** … or this share of its order, for what slip and speed wander. */
const REACH_SHARE = 0.0012;

/**
 * Views of one averaged spectrum: its lines sharp, and smeared as slip that changes from turn to turn smears them, the more the higher their order.
 *
 * @param smear relative width of the smearing.
 */
export function lineViews(
  view: OrderView,
  step: number,
  blocks: number,
  smear: number,
): readonly LineView[] {
  const { name, power } = view;
  const ratio = overFloor(power, blocks);
  return [
    viewOf(name, step, power, ratio),
    viewOf(name, step, runningMean(power, smear), runningMean(ratio, smear)),
  ];
}

function viewOf(name: string, step: number, power: Float64Array, ratio: Float64Array): LineView {
  const level = levelsOf(ratio);
  // Nothing stands at 0 Hz.
  level[0] = 0;
  const nearby = new Uint8Array(level.length);
  for (let k = 0; k < nearby.length; k++) {
    const [before, own, after] = [level[k - 1] ?? 0, level[k] ?? 0, level[k + 1] ?? 0];
    const higher = before > after ? before : after;
    nearby[k] = own > higher ? own : higher;
  }
  return { name, step, power, ratio, level, nearby };
}

/** Mean over a share of the order around each bin. */
function runningMean(values: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let k = 0; k < values.length; k++) sums[k + 1] = (sums[k] ?? 0) + (values[k] ?? 0);
  const means = new Float64Array(values.length);
  for (let k = 1; k < means.length; k++) {
    const half = Math.round((width / 2) * k);
    const first = Math.max(1, k - half);
    const last = Math.min(values.length - 1, k + half);
    means[k] = ((sums[last + 1] ?? 0) - (sums[first] ?? 0)) / (last - first + 1);
  }
  return means;
}

/** Half width of the window in which a line is read, in bins. @param centre its place, in bins */
export function reachOf(centre: number): number {
  return Math.max(REACH_BINS, REACH_SHARE * centre);
}

/** First and last bin in which a line of an order is read; undefined beyond the end. */
export function binsAt(
  order: number,
  step: number,
  bins: number,
): readonly [first: number, last: number] | undefined {
  const centre = order / step;
  const reach = reachOf(centre);
  const first = Math.max(1, Math.ceil(centre - reach));
  const last = Math.floor(centre + reach);
  return last < bins - 1 ? [first, last] : undefined;
}

/** The highest of some bins. */
export function highestIn({ level }: LineView, first: number, last: number): number {
  let best = first;
  for (let k = first + 1; k <= last; k++) if ((level[k] ?? 0) > (level[best] ?? 0)) best = k;
  return best;
}

/** Power of a line without what the noise adds: a spectrum whose noise falls with frequency is full of bins that are taller than a line and say nothing. */
export function overNoise({ power, ratio }: LineView, k: number): number {
  const [all = 0, times = 0] = [power[k], ratio[k]];
  return times > 1 ? all - all / times : 0;
}
