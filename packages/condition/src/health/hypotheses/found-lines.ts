import type { SpectralLine } from "@raceway/model/verdict";
import { stated } from "../../detection/finding.ts";
import { binsAt, highestIn } from "../lines/line-view.ts";
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
  sideband: number,
): readonly SpectralLine[] {
  const { step, power, ratio, level } = view;
  const kinematic = partLines(part, orders, 0, sideband);
  return partLines(part, orders, slip, sideband).flatMap(({ order, label }) => {
    const bins = binsAt(order * scale, step, level.length);
    const expected = kinematic.find((line) => line.label === label)?.order ?? order;
    if (bins === undefined || !(order > 0)) return [];
    const k = highestIn(view, ...bins);
    return [
      {
        label,
        expectedHz: stated(expected * scale * channel.shaftHz),
        foundHz: stated(k * step * channel.shaftHz),
        amplitude: stated(Math.sqrt(power[k] ?? 0)),
        snrDb: stated(10 * Math.log10(Math.max(ratio[k] ?? 0, 1e-3))),
      },
    ];
  });
}
