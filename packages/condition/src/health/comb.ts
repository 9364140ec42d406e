import type { DefectOrders } from "@raceway/model/plant";
import type { LineMap } from "./line-map.ts";
import { evidenceAt, hasLines } from "./line-map.ts";

/** Bearing faults that a comb of lines can name. */
export const COMBS = ["outer-race", "inner-race", "rolling-element", "cage"] as const;
export type CombFault = (typeof COMBS)[number];

export function isCombFault(fault: string): fault is CombFault {
  return COMBS.some((comb) => comb === fault);
}

/** Orders of the four combs: BPFO, BPFI, 2 × BSF, FTF. */
export type CombOrders = Readonly<Record<CombFault, number>> & { readonly ftf: number };

export function combOrders({ bpfo, bpfi, bsf, ftf }: DefectOrders): CombOrders {
  return {
    "outer-race": bpfo,
    "inner-race": bpfi,
    "rolling-element": 2 * bsf,
    cage: ftf,
    ftf,
  };
}

/** Weights of the first five harmonics: the higher ones are the first to drown and the first to coincide with something else. */
export const HARMONIC_WEIGHTS = [1.1, 1, 1, 0.8, 0.8] as const;
const [W1, W2, W3, W4, W5] = HARMONIC_WEIGHTS;
/** A comb without its fundamental is more likely somebody else's. */
const NO_FUNDAMENTAL = 0.6;
const SIDEBAND_WEIGHT = 0.3;
const HALF_ORDER_WEIGHT = 0.5;
/** Finest and coarsest search over slip, in steps over the whole window. */
const SLIPS: readonly [least: number, most: number] = [9, 61];
/** Slips at which a comb is sought. */
export interface SlipWindow {
  /** Half width, relative. */
  readonly width: number;
  /** Half width of the middle, where one slip is as likely as another: what the speed may be off. */
  readonly flat: number;
}

/** The window of a bearing's own tolerance under a speed that may be off: any error of the speed is as likely as another, a slip near the edge of the bearing's tolerance is not. */
export function slipWindow(bearing: number, speed: number): SlipWindow {
  return { width: bearing + speed, flat: speed };
}

/** How much less a comb at the edge of the slip window counts than one in its middle. */
const EDGE_LOSS = 0.5;

/** How well a comb fits, and with which slip. */
export interface CombFit {
  readonly score: number;
  /** Relative shift of the lines from their kinematic orders. */
  readonly slip: number;
}

function harmonics(map: LineMap, order: number): number {
  const first = evidenceAt(map, order);
  const second = evidenceAt(map, 2 * order);
  // Without either there is no comb worth summing, and most places are like that.
  if (first === 0 && second === 0) return 0;
  const sum =
    W1 * first +
    W2 * second +
    W3 * evidenceAt(map, 3 * order) +
    W4 * evidenceAt(map, 4 * order) +
    W5 * evidenceAt(map, 5 * order);
  return first > 0 ? sum : sum * NO_FUNDAMENTAL;
}

/** Steps such that the fifth harmonic moves by about a bin from one to the next. */
function slipSteps(map: LineMap, order: number, { width }: SlipWindow): number {
  const [least, most] = SLIPS;
  const cells = (HARMONIC_WEIGHTS.length * order * 2 * width) / (2 * map.cell);
  return Math.min(most, Math.max(least, Math.ceil(cells) + 1)) | 1;
}

/** A ball passes the load zone once a cage turn, which splits its lines by the cage frequency, and strikes one race every other time. */
function ballExtras(map: LineMap, order: number, ftf: number): number {
  let sidebands = evidenceAt(map, ftf) + evidenceAt(map, 2 * ftf);
  for (let k = -2; k <= 2; k++)
    if (k !== 0)
      sidebands += evidenceAt(map, order + k * ftf) + evidenceAt(map, 2 * order + k * ftf);
  return SIDEBAND_WEIGHT * sidebands + HALF_ORDER_WEIGHT * evidenceAt(map, order / 2);
}

/**
 * Lays the comb of a fault over a map of lines, over all slips of the window, and returns the best fit.
 *
 * The score is the weighted sum of the evidence at five harmonics (inner and outer race, cage), for rolling elements also at the sidebands ± 1 and 2 × FTF
 * of the first two and at half the order. Fits far from the kinematic order count up to half less: a line two per cent off is seldom this bearing's.
 *
 * Source of the sidebands: Randall & Antoni, Mech. Syst. Signal Process. 25 (2011) 485–520, table 1 and fig. 2.
 */
export function fitComb(
  map: LineMap,
  fault: CombFault,
  orders: CombOrders,
  window: SlipWindow,
): CombFit {
  const { width, flat } = window;
  let best = 0;
  let bestSlip = 0;
  const centre = orders[fault];
  const [low, high] = [centre * (1 - width), centre * (1 + width)];
  if (!hasLines(map, low, high) && !hasLines(map, 2 * low, 2 * high)) return { score: 0, slip: 0 };
  const steps = slipSteps(map, centre, window);
  for (let i = 0; i < steps; i++) {
    const position = (2 * i) / (steps - 1) - 1;
    const slip = position * width;
    const order = centre * (1 + slip);
    let score = harmonics(map, order);
    if (score === 0) continue;
    if (fault === "rolling-element") score += ballExtras(map, order, orders.ftf);
    const outside = Math.max(0, (Math.abs(slip) - flat) / (width - flat));
    score *= 1 - EDGE_LOSS * outside * outside;
    if (score > best) {
      best = score;
      bestSlip = slip;
    }
  }
  return { score: best, slip: bestSlip };
}

/** Evidence from which on a line counts as seen (Λ above 6.5: noise reaches it in one bin of five hundred). */
const SEEN = 1.6;
/** Two lines make a row when the weaker has this share of the stronger one's evidence. */
const EVEN_SHARE = 0.75;

/**
 * Whether a fault's lines make a row, as impacts do: three of its harmonics and the sidebands of the first that its kinematics put there, or two about equally
 * strong. Whatever merely swells and fades makes one line, seldom a weak second.
 *
 * @param maps of the views that show it best; a line counts when any of them has it.
 */
export function makesRow(
  maps: readonly LineMap[],
  fault: CombFault,
  orders: CombOrders,
  slip: number,
): boolean {
  const order = orders[fault] * (1 + slip);
  const lines = HARMONIC_WEIGHTS.map((_, h) => order * (h + 1));
  if (fault === "inner-race") lines.push(...[-2, -1, 1, 2].map((k) => order + k));
  if (fault === "rolling-element")
    lines.push(order / 2, ...[-2, -1, 1, 2].map((k) => order + k * orders.ftf));
  const evidence = lines.map((line) => Math.max(...maps.map((map) => evidenceAt(map, line))));
  // Only even harmonics: a comb of twice the order, somebody else's.
  if ([0, 2, 4].every((h) => (evidence[h] ?? 0) < SEEN)) return false;
  const [first = 0, second = 0, third = 0] = evidence.sort((a, b) => b - a);
  return third >= SEEN || second >= Math.max(SEEN, EVEN_SHARE * first);
}

/** Cage sidebands of a rolling element's first two harmonics that are seen in any of some maps, of eight. */
export function cageSidebandsSeen(
  maps: readonly LineMap[],
  orders: CombOrders,
  slip: number,
): number {
  const order = orders["rolling-element"] * (1 + slip);
  const lines = [1, 2].flatMap((h) => [-2, -1, 1, 2].map((k) => h * order + k * orders.ftf));
  return lines.filter((line) => maps.some((map) => evidenceAt(map, line) >= SEEN)).length;
}
