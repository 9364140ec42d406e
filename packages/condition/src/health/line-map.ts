/** Lines of one spectrum by order: what combs are laid over. */
export interface LineMap {
  /** Distance of two cells in orders: half a bin, so that a line between bins is not lost. */
  readonly cell: number;
  /** Evidence (see {@link lineMap}) of the line that a cell belongs to; 0 where there is none. */
  readonly evidence: Float64Array;
  /** Order of that line. */
  readonly order: Float64Array;
  /** How many cells below a cell have evidence: says at once that a stretch has none. */
  readonly before: Uint32Array;
}

/** Log-likelihood ratio that noise alone reaches in about one bin of twenty. */
const NOISE = 2.5;
/** Half width within which a line answers for an order: a little over half a bin … */
const REACH_BINS = 0.6;
/** … and this share of the order, for what the speed wanders within a block. */
const REACH_SHARE = 0.0005;

/** What makes cells of a {@link Peaks} into evidence. */
export interface LineMapOptions {
  /** Blocks averaged. */
  readonly blocks: number;
  /** Orders whose lines are explained otherwise (shaft, mains) and do not count. */
  readonly guarded: (order: number) => boolean;
}

/** Local maxima of a spectrum that is relative to its noise floor, in bins: the same whatever the speed and however many blocks. */
export interface Peaks {
  readonly bins: number;
  readonly smear: number;
  readonly lines: readonly Peak[];
}

interface Peak {
  /** Bin, between bins by interpolation. */
  readonly at: number;
  /** Log-likelihood ratio for one block. */
  readonly likelihood: number;
}

/** Means over a width of neighbouring bins that grows with the order, from running sums. */
function joined(ratio: Float64Array, smear: number) {
  const n = ratio.length;
  const sums = new Float64Array(n + 1);
  for (let k = 0; k < n; k++) sums[k + 1] = (sums[k] ?? 0) + (ratio[k] ?? 0);
  const mean = new Float64Array(n);
  const width = new Float64Array(n);
  for (let k = 1; k < n; k++) {
    const half = Math.floor(Math.max(1, Math.round(smear * k)) / 2);
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
 * The peaks of a spectrum that is relative to its noise floor, and how much each speaks for itself.
 *
 * A bin of height R averaged over M blocks (times the independent bins joined) has the log-likelihood ratio `Λ = M (R − 1 − ln R)` of "a line of just this
 * height" over "noise". Only local maxima are lines: the shoulders of a strong one are not.
 *
 * @param ratio power over floor, bin by bin.
 * @param smear relative width over which neighbouring bins are joined before lines are sought: 0 for sharp lines, about 0.012 for lines smeared by slip that
 * changes from turn to turn, as those of rolling elements are.
 * @param blocks the most that the peaks will be weighed for: what is noise then is left out.
 */
export function peaksOf(ratio: Float64Array, smear: number, blocks: number): Peaks {
  const bins = ratio.length;
  const { mean, width } = smear > 0 ? joined(ratio, smear) : { mean: ratio, width: undefined };
  const lines: Peak[] = [];
  for (let k = 2; k < bins - 1; k++) {
    const peak = mean[k] ?? 0;
    const before = mean[k - 1] ?? 0;
    const after = mean[k + 1] ?? 0;
    if (peak <= 1 || peak < before || peak <= after) continue;
    // Hann makes neighbouring bins alike: 1.5 of them are one independent.
    const independent = width === undefined ? 1 : Math.max(1, (width[k] ?? 1) / 1.5);
    const likelihood = independent * (peak - 1 - Math.log(peak));
    if (blocks * likelihood > NOISE)
      lines.push({ at: k + offset(before, peak, after), likelihood });
  }
  return { bins, smear, lines };
}

/**
 * Lays peaks on an axis of orders. Evidence is `ln(1 + max(0, Λ − 2.5))`: the logarithm keeps one strong line from speaking for a whole comb, so that it is the
 * number of lines in place that counts.
 *
 * @param step distance of two bins in orders.
 */
export function lineMap(peaks: Peaks, step: number, { blocks, guarded }: LineMapOptions): LineMap {
  const { bins, smear, lines } = peaks;
  const map: LineMap = {
    cell: step / 2,
    evidence: new Float64Array(2 * bins + 4),
    order: new Float64Array(2 * bins + 4),
    before: new Uint32Array(2 * bins + 5),
  };
  for (const { at, likelihood } of lines) {
    const ratioTest = blocks * likelihood;
    const order = at * step;
    if (ratioTest <= NOISE || guarded(order)) continue;
    const reach = REACH_BINS * step + (smear > 0 ? 0.4 * smear : REACH_SHARE) * order;
    mark(map, order, reach, Math.log1p(ratioTest - NOISE));
  }
  count(map);
  return map;
}

function count({ evidence, before }: LineMap): void {
  for (let cell = 0; cell < evidence.length; cell++)
    before[cell + 1] = (before[cell] ?? 0) + (evidence[cell] === 0 ? 0 : 1);
}

/** Whether any line lies between two orders. */
export function hasLines({ before, cell }: LineMap, low: number, high: number): boolean {
  const last = before.length - 1;
  const first = Math.min(last, Math.max(0, Math.floor(low / cell)));
  const end = Math.min(last, Math.ceil(high / cell) + 1);
  return (before[end] ?? 0) > (before[first] ?? 0);
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

/** Evidence at an order; 0 beyond the ends. */
export function evidenceAt(
  { evidence, cell }: Pick<LineMap, "evidence" | "cell">,
  order: number,
): number {
  const at = (order / cell + 0.5) | 0;
  // Reading beyond the end of a typed array is slow.
  return at < evidence.length && at >= 0 ? (evidence[at] ?? 0) : 0;
}

/** The map without the lines that an explanation accounts for. */
export function withoutLines(map: LineMap, explained: (order: number) => boolean): LineMap {
  const evidence = map.evidence.slice();
  const before = new Uint32Array(map.before.length);
  let asked = Number.NaN;
  let gone = false;
  for (let cell = 0; cell < evidence.length; cell++) {
    before[cell + 1] = before[cell] ?? 0;
    if (evidence[cell] === 0) continue;
    const order = map.order[cell] ?? 0;
    // Cells of one line follow each other.
    if (order !== asked) gone = explained(order);
    asked = order;
    if (gone) evidence[cell] = 0;
    else before[cell + 1] = (before[cell] ?? 0) + 1;
  }
  return { ...map, evidence, before };
}
