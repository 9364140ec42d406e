import { evidenceOf, type Reaches, reachesOf, reachesWithout } from "../lines/chance.ts";
import type { LineView } from "../lines/line-view.ts";
import { firstBin } from "../lines/peaks.ts";
import { mainsOrders, newlyTaken, shaftBins } from "../lines/taken-bins.ts";

/** What a channel has gathered: averaged envelope spectra of its bands. */
export interface ChannelViews {
  readonly channel: string;
  readonly shaftHz: number;
  readonly step: number;
  readonly views: readonly LineView[];
}

/** A channel with the bins that shaft and mains take at one speed. */
export interface Prepared extends ChannelViews {
  readonly mains: Uint8Array;
  readonly shaft: Uint8Array;
  readonly kappa: number;
  /** How high each view reaches, and what a height there says of chance, while no part is taken to explain anything. */
  readonly reaches: readonly Reaches[];
  readonly plain: readonly Float64Array[];
}

export function prepared(
  channel: ChannelViews,
  scale: number,
  mainsHz: number | undefined,
  kappa: number,
): Prepared {
  const { step, views, shaftHz } = channel;
  const bins = views[0]?.level.length ?? 0;
  const mains = mainsOrders(shaftHz, mainsHz);
  const shaft = shaftBins(bins, step, scale, mains);
  const reaches = views.map((view) => reachesOf(view, shaft, firstBin(step)));
  return {
    ...channel,
    mains: shaftBins(bins, step, Number.POSITIVE_INFINITY, mains),
    shaft,
    kappa,
    reaches,
    plain: reaches.map((each) => evidenceOf(each, kappa)),
  };
}

/** Evidence of a height at each level against what the spectra reach where `explained` does not look. */
export function evidenceBeside(
  { views, step, shaft, kappa, reaches }: Prepared,
  scale: number,
  explained: readonly number[],
): readonly Float64Array[] {
  const bins = newlyTaken(shaft, explained, step, scale, firstBin(step));
  return reaches.map((each, v) => {
    const view = views[v];
    return evidenceOf(view === undefined ? each : reachesWithout(each, view, bins), kappa);
  });
}
