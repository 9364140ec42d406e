import type { LineMap } from "./line-map.ts";
import { evidenceAt } from "./line-map.ts";

/** Half width of what belongs to a shaft or mains line: Hann's main lobe, in bins … */
const REACH_BINS = 0.7;
/** … or this share of the order, for what a speed reading is off. */
const REACH_SHARE = 0.001;
const SHAFT_HARMONICS = 10;
/** Finest search over the speed, in steps over the whole window. */
const SPEED_STEPS: readonly [least: number, most: number] = [21, 401];
/** Shaft harmonics of ten that must stand in line, few when the comb towers over all that mean nothing, many when it is only better than most of these. */
const [FEW_LINES, MANY_LINES] = [5, 8];
/** How much less a speed at the edge of the tolerance counts. */
const EDGE_LOSS = 0.1;
/** Evidence from which on a harmonic counts as standing. */
const STANDING = 1;
/** An envelope's line counts as far as so many bands show it, so that no single one decides. */
const AGREEING = 3;
/** What towering is. */
const CLEAR = 1.6;
/** Place of the meaningless scale that is better than most. */
const BETTER_THAN_MOST = 2;
/** Half width of the search around scales that mean nothing: a wider one would hold the shaft's own. */
const DECOY_WIDTH = 0.01;
/** Scales that are no simple ratio of the shaft's: what they score is chance, gears, belts, bearings. */
const DECOY_SCALES = [
  0.61, 0.64, 0.71, 0.73, 0.78, 0.83, 0.86, 0.91, 1.09, 1.16, 1.19, 1.22, 1.29, 1.37, 1.41, 1.46,
];
/** Harmonics of twice the mains frequency that drives put into vibration. */
const MAINS_HARMONICS = 6;
/** Where the mains frequency is not declared, both of the world's are kept out. */
const MAINS_HZ = [50, 60];

type Lines = Pick<LineMap, "cell" | "evidence" | "order">;

/** Evidence, cell by cell, that several envelopes agree on or the spectrum itself shows. */
function agreed(envelopes: readonly LineMap[], shaft: LineMap | undefined): Lines | undefined {
  const [first] = envelopes;
  if (first === undefined) return undefined;
  const evidence = new Float64Array(first.evidence.length);
  const order = new Float64Array(evidence.length);
  const best = new Float64Array(AGREEING);
  for (let cell = 0; cell < evidence.length; cell++) {
    best.fill(0);
    let place = 0;
    for (const map of envelopes) {
      const value = map.evidence[cell] ?? 0;
      if (value <= (best[0] ?? 0)) continue;
      if (value > (best[AGREEING - 1] ?? 0)) place = map.order[cell] ?? 0;
      best[0] = value;
      best.sort();
    }
    const own = shaft?.evidence[cell] ?? 0;
    const fromShaft = own > (best[0] ?? 0);
    evidence[cell] = fromShaft ? own : (best[0] ?? 0);
    order[cell] = fromShaft ? (shaft?.order[cell] ?? 0) : place;
  }
  return { cell: first.cell, evidence, order };
}

interface ScaleFit {
  readonly score: number;
  readonly lines: number;
  readonly scale: number;
}

/** The best comb of shaft harmonics within a tolerance around a scale. */
function fitScale(map: Lines, centre: number, tolerance: number): ScaleFit {
  const [least, most] = SPEED_STEPS;
  const cells = (SHAFT_HARMONICS * 2 * tolerance) / map.cell;
  const steps = Math.min(most, Math.max(least, Math.ceil(cells))) | 1;
  let best: ScaleFit = { score: 0, lines: 0, scale: centre };
  for (let i = 0; i < steps; i++) {
    const position = (2 * i) / (steps - 1) - 1;
    const scale = centre * (1 + position * tolerance);
    let sum = 0;
    let lines = 0;
    for (let h = 1; h <= SHAFT_HARMONICS; h++) {
      const evidence = evidenceAt(map, h * scale);
      sum += evidence;
      if (evidence > STANDING) lines++;
    }
    const score = sum * (1 - EDGE_LOSS * position * position);
    if (score > best.score) best = { score, lines, scale };
  }
  return best;
}

/**
 * True speed over stated speed, read from the shaft's own harmonics within the stated tolerance; undefined when they do not show it clearly: several of them must
 * stand in line, in the spectrum itself or in three envelopes, and more of them than at any of sixteen scales that mean nothing.
 *
 * @param envelopes line maps made without a guard. @param shaft that of the spectrum itself.
 */
export function refineSpeed(
  envelopes: readonly LineMap[],
  shaft: LineMap | undefined,
  tolerance: number,
): number | undefined {
  const map = agreed(envelopes, shaft);
  if (map === undefined) return undefined;
  const { score, lines, scale } = fitScale(map, 1, tolerance);
  if (lines < FEW_LINES) return undefined;
  const width = Math.min(tolerance, DECOY_WIDTH);
  const chance = DECOY_SCALES.map((decoy) => fitScale(map, decoy, width).score);
  chance.sort((a, b) => b - a);
  const towers = score > CLEAR * (chance[0] ?? 0);
  const stands = lines >= MANY_LINES && score > (chance[BETTER_THAN_MOST] ?? 0);
  return towers || stands ? throughLines(map, scale) : undefined;
}

/** The scale whose multiples lie nearest to the lines found at a scale: least squares, finer than any search. */
function throughLines(map: Lines, scale: number): number {
  let [along, square] = [0, 0];
  for (let h = 1; h <= SHAFT_HARMONICS; h++) {
    const cell = Math.round((h * scale) / map.cell);
    if ((map.evidence[cell] ?? 0) <= STANDING) continue;
    along += h * (map.order[cell] ?? 0);
    square += h * h;
  }
  return square > 0 ? along / square : scale;
}

/**
 * Says which orders belong to the shaft (whole multiples) or the mains (multiples of twice its frequency) and therefore to no bearing, however well
 * they lie: a 6203 under 1.74 % slip has its outer race line on the third shaft harmonic.
 *
 * @param step distance of two bins in orders.
 * @param shaftHz shaft speed: turns mains frequencies into orders.
 */
export function shaftGuard(
  step: number,
  shaftHz: number,
  mainsHz: number | undefined,
): (order: number) => boolean {
  const mains = mainsHz === undefined ? MAINS_HZ : [mainsHz];
  const reach = (order: number) => Math.max(REACH_BINS * step, REACH_SHARE * order);
  return (order) => {
    const turn = Math.round(order);
    if (turn > 0 && Math.abs(order - turn) < reach(order)) return true;
    return mains.some((frequency) => {
      const base = (2 * frequency) / shaftHz;
      const multiple = Math.round(order / base);
      if (multiple < 1 || multiple > MAINS_HARMONICS) return false;
      return Math.abs(order - multiple * base) < reach(order);
    });
  };
}
