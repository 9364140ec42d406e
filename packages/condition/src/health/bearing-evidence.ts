import type { CombFault, CombFit, CombOrders, SlipWindow } from "./comb.ts";
import { COMBS, cageSidebandsSeen, fitComb, makesRow } from "./comb.ts";
import { explainedBy } from "./explained-lines.ts";
import type { LineMap } from "./line-map.ts";
import { withoutLines } from "./line-map.ts";
import { isShaftAlias } from "./shaft-alias.ts";
import { lieTogether } from "./twin-faults.ts";

/** One spectrum in which combs are sought: a band of a channel, sharp or smeared. */
export interface View {
  readonly channel: string;
  readonly name: string;
  /** Whether the band was pre-whitened. */
  readonly white: boolean;
  /** Power over the noise floor at `k × step` orders. */
  readonly ratio: Float64Array;
  readonly step: number;
  /** Relative error that the speed may have: 0 when exact or refined. */
  readonly unsure: number;
  /** Sharp lines, those of shaft and mains included. */
  readonly bare: LineMap;
  /** The same band with lines joined over different widths: the best counts. */
  readonly maps: readonly LineMap[];
}

/** What speaks for one fault. */
export interface CombEvidence {
  readonly fault: CombFault;
  /** Score over the decoys' median in units of their mean excess over it, mean of the best views. */
  readonly strength: number;
  /** What one decoy in twenty reaches on the same record. */
  readonly decoyStrength: number;
  /** Strength left when the lines that the strongest fault accounts for are taken away; its own strength for the strongest and for what is no hypothesis. */
  readonly unexplained: number;
  /**
   * What is left of the strongest fault when the lines that this one accounts for are taken away from it: little says that both lie on the same lines. Asked only of
   * rivals with a good part of its strength; else the full strength.
   */
  readonly leavesFirst: number;
  /** Whether it may as well be the shaft under a speed that is a little off. */
  readonly shaftAlias: boolean;
  /** Whether its lines make a row, as impacts do, in its best views. */
  readonly row: boolean;
  /** Cage sidebands seen in the best views, of eight; 0 for faults other than the rolling element's. */
  readonly cageSidebands: number;
  /** Strength in each view. */
  readonly byView: readonly number[];
  /** The view where it stands out most, and how it lies there. */
  readonly view: View;
  readonly slip: number;
  /** Where its fundamental lies: the kinematic order with that slip. */
  readonly order: number;
}

/** Views whose mean is the strength: a fault shows in more than one band, an accident seldom does … */
const BEST_VIEWS = 3;
/** … and in pre-whitened ones too, where combs of tones are gone and modulated noise and impacts stay. */
const BEST_WHITE_VIEWS = 2;
/** Least unit of strength, so that in clean noise, where decoys score nothing, a single stray line is no evidence. */
const LEAST_UNIT = 1;
const DECOY_QUANTILE = 0.95;
/** Decoys only take strength away: a fault without this much of it before is no hypothesis after. */
const WORTH_ASKING = 1;
/** Share of the first's strength from which on a fault is a rival. */
const RIVAL = 0.6;
/** The same of one whose fundamental falls together with the first's: their combs differ in what they weigh, not in where they lie. */
export const TWIN_SHARE = 0.4;
/** Lines this near each other may be one and the same under different slips. */
const SAME_LINE = 0.01;

interface Null {
  readonly median: number;
  readonly unit: number;
}

function bestFit(view: View, fault: CombFault, orders: CombOrders, window: SlipWindow): CombFit {
  let best: CombFit = { score: 0, slip: 0 };
  for (const map of view.maps) {
    const fit = fitComb(map, fault, orders, window);
    if (fit.score > best.score) best = fit;
  }
  return best;
}

function meanOfBest(values: readonly number[], count: number): number {
  const best = Float64Array.from(values).sort();
  let sum = 0;
  for (let i = Math.max(0, best.length - count); i < best.length; i++) sum += best[i] ?? 0;
  return sum / count;
}

/** Half of it the best views of all, half the best pre-whitened ones. */
function strengthOf(byView: readonly number[], views: readonly View[]): number {
  const white = byView.filter((_, v) => views[v]?.white === true);
  return (meanOfBest(byView, BEST_VIEWS) + meanOfBest(white, BEST_WHITE_VIEWS)) / 2;
}

function nullOf(scores: Float64Array): Null {
  const median = scores.toSorted()[scores.length >> 1] ?? 0;
  let excess = 0;
  for (const score of scores) excess += Math.max(0, score - median);
  return { median, unit: Math.max(LEAST_UNIT, (2 * excess) / Math.max(1, scores.length)) };
}

const standardised = (score: number, { median, unit }: Null) => (score - median) / unit;

function quantileOf(values: readonly number[], probability: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(probability * sorted.length))] ?? 0;
}

