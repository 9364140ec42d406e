import { binsAt, type LineView } from "../lines/line-view.ts";
import { FIRST_ORDER } from "../lines/peaks.ts";
import { type PartLine, wholeOrderDistance } from "./part-lines.ts";
import type { Prepared } from "./prepared-channel.ts";

/** Lines nearer to a shaft harmonic, in bins, are not told from it. */
const UNRESOLVED_BINS = 1.2;

/** Where a part's lines would stand at each slip: those of slip i lie from `start[i]` to `start[i + 1]`. */
interface Places {
  readonly start: Int32Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly weight: Float64Array;
}

/** Where lines would stand in a channel's spectra; those that would say as much of shaft or mains are left out. */
function placesOf(
  slips: readonly (readonly PartLine[])[],
  scale: number,
  step: number,
  mains: Uint8Array,
): Places {
  const most = slips.reduce((sum, { length }) => sum + length, 0);
  const start = new Int32Array(slips.length + 1);
  const first = new Int32Array(most);
  const last = new Int32Array(most);
  const weight = new Float64Array(most);
  let found = 0;
  slips.forEach((lines, i) => {
    for (const line of lines) {
      if (line.weight === 0 || line.order < FIRST_ORDER) continue;
      const order = line.order * scale;
      if (wholeOrderDistance(line.order) * scale < UNRESOLVED_BINS * step) continue;
      const bins = binsAt(order, step, mains.length);
      if (bins === undefined || mains[Math.round(order / step)] === 1) continue;
      [first[found], last[found]] = bins;
      weight[found++] = line.weight;
    }
    start[i + 1] = found;
  });
  return { start, first, last, weight };
}

/** The highest level at each place. */
function heightsAt({ level }: LineView, { start, first, last }: Places): Uint8Array {
  const heights = new Uint8Array(start[start.length - 1] ?? 0);
  for (let i = 0; i < heights.length; i++) {
    let highest = 0;
    const end = last[i] ?? 0;
    for (let k = first[i] ?? 0; k <= end; k++) {
      const own = level[k] ?? 0;
      if (own > highest) highest = own;
    }
    heights[i] = highest;
  }
  return heights;
}

/** What heights say together at each slip. */
function sumsOf(
  heights: Uint8Array,
  { start, weight }: Places,
  evidence: Float64Array,
): Float64Array {
  const sums = new Float64Array(start.length - 1);
  for (let i = 0; i < sums.length; i++) {
    let sum = 0;
    const end = start[i + 1] ?? 0;
    for (let at = start[i] ?? 0; at < end; at++)
      sum += (weight[at] ?? 0) * (evidence[heights[at] ?? 0] ?? 0);
    sums[i] = sum;
  }
  return sums;
}

/** A channel's spectra read where a part's lines would stand. */
export interface Reading {
  readonly channel: Prepared;
  readonly places: Places;
  /** View by view. */
  readonly heights: readonly Uint8Array[];
}

/** Channels with the same axis share the places. */
export function readingsOf(
  channels: readonly Prepared[],
  lines: readonly (readonly PartLine[])[],
  scale: number,
): readonly Reading[] {
  const made = new Map<string, Places>();
  return channels.map((channel) => {
    const { step, mains, shaftHz, views } = channel;
    const key = `${step} ${mains.length} ${shaftHz}`;
    const places = made.get(key) ?? placesOf(lines, scale, step, mains);
    made.set(key, places);
    return { channel, places, heights: views.map((view) => heightsAt(view, places)) };
  });
}

/** Evidence of a part at each slip, channel by channel and view by view, by what heights say there. */
export function rowsOf(
  readings: readonly Reading[],
  said: (channel: Prepared) => readonly Float64Array[],
): Float64Array[][] {
  return readings.map(({ channel, places, heights }) => {
    const evidence = said(channel);
    return heights.map((each, v) => sumsOf(each, places, evidence[v] ?? new Float64Array(0)));
  });
}
