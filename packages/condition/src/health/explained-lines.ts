import type { CombFault, CombOrders } from "./comb.ts";

const REACH_BINS = 0.8;
const REACH_SHARE = 0.004;
const HARMONICS = 10;

/** Spacing and number of the sidebands that a fault puts around its harmonics: the shaft's for races, the cage's for rolling elements. */
function sidebands(fault: CombFault, ftf: number): readonly { spacing: number; count: number }[] {
  if (fault === "outer-race") return [{ spacing: 1, count: 2 }];
  if (fault === "inner-race") return [{ spacing: 1, count: 3 }];
  if (fault === "rolling-element") return [{ spacing: ftf, count: 4 }];
  return [];
}

/**
 * Orders that a fault accounts for, if it is there: its harmonics with their sidebands, for rolling elements also half orders and the cage's harmonics.
 * Another fault's evidence must hold without them.
 */
export function explainedBy(
  fault: CombFault,
  orders: CombOrders,
  slip: number,
  step: number,
): (order: number) => boolean {
  const base = orders[fault] * (1 + slip) * (fault === "rolling-element" ? 0.5 : 1);
  const lines: number[] = [];
  for (let h = 1; h <= (fault === "rolling-element" ? 2 : 1) * HARMONICS; h++) {
    lines.push(h * base);
    for (const { spacing, count } of sidebands(fault, orders.ftf))
      for (let k = 1; k <= count; k++) lines.push(h * base - k * spacing, h * base + k * spacing);
  }
  if (fault === "rolling-element" || fault === "cage")
    for (let k = 1; k <= 6; k++) lines.push(k * orders.ftf);
  lines.sort((a, b) => a - b);
  return (order) => {
    const reach = Math.max(REACH_BINS * step, REACH_SHARE * order);
    let low = 0;
    let high = lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lines[middle] ?? 0) < order - reach) low = middle + 1;
      else high = middle;
    }
    return (lines[low] ?? Number.POSITIVE_INFINITY) <= order + reach;
  };
}
