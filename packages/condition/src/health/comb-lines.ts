import type { SpectralLine } from "@raceway/model/verdict";
import type { View } from "./bearing-evidence.ts";
import type { CombFault, CombOrders } from "./comb.ts";

const NAMES: Readonly<Record<CombFault, string>> = {
  "outer-race": "BPFO",
  "inner-race": "BPFI",
  "rolling-element": "2xBSF",
  cage: "FTF",
};
const HARMONICS = 5;

interface Sought {
  readonly label: string;
  readonly order: number;
  /** Where the kinematics without slip would have it. */
  readonly expected: number;
}

function sought(fault: CombFault, orders: CombOrders, slip: number): readonly Sought[] {
  const name = NAMES[fault];
  const lines: Sought[] = [];
  const add = (label: string, expected: number, order: number) =>
    lines.push({ label, order, expected });
  for (let h = 1; h <= HARMONICS; h++) {
    const times = h === 1 ? "" : fault === "rolling-element" ? `${h}x(` : `${h}x`;
    const label = `${times}${name}${times.endsWith("(") ? ")" : ""}`;
    const expected = h * orders[fault];
    const order = expected * (1 + slip);
    add(label, expected, order);
    const side = fault === "inner-race" ? 1 : fault === "rolling-element" ? orders.ftf : 0;
    if (side > 0 && h <= 2)
      for (const sign of [-1, 1]) {
        const word = fault === "inner-race" ? "fr" : "FTF";
        add(
          `${label}${sign < 0 ? "-" : "+"}1x${word}`,
          expected + sign * side,
          order + sign * side,
        );
      }
  }
  return lines;
}

/**
 * The lines of a fault in the view that shows it best: what was expected, what was found within a bin or half a per cent, how far over the noise floor.
 * `amplitude` is relative to the floor (1 = noise), since bands are averaged relative to it.
 */
export function combLines(
  fault: CombFault,
  view: View,
  orders: CombOrders,
  slip: number,
  shaftHz: number,
): readonly SpectralLine[] {
  const { ratio, step } = view;
  return sought(fault, orders, slip).flatMap(({ label, order, expected }) => {
    const reach = Math.max(step, 0.004 * order);
    const first = Math.max(1, Math.round((order - reach) / step));
    const last = Math.round((order + reach) / step);
    if (last >= ratio.length) return [];
    let best = first;
    for (let k = first; k <= last; k++) if ((ratio[k] ?? 0) > (ratio[best] ?? 0)) best = k;
    const height = Math.max(ratio[best] ?? 0, 1e-3);
    return [
      {
        label,
        expectedHz: sixDigits(expected * shaftHz),
        foundHz: sixDigits(best * step * shaftHz),
        amplitude: sixDigits(Math.sqrt(height)),
        snrDb: sixDigits(10 * Math.log10(height)),
      },
    ];
  });
}

/** What is stated does not depend on the last bits of an addition. */
function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}
