import { binsAt, highestIn, type LineView, overNoise } from "../lines/line-view.ts";
import { firstBin, peaksOf } from "../lines/peaks.ts";
import { withOrders } from "../lines/taken-bins.ts";
import type { PartLine, PartOrders, Signature } from "./part-lines.ts";
import { explainedOrders, MODULATED_SHAFT, wholeOrderDistance } from "./part-lines.ts";
import { sizeOf } from "./part-size.ts";
import type { Prepared } from "./prepared-channel.ts";

/** Power over the noise floor of what noise alone does not reach: 10 dB. */
const CLEAR = 10;
/** A line at half an order of a race weighs as if it were twice as tall, in power: it makes the race's lines its own harmonics. */
const HALF_ORDER = 4;
const NOTHING = 1e-12;

/** A part at the slip and speed at which it says most. */
interface PartFound {
  readonly part: Signature;
  readonly orders: PartOrders;
  readonly slip: number;
  readonly scale: number;
  readonly lines: readonly PartLine[];
}

/**
 * Logarithm of a part's tallest harmonic over the tallest line that neither it nor the shaft explains, nepers: below nought something else is louder.
 */
export function leadOf({ shaft, step }: Prepared, view: LineView, found: PartFound): number {
  const { part, orders, slip, scale } = found;
  const lines = found.lines.filter(({ own }) => own);
  // Beside a whole order the rival is a modulated shaft, that makes lines as far beside the others as well: they are weighed all together. An inner race makes them itself.
  if (part === "outer-race" && wholeOrderDistance(orders[part] * (1 + slip)) < MODULATED_SHAFT) {
    const harmonics = lines.map(({ order }) => order);
    const taken = withOrders(new Uint8Array(shaft.length), harmonics, step, scale);
    const clear = linePower(view, taken);
    return over(sizeOf(view, lines, scale) ** 2, clear > 0 ? clear : tallestOf(view, taken));
  }
  const taken = withOrders(shaft, explainedOrders(part, orders, slip), step, scale);
  const halves = halfOrders({ part, orders, slip, scale }, step, taken.length);
  let other = 0;
  for (let k = firstBin(step); k < taken.length; k++) {
    if (taken[k] === 1) continue;
    const half = halves[k] === 1 && (view.ratio[k] ?? 0) >= CLEAR;
    other = Math.max(other, overNoise(view, k) * (half ? HALF_ORDER : 1));
  }
  let own = 0;
  for (const line of lines) {
    const bins = binsAt(line.order * scale, step, taken.length);
    if (bins !== undefined) own = Math.max(own, overNoise(view, highestIn(view, ...bins)));
  }
  return over(own, other);
}

/** Logarithm of the ratio of two powers' amplitudes, nepers; 0 where both are nothing. */
function over(own: number, other: number): number {
  return 0.5 * Math.log((own + NOTHING) / (other + NOTHING));
}

/** Bins of a race's half orders: a comb that stands there too has half its base, and is not the race's. */
function halfOrders(
  { part, orders, slip, scale }: Omit<PartFound, "lines">,
  step: number,
  bins: number,
): Uint8Array {
  const race = part === "outer-race" || part === "inner-race";
  const halves = race ? [0.5, 1.5, 2.5].map((h) => h * orders[part] * (1 + slip)) : [];
  return withOrders(new Uint8Array(bins), halves, step, scale);
}

/** The tallest of what is not taken, without what the noise adds. */
function tallestOf(view: LineView, taken: Uint8Array): number {
  let tallest = 0;
  for (let k = firstBin(view.step); k < taken.length; k++)
    if (taken[k] === 0) tallest = Math.max(tallest, overNoise(view, k));
  return tallest;
}

/** Power of the lines that stand out of the noise, peaks only, where nothing is taken. */
function linePower(view: LineView, taken: Uint8Array): number {
  return peaksOf(view, taken, CLEAR).reduce((sum, k) => sum + (view.power[k] ?? 0), 0);
}
