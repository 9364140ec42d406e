import { binsAt, highestIn, type LineView, overNoise } from "../lines/line-view.ts";
import type { PartLine } from "./part-lines.ts";
import type { Prepared } from "./prepared-channel.ts";

/** Harmonics from the third on that say something. */
export function higherOf(lines: readonly PartLine[]): readonly PartLine[] {
  const [first] = lines;
  return lines.filter(
    ({ own, weight, order }) => own && weight > 0 && order > 2.5 * (first?.order ?? 0),
  );
}

/** The largest size among the better half of a channel's views. */
export function largestSize(
  channels: readonly Prepared[],
  shown: readonly Float64Array[],
  lines: readonly PartLine[],
  scale: number,
): number {
  return Math.max(
    ...channels.map(({ views }, c) => {
      const values = shown[c] ?? new Float64Array(0);
      const middle = values.toSorted()[values.length >> 1] ?? 0;
      const speaking = views.filter((_, v) => (values[v] ?? 0) >= middle);
      return Math.max(0, ...speaking.map((view) => sizeOf(view, lines, scale)));
    }),
  );
}

/** Amplitude of the harmonics together, without what the noise adds. */
export function sizeOf(view: LineView, lines: readonly PartLine[], scale: number): number {
  let square = 0;
  for (const { order, own } of lines) {
    const bins = own ? binsAt(order * scale, view.step, view.level.length) : undefined;
    if (bins === undefined) continue;
    square += overNoise(view, highestIn(view, ...bins));
  }
  return Math.sqrt(square);
}
