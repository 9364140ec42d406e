import { normalCdf } from "../normal.ts";

/**
 * What is believed of a remaining time: the probability of each cell of a logarithmic grid of remaining time over age, {@link RATIOS}. The sum is 1. Bearings fail
 * over minutes or over years; over the age of the life in question one grid serves all.
 */
export type Belief = Float64Array;

const FEWEST = 1e-4;
const MOST = 50;
const CELLS = 110;
const STEP = Math.log(MOST / FEWEST) / (CELLS - 1);

/** Remaining time over age in the middle of each cell. */
export const RATIOS: Float64Array = Float64Array.from(
  { length: CELLS },
  (_, i) => FEWEST * Math.exp(i * STEP),
);

/** A remaining time, and what it weighs among others. */
export interface Remaining {
  readonly seconds: number;
  readonly weight: number;
}

/** A belief in each ratio as `weightOf` says; undefined when nothing weighs. @param weightOf per unit of ln(ratio) */
export function beliefOf(weightOf: (ratio: number) => number): Belief | undefined {
  return normalised(RATIOS.map(weightOf));
}

/** Weighed remaining times, each blurred by `blur` on the logarithmic axis; undefined when nothing weighs. @param age seconds, above 0 */
export function beliefIn(
  remaining: Iterable<Remaining>,
  age: number,
  blur: number,
): Belief | undefined {
  const belief = new Float64Array(CELLS);
  for (const { seconds, weight } of remaining) {
    const at = Math.min(Math.max(cellOf(seconds / age), 0), CELLS - 1);
    const low = Math.floor(at);
    const part = at - low;
    belief[low] = (belief[low] ?? 0) + weight * (1 - part);
    if (part > 0) belief[low + 1] = (belief[low + 1] ?? 0) + weight * part;
  }
  return normalised(blurred(belief, blur));
}

/** A log-normal belief. @param centre ln of the median ratio @param sigma of ln(ratio) */
export function logNormal(centre: number, sigma: number): Belief {
  const at = Math.min(Math.max(centre, Math.log(FEWEST)), Math.log(MOST));
  const edge = (i: number) => normalCdf((Math.log(FEWEST) + (i - 0.5) * STEP - at) / sigma);
  const belief = Float64Array.from({ length: CELLS }, (_, i) =>
    Math.max(edge(i + 1) - edge(i), Number.MIN_VALUE),
  );
  return normalised(belief) ?? belief;
}

/** Weighted mean of beliefs (linear opinion pool, Stone 1961); undefined when nothing weighs. */
export function pooled(
  parts: readonly { readonly belief: Belief; readonly weight: number }[],
): Belief | undefined {
  const sum = new Float64Array(CELLS);
  for (const { belief, weight } of parts)
    for (let i = 0; i < CELLS; i++) sum[i] = (sum[i] ?? 0) + weight * (belief[i] ?? 0);
  return normalised(sum);
}

/** Ratio below which a share `p` of a belief lies; linear within a cell on the logarithmic axis. */
export function quantileOf(belief: Belief, p: number): number {
  let below = 0;
  for (const [i, weight] of belief.entries()) {
    if (below + weight >= p && weight > 0)
      return FEWEST * Math.exp((i - 0.5 + Math.max(0, p - below) / weight) * STEP);
    below += weight;
  }
  return MOST;
}

/** Share of a belief that lies below a ratio. */
export function shareBelow(belief: Belief, ratio: number): number {
  const at = cellOf(ratio) + 0.5;
  let below = 0;
  for (const [i, weight] of belief.entries()) {
    if (i + 1 <= at) below += weight;
    else if (i < at) below += weight * (at - i);
  }
  return Math.min(below, 1);
}

/** Probability density of a belief per unit of ln(ratio). */
export function densityAt(belief: Belief, ratio: number): number {
  const cell = Math.min(Math.max(Math.round(cellOf(ratio)), 0), CELLS - 1);
  return (belief[cell] ?? 0) / STEP;
}

function cellOf(ratio: number): number {
  return Math.log(Math.max(ratio, FEWEST * 1e-3) / FEWEST) / STEP;
}

function normalised(weights: Float64Array): Belief | undefined {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 && Number.isFinite(sum) ? weights.map((weight) => weight / sum) : undefined;
}

function blurred(belief: Float64Array, sigma: number): Float64Array {
  const reach = Math.ceil((3 * sigma) / STEP);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, j) =>
    Math.exp(-((((j - reach) * STEP) / sigma) ** 2) / 2),
  );
  const out = new Float64Array(CELLS);
  for (const [i, weight] of belief.entries()) {
    if (weight === 0) continue;
    for (const [j, share] of kernel.entries()) {
      const to = Math.min(Math.max(i + j - reach, 0), CELLS - 1);
      out[to] = (out[to] ?? 0) + weight * share;
    }
  }
  return out;
}
