/** Lines of one spectrum by order: what combs are laid over. */
export interface LineMap {
  /** Distance of two cells in orders: half a bin, so that a line between bins is not lost. */
  readonly cell: number;
  /** Evidence (see {@link lineMap}) of the line that a cell belongs to; 0 where there is none. */
  readonly evidence: Float64Array;
  /** Order of that line. */
  readonly order: Float64Array;
}

/** Log-likelihood ratio that noise alone reaches in about one bin of twenty. */
const NOISE = 2.5;
/** Half width within which a line answers for an order: a little over half a bin … */
const REACH_BINS = 0.6;
/** … and this share of the order, for what the speed wanders within a block. */
const REACH_SHARE = 0.0005;

export interface LineMapOptions {
  /** Blocks averaged. */
  readonly blocks: number;
  /**
   * Relative width over which neighbouring bins are joined before lines are sought: 0 for sharp lines, about 0.012 for lines smeared by slip that changes from
   * turn to turn, as those of rolling elements are.
   */
  readonly smear: number;
  /** Orders whose lines are explained otherwise (shaft, mains) and do not count. */
  readonly guarded: (order: number) => boolean;
}

/** Mean over `width` bins around k, from running sums. */
function joined(ratio: Float64Array, step: number, smear: number) {
  const n = ratio.length;
  const sums = new Float64Array(n + 1);
  for (let k = 0; k < n; k++) sums[k + 1] = (sums[k] ?? 0) + (ratio[k] ?? 0);
  const mean = new Float64Array(n);
  const width = new Float64Array(n);
  for (let k = 1; k < n; k++) {
    const half = Math.floor(Math.max(1, Math.round((smear * k * step) / step)) / 2);
    const first = Math.max(1, k - half);
    const last = Math.min(n - 1, k + half);
    width[k] = last - first + 1;
    mean[k] = ((sums[last + 1] ?? 0) - (sums[first] ?? 0)) / (last - first + 1);
  }
  return { mean, width };
}

/** Where between its neighbours a peak stands, in bins, from a parabola through the logarithms. */
function offset(before: number, peak: number, after: number): number {
  const a = Math.log(Math.max(before, 1e-9));
  const b = Math.log(peak);
  const c = Math.log(Math.max(after, 1e-9));
  const curvature = a - 2 * b + c;
  return curvature < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (a - c)) / curvature)) : 0;
}

/**
 * Finds the lines of a spectrum that is relative to its noise floor, and how much each speaks for itself.
 *
 * A bin of height R averaged over M blocks (times the independent bins joined) has the log-likelihood ratio `Λ = M (R − 1 − ln R)` of "a line of just this
 * height" over "noise". Its evidence is `ln(1 + max(0, Λ − 2.5))`: the logarithm keeps one strong line from speaking for a whole comb, so that it is the
 * number of lines in place that counts. Only local maxima are lines: the shoulders of a strong one are not.
 *
 * @param ratio power over floor at `k × step` orders.
 */
export function lineMap(ratio: Float64Array, step: number, options: LineMapOptions): LineMap {
  const { blocks, smear, guarded } = options;
  const n = ratio.length;
  const { mean, width } = joined(ratio, step, smear);
  const map: LineMap = {
    cell: step / 2,
    evidence: new Float64Array(2 * n + 4),
    order: new Float64Array(2 * n + 4),
  };
  for (let k = 2; k < n - 1; k++) {
    const peak = mean[k] ?? 0;
    const before = mean[k - 1] ?? 0;
    const after = mean[k + 1] ?? 0;
    if (peak <= 1 || peak < before || peak <= after) continue;
    // Hann makes neighbouring bins alike: 1.5 of them are one independent.
    const independent = smear > 0 ? Math.max(1, (width[k] ?? 1) / 1.5) : 1;
    const ratioTest = blocks * independent * (peak - 1 - Math.log(peak));
    if (ratioTest <= NOISE) continue;
    const order = (k + offset(before, peak, after)) * step;
    if (guarded(order)) continue;
    const reach = REACH_BINS * step + (smear > 0 ? 0.4 * smear : REACH_SHARE) * order;
    mark(map, order, reach, Math.log1p(ratioTest - NOISE));
  }
  return map;
}

function mark(map: LineMap, order: number, reach: number, evidence: number): void {
  const first = Math.ceil((order - reach) / map.cell);
  const last = Math.max(first, Math.floor((order + reach) / map.cell));
  for (let cell = Math.max(0, first); cell <= last && cell < map.evidence.length; cell++)
    if (evidence > (map.evidence[cell] ?? 0)) {
      map.evidence[cell] = evidence;
      map.order[cell] = order;
    }
}

/** Evidence at an order; 0 beyond the end. */
export function evidenceAt(map: LineMap, order: number): number {
  return map.evidence[Math.round(order / map.cell)] ?? 0;
}

/** The map without the lines that an explanation accounts for. */
export function without(map: LineMap, explained: (order: number) => boolean): LineMap {
  const evidence = map.evidence.map((value, cell) =>
    value > 0 && explained(map.order[cell] ?? 0) ? 0 : value,
  );
  return { ...map, evidence };
}
