import type { CombFault, CombOrders } from "./comb.ts";
import { COMBS } from "./comb.ts";

const DECOYS = 48;
/** Decoys nearer than this to a simple multiple of a true order would catch the true fault's own lines … */
const CLEARANCE = 0.03;
const RATIOS = [1, 2, 1 / 2, 3, 1 / 3, 3 / 2, 2 / 3] as const;
/** … and in a window wider than that, those nearer than its half width; then there is room beside the simplest multiples only. */
const WIDE_RATIOS = [1, 2, 1 / 2] as const;

/** Numbers evenly spread over 0 … 1, the same at every start: van der Corput's sequence in a base. */
function vanDerCorput(index: number, base: number): number {
  let result = 0;
  let share = 1 / base;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    result += (rest % base) * share;
    share /= base;
  }
  return result;
}

const BASES: Readonly<Record<CombFault, number>> = {
  "outer-race": 2,
  "inner-race": 3,
  "rolling-element": 5,
  cage: 7,
};

function decoyOrders(
  fault: CombFault,
  orders: CombOrders,
  { highest, width }: { readonly highest: number; readonly width: number },
): number[] {
  const wide = width > CLEARANCE;
  const ratios = wide ? WIDE_RATIOS : RATIOS;
  const own = orders[fault];
  const low = (wide ? 0.4 : 0.55) * own;
  const high = fault === "cage" ? 1.6 * own : Math.min(1.6 * own, highest);
  const trueOrders = [orders["outer-race"], orders["inner-race"], orders["rolling-element"]];
  if (fault === "cage") trueOrders.splice(0, 3, orders.cage);
  const found: number[] = [];
  for (let index = 1; found.length < DECOYS && index < 40 * DECOYS; index++) {
    const order = low * (high / low) ** vanDerCorput(index, BASES[fault]);
    const clear = trueOrders.every((other) =>
      ratios.every((ratio) => Math.abs(order / (other * ratio) - 1) > Math.max(CLEARANCE, width)),
    );
    if (clear) found.push(order);
  }
  return found;
}

/**
 * Bearings that are not there. What their combs score on a record is what chance, shafts, gears and mains score on this very record: the null hypothesis
 * that the true bearing's score is held against. Their orders lie around the true ones, clear of simple multiples of them.
 *
 * @param width half width of the window in which lines are sought, relative.
 */
export function decoyBearings(orders: CombOrders, width: number): readonly CombOrders[] {
  const highest = Math.max(...COMBS.map((fault) => orders[fault]));
  const columns = COMBS.map((fault) => decoyOrders(fault, orders, { highest, width }));
  const count = Math.min(...columns.map(({ length }) => length));
  return Array.from({ length: count }, (_, i) => {
    const [outer = 0, inner = 0, ball = 0, cage = 0] = columns.map((column) => column[i] ?? 0);
    return { "outer-race": outer, "inner-race": inner, "rolling-element": ball, cage, ftf: cage };
  });
}
