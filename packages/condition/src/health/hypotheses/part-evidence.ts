import { isWhitened } from "../../manipulation/modulation.ts";
import type { LineView } from "../lines/line-view.ts";
import type { SpeedCandidate } from "../lines/shaft-speed.ts";
import { leadOf } from "./lead.ts";
import type { DiagnosisModel } from "./model.ts";
import { type PartOrders, SIGNATURES, type Signature } from "./part-lines.ts";
import { higherOf, largestSize } from "./part-size.ts";
import { type ChannelViews, prepared } from "./prepared-channel.ts";
import { sharedLines } from "./shared-lines.ts";
import { argMax, betterHalf, logSumExp, soughtFor, type WeighedAt, weighAt } from "./weigh-part.ts";

/** What speaks for one part. */
export interface PartEvidence {
  readonly part: Signature;
  /** Nepers for the part's lines being there rather than chance, mean of the better half of bands and channels, slip and speed integrated over. */
  readonly evidence: number;
  /** The same of pre-whitened bands alone, at the slip and speed that say most; absent where there are none. */
  readonly whitened?: number;
  /** Modulation by its harmonics together, the largest of the views that speak for it: 1 is as large as the mean. */
  readonly size: number;
  /** The same by the harmonics from the third on, of those that are told from the shaft's. */
  readonly higher: number;
  /** Its tallest harmonic over the tallest line that neither it nor the shaft explains, in nepers, in the view that shows it best. */
  readonly lead: number;
  /** Share of what its lines say that is said where another part's would stand as well, of parts that anything speaks for. */
  readonly shared: Partial<Record<Signature, number>>;
  readonly slip: number;
  readonly scale: number;
  readonly channel: ChannelViews;
  readonly view: LineView;
}

/** A part with its evidence, weighed at the speed that says most. */
interface Found {
  readonly best: WeighedAt;
  readonly evidence: number;
}

/** The channel and the view that show a part best. */
function clearest({ channels, shown }: WeighedAt) {
  const c = argMax(shown.map((each) => Math.max(...each)));
  return { channel: channels[c], v: argMax(shown[c] ?? []) };
}

function whitenedOf({ channels, shown }: WeighedAt): Pick<PartEvidence, "whitened"> {
  const rows = channels.flatMap(({ views }, c) => {
    const white = views.flatMap(({ name }, v) =>
      isWhitened(name) ? Float64Array.of(shown[c]?.[v] ?? 0) : [],
    );
    return white.length === 0 ? [] : betterHalf(white);
  });
  const [whitened] = betterHalf(rows);
  return whitened === undefined ? {} : { whitened };
}

const placed = ({ sought, at, scale }: WeighedAt) => ({ lines: sought.lines[at] ?? [], scale });

/** How large a part's lines stand, over what, and beside whose, at the slip that says most. */
function described({ best, evidence }: Found, found: readonly Found[]): PartEvidence | undefined {
  const { sought, channels, scale, at, shown } = best;
  const { part, orders, slips } = sought;
  const { lines } = placed(best);
  const slip = slips[at] ?? 0;
  const { channel, v } = clearest(best);
  const view = channel?.views[v];
  if (channel === undefined || view === undefined) return undefined;
  const others = found.filter((other) => other.best !== best && other.evidence > 0);
  return {
    part,
    evidence,
    ...whitenedOf(best),
    size: largestSize(channels, shown, lines, scale),
    higher: largestSize(channels, shown, higherOf(lines), scale),
    lead: leadOf(channel, view, { part, orders, slip, scale, lines }),
    shared: Object.fromEntries(
      others.map((other) => [
        other.best.sought.part,
        sharedLines(channel, v, placed(best), placed(other.best)),
      ]),
    ),
    slip,
    scale,
    channel,
    view,
  };
}

/**
 * Weighs the parts of a bearing against chance, each by the lines that it predicts and with the lines that it does not explain as the measure of chance. All channels and
 * bands share one slip and one speed; both are integrated over.
 *
 * @param tolerance relative half width of the window of slips.
 */
export function weighParts(
  channels: readonly ChannelViews[],
  orders: PartOrders,
  tolerance: number,
  speeds: readonly SpeedCandidate[],
  mainsHz: number | undefined,
  { kappa, sideband }: Pick<DiagnosisModel, "kappa" | "sideband">,
): readonly PartEvidence[] {
  const at = speeds.map(({ scale }) =>
    channels.map((channel) => prepared(channel, scale, mainsHz, kappa)),
  );
  const step = Math.min(...channels.map((channel) => channel.step));
  const found = SIGNATURES.flatMap((part) => {
    const sought = soughtFor(part, orders, tolerance, step, sideband);
    const weighed = speeds.map(({ scale }, s) => weighAt(sought, at[s] ?? [], scale));
    const logs = weighed.map(({ evidence }, s) => evidence + (speeds[s]?.log ?? 0));
    const best = weighed[argMax(logs)];
    return best === undefined ? [] : { best, evidence: logSumExp(logs) };
  });
  return found
    .flatMap((each) => described(each, found) ?? [])
    .sort((a, b) => b.evidence - a.evidence);
}