/**
 * Whether any fault's raw scores come near a strength. Standardising against decoys only takes away, so that nothing less can end in a name: a quick look that
 * spares the decoys on most records of healthy machines.
 */
export function promising(
  views: readonly View[],
  orders: CombOrders,
  window: SlipWindow,
  strength: number,
): boolean {
  return COMBS.some((fault) => {
    const scores = views.map((view) => bestFit(view, fault, orders, window).score);
    return strengthOf(scores, views) >= strength;
  });
}

/**
 * Weighs the four bearing faults against each other and against chance.
 *
 * Each fault's comb is scored in every view. Decoy combs at orders that mean nothing are scored alike: their median and mean excess say what a score is worth
 * on this record, with its shaft harmonics, gears and noise. The mean of the three best views is the strength. Combs share lines (two BPFI lie near three BPFO,
 * sidebands everywhere), so the strongest fault's lines are taken away before the others are asked again.
 *
 * @returns strongest first; empty when there are no views.
 */
export function weighCombs(
  views: readonly View[],
  orders: CombOrders,
  decoys: readonly CombOrders[],
  window: SlipWindow,
): readonly CombEvidence[] {
  const without = (explained: (order: number) => boolean) =>
    views.map((view) => ({ ...view, maps: view.maps.map((map) => withoutLines(map, explained)) }));
  const fits = COMBS.map((fault) => views.map((view) => bestFit(view, fault, orders, window)));
  const step = views[0]?.step ?? 0;
  const evidence = COMBS.map((fault, f) => {
    const column = fits[f] ?? [];
    const raw = column.map(({ score }) => score);
    const asked = strengthOf(raw, views) > WORTH_ASKING ? decoys : [];
    const decoyScores = views.map((view) =>
      Float64Array.from(asked, (decoy) => bestFit(view, fault, decoy, window).score),
    );
    const nulls = decoyScores.map(nullOf);
    const strengths = column.map(({ score }, v) =>
      standardised(score, nulls[v] ?? { median: 0, unit: 1 }),
    );
    const top = strengths.indexOf(Math.max(...strengths));
    const decoyStrengths = asked.map((_, d) =>
      strengthOf(
        nulls.map((null_, v) => standardised(decoyScores[v]?.[d] ?? 0, null_)),
        views,
      ),
    );
    const slip = column[top]?.slip ?? 0;
    const best = strengths.toSorted((a, b) => b - a)[BEST_VIEWS - 1] ?? 0;
    const bestMaps = views
      .filter((_, v) => (strengths[v] ?? 0) >= best)
      .flatMap(({ maps }) => maps);
    return {
      fault,
      nulls,
      shaftAlias: isShaftAlias(
        views.map(({ bare }) => bare),
        orders[fault] * (1 + slip),
        views[top]?.unsure ?? 0,
        fault === "inner-race" ? 2 : 0,
      ),
      strength: strengthOf(strengths, views),
      decoyStrength: quantileOf(decoyStrengths, DECOY_QUANTILE),
      row: makesRow(bestMaps, fault, orders, slip),
      cageSidebands: fault === "rolling-element" ? cageSidebandsSeen(bestMaps, orders, slip) : 0,
      byView: strengths,
      view: views[top],
      slip,
      order: orders[fault] * (1 + slip),
    };
  }).sort((a, b) => b.strength - a.strength);
  const [first] = evidence;
  if (first === undefined) return [];
  /** Strength of a fault in views that lack some lines, against what chance reached in the whole ones. */
  const strengthIn = (left: readonly View[], fault: CombFault, nulls: readonly Null[]) =>
    strengthOf(
      left.map((view, v) => {
        const { score } = bestFit(view, fault, orders, window);
        return standardised(score, nulls[v] ?? { median: 0, unit: 1 });
      }),
      views,
    );
  let withoutFirst: readonly View[] | undefined;
  return evidence.flatMap(({ nulls, view, ...rest }) => {
    if (view === undefined) return [];
    const itself = { ...rest, view, unexplained: rest.strength, leavesFirst: first.strength };
    if (rest.fault === first.fault) return [itself];
    if (rest.strength < WORTH_ASKING) return [itself];
    withoutFirst ??= without(explainedBy(first.fault, orders, first.slip, step));
    const unexplained = Math.min(rest.strength, strengthIn(withoutFirst, rest.fault, nulls));
    const rival = lieTogether(first, rest) ? TWIN_SHARE : RIVAL;
    if (rest.strength < rival * first.strength) return [{ ...itself, unexplained }];
    const own = explainedBy(rest.fault, orders, rest.slip, step, SAME_LINE);
    const leavesFirst = strengthIn(without(own), first.fault, first.nulls);
    return [{ ...itself, unexplained, leavesFirst }];
  });
}
