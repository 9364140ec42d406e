import { binsAt, highestIn, reachOf } from "../lines/line-view.ts";
import { FIRST_ORDER } from "../lines/peaks.ts";
import type { PartLine } from "./part-lines.ts";
import type { Prepared } from "./prepared-channel.ts";

/** Lines that a part would show at a speed. */
export interface PlacedLines {
  readonly lines: readonly PartLine[];
  /** True speed over stated speed. */
  readonly scale: number;
}

/**
 * Share of what a part's lines say for it, in one view of a channel, that is said where another part's lines would stand as well: lines whose places are read in bins that touch are not told apart.
 *
 * Some geometries put parts on one comb (balls a third of the pitch diameter: BPFI = 2 × BPFO = 4 × BSF), others one part's sidebands on another's harmonics (races beside half orders). Whether that
 * matters is asked of the lines that are there: a fifth harmonic that only one part would have says nothing while it is missing.
 *
 * @param v index of the view. @returns 0 to 1; 0 where no line says anything.
 */
export function sharedLines(
  { views, plain }: Pick<Prepared, "views" | "plain">,
  v: number,
  of: PlacedLines,
  other: PlacedLines,
): number {
  const [view, evidence] = [views[v], plain[v]];
  if (view === undefined || evidence === undefined) return 0;
  const { step, level } = view;
  const others = other.lines.flatMap(({ order, weight }) =>
    weight > 0 ? order * other.scale : [],
  );
  let [shared, all] = [0, 0];
  for (const { order, weight } of of.lines) {
    const place = order * of.scale;
    const bins = order < FIRST_ORDER ? undefined : binsAt(place, step, level.length);
    if (bins === undefined) continue;
    const says = weight * Math.max(0, evidence[level[highestIn(view, ...bins)] ?? 0] ?? 0);
    const reach = 2 * step * reachOf(place / step);
    all += says;
    if (others.some((each) => Math.abs(each - place) <= reach)) shared += says;
  }
  return all > 0 ? shared / all : 0;
}
