import type { SpectralLine } from "@raceway/model/verdict";
import { binsAt, highestIn } from "./line-view.ts";
import type { PartEvidence } from "./part-evidence.ts";
import type { PartOrders } from "./part-lines.ts";
import { partLines } from "./part-lines.ts";

/**
 * The lines of a part in the view that shows it best: where the kinematics expect them at the speed used, where they were found, how much they modulate the band (1 is as
 * much as its mean), how far they stand over the noise floor.
 */
export function foundLines(
  { part, slip, scale, view, channel }: PartEvidence,
  orders: PartOrders,
): readonly SpectralLine[] {
  const { step, power, ratio, level } = view;
  const kinematic = partLines(part, orders, 0);
  return partLines(part, orders, slip).flatMap(({ order, label }) => {
    const bins = binsAt(order * scale, step, level.length);
    const expected = kinematic.find((line) => line.label === label)?.order ?? order;
    if (bins === undefined || !(order > 0)) return [];
    const k = highestIn(view, ...bins);
    return [
      {
        label,
        expectedHz: sixDigits(expected * scale * channel.shaftHz),
        foundHz: sixDigits(k * step * channel.shaftHz),
        amplitude: sixDigits(Math.sqrt(power[k] ?? 0)),
        snrDb: sixDigits(10 * Math.log10(Math.max(ratio[k] ?? 0, 1e-3))),
      },
    ];
  });
}

/** What is stated does not depend on the last bits of an addition. */
export function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}
