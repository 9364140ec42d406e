import type { SpectralLine } from "@raceway/model/verdict";
import { stated } from "../../detection/finding.ts";
import type { LineView } from "../lines/line-view.ts";
import { peaksOf } from "../lines/peaks.ts";
import { mainsOrders, shaftBins, withOrders } from "../lines/taken-bins.ts";
import type { PartEvidence } from "./part-evidence.ts";
import { explainedOrders, type PartOrders } from "./part-lines.ts";
import type { ChannelViews } from "./prepared-channel.ts";

/** Least modulation of a line that asks for an explanation: as large as a damaged part's … */
const STRONG = 0.35;
/** … and power over the noise floor, 15 dB. */
const CLEAR = 31.6;
/** Most lines that are told. */
const TOLD = 4;

/**
 * Tall lines of the broadband envelopes that neither shaft nor mains nor the part named account for, tallest first: what a person should look for elsewhere (gears, belts,
 * a bearing that is not declared).
 *
 * @param named what was named, if anything.
 */
export function strongLines(
  channels: readonly ChannelViews[],
  scale: number,
  mainsHz: number | undefined,
  named?: { readonly evidence: PartEvidence; readonly orders: PartOrders },
): readonly SpectralLine[] {
  const found = channels.flatMap(({ views, step, shaftHz }) => {
    const bins = views[0]?.level.length ?? 0;
    const shaft = shaftBins(bins, step, scale, mainsOrders(shaftHz, mainsHz));
    const explained =
      named === undefined
        ? []
        : explainedOrders(named.evidence.part, named.orders, named.evidence.slip);
    const taken = withOrders(shaft, explained, step, scale);
    return views
      .filter(({ name }) => name === "full")
      .flatMap((view) =>
        peaksOf(view, taken, CLEAR)
          .filter((k) => (view.power[k] ?? 0) >= STRONG ** 2)
          .map((k) => lineAt(view, k, shaftHz, scale)),
      );
  });
  return apart(found.sort((a, b) => b.amplitude - a.amplitude)).slice(0, TOLD);
}

function lineAt(
  { power, ratio, step }: LineView,
  k: number,
  shaftHz: number,
  scale: number,
): SpectralLine {
  const hz = stated(k * step * shaftHz);
  return {
    label: `${((k * step) / scale).toFixed(2)}xfr`,
    expectedHz: hz,
    foundHz: hz,
    amplitude: stated(Math.sqrt(power[k] ?? 0)),
    snrDb: stated(10 * Math.log10(ratio[k] ?? 1)),
  };
}

/** The same line seen on several axes once. */
function apart(lines: readonly SpectralLine[]): readonly SpectralLine[] {
  return lines.filter(
    ({ foundHz }, i) =>
      !lines.slice(0, i).some((taller) => Math.abs(taller.foundHz / foundHz - 1) < 0.01),
  );
}
