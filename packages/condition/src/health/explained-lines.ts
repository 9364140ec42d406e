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

/** Whether one of the lines (sorted) lies within reach of an order. */
function near(lines: readonly number[], step: number, share: number): (order: number) => boolean {
  return (order) => {
    const reach = Math.max(REACH_BINS * step, share * order);
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

/** A fault's harmonics; for rolling elements also those of half the order, for a ball strikes one race every other time. */
function harmonicOrders(fault: CombFault, orders: CombOrders, slip: number): readonly number[] {
  const ball = fault === "rolling-element";
  const base = orders[fault] * (1 + slip) * (ball ? 0.5 : 1);
  return Array.from({ length: (ball ? 2 : 1) * HARMONICS }, (_, h) => (h + 1) * base);
}

/**
 * Orders that a fault accounts for, if it is there: its harmonics with their sidebands, for rolling elements also half orders and the cage's harmonics.
 * Another fault's evidence must hold without them.
 *
 * @param share relative half width of each line. @default 0.004
 */
export function explainedBy(
  fault: CombFault,
  orders: CombOrders,
  slip: number,
  step: number,
  share = REACH_SHARE,
): (order: number) => boolean {
  const lines = [...harmonicOrders(fault, orders, slip)];
  const bands = sidebands(fault, orders.ftf);
  for (const centre of [...lines])
    for (const { spacing, count } of bands)
      for (let k = 1; k <= count; k++) lines.push(centre - k * spacing, centre + k * spacing);
  if (fault === "rolling-element" || fault === "cage")
    for (let k = 1; k <= 6; k++) lines.push(k * orders.ftf);
  return near(
    lines.sort((a, b) => a - b),
    step,
    share,
  );
}
