import { evidenceOf, type Reaches, reachesOf, reachesWithout } from "../lines/chance.ts";
import type { LineView } from "../lines/line-view.ts";
import { binsAt, highestIn } from "../lines/line-view.ts";
import { FIRST_ORDER, firstBin, peaksOf } from "../lines/peaks.ts";
import type { SpeedCandidate } from "../lines/shaft-speed.ts";
import { mainsOrders, newlyTaken, shaftBins, withOrders } from "../lines/taken-bins.ts";
import type { DiagnosisModel } from "./model.ts";
import type { PartLine, PartOrders, Signature } from "./part-lines.ts";
import {
  explainedOrders,
  MODULATED_SHAFT,
  partLines,
  SIGNATURES,
  wholeOrderDistance,
} from "./part-lines.ts";

/** What a channel has gathered: averaged envelope spectra of its bands. */
export interface ChannelViews {
  readonly channel: string;
  readonly shaftHz: number;
  readonly step: number;
  readonly views: readonly LineView[];
}

/** What speaks for one part. */
export interface PartEvidence {
  readonly part: Signature;
  /** Nepers for the part's lines being there rather than chance, mean of the better half of bands and channels, slip and speed integrated over. */
  readonly evidence: number;
  /** Modulation by its harmonics together, the largest of the views that speak for it: 1 is as large as the mean. */
  readonly size: number;
  /** The same by the harmonics from the third on, of those that are told from the shaft's. */
  readonly higher: number;
  /** Its tallest harmonic over the tallest line that neither it nor the shaft explains, in nepers, in the view that shows it best. */
  readonly lead: number;
  readonly slip: number;
  readonly scale: number;
  readonly channel: ChannelViews;
  readonly view: LineView;
}

/** Fewest and most slips tried. */
const SLIPS: readonly [least: number, most: number] = [9, 41];
/** A slip at the edge of the bearing's tolerance is three halves of a standard deviation away. */
const EDGE = 1.5;
/** Lines nearer to a shaft harmonic, in bins, are not told from it. */
const UNRESOLVED_BINS = 1.2;

/** Power over the noise floor of what noise alone does not reach: 10 dB. */
const CLEAR = 10;
/** A line at half an order of a race weighs as if it were twice as tall, in power: it makes the race's lines its own harmonics. */
const HALF_ORDER = 4;
const NOTHING = 1e-12;
/** Evidence before which a part's own lines are not asked to step aside: it has none. */
const HOPELESS = -1;

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

/** In place and by insertion: of two dozen numbers, hundreds of times a weighing, the engine's own sort is mostly its call. */
function sortAscending(values: Float64Array): void {
  for (let i = 1; i < values.length; i++) {
    const value = values[i] ?? 0;
    let at = i;
    for (; at > 0 && (values[at - 1] ?? 0) > value; at--) values[at] = values[at - 1] ?? 0;
    values[at] = value;
  }
}

/** Mean of the better half of some rows, slip by slip. */
function betterHalf(rows: readonly Float64Array[]): Float64Array {
  const half = (rows.length + 1) >> 1;
  const column = new Float64Array(rows.length);
  const means = new Float64Array(rows[0]?.length ?? 0);
  for (let i = 0; i < means.length; i++) {
    for (let r = 0; r < rows.length; r++) column[r] = rows[r]?.[i] ?? 0;
    sortAscending(column);
    let sum = 0;
    for (let r = column.length - half; r < column.length; r++) sum += column[r] ?? 0;
    means[i] = sum / half;
  }
  return means;
}

function argMax(values: Float64Array | readonly number[]): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

function logSumExp(values: Float64Array | readonly number[]): number {
  const top = Math.max(...values);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - top);
  return top + Math.log(sum);
}

/** A channel with the bins that shaft and mains take at one speed. */
interface Prepared extends ChannelViews {
  readonly mains: Uint8Array;
  readonly shaft: Uint8Array;
  readonly kappa: number;
  /** How high each view reaches, and what a height there says of chance, while no part is taken to explain anything. */
  readonly reaches: readonly Reaches[];
  readonly plain: readonly Float64Array[];
}

function prepared(
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
function evidenceBeside(
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

/** A channel's spectra read where a part's lines would stand. */
interface Reading {
  readonly channel: Prepared;
  readonly places: Places;
  /** View by view. */
  readonly heights: readonly Uint8Array[];
}

/** Channels with the same axis share the places. */
function readingsOf(
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
function rowsOf(
  readings: readonly Reading[],
  said: (channel: Prepared) => readonly Float64Array[],
): Float64Array[][] {
  return readings.map(({ channel, places, heights }) => {
    const evidence = said(channel);
    return heights.map((each, v) => sumsOf(each, places, evidence[v] ?? new Float64Array(0)));
  });
}

/** A part with the slips at which it is sought, and its lines at each. */
interface Sought {
  readonly part: Signature;
  readonly orders: PartOrders;
  readonly slips: Float64Array;
  readonly lines: readonly (readonly PartLine[])[];
}

function soughtFor(
  part: Signature,
  orders: PartOrders,
  tolerance: number,
  step: number,
  sideband: number,
): Sought {
  const [least, most] = SLIPS;
  const wanted = Math.ceil((10 * orders[part] * tolerance) / step);
  const count = Math.min(most, Math.max(least, wanted)) | 1;
  const slips = Float64Array.from(
    { length: count },
    (_, i) => tolerance * ((2 * i) / (count - 1) - 1),
  );
  const lines = Array.from(slips, (slip) => partLines(part, orders, slip, sideband));
  return { part, orders, slips, lines };
}

/** Better half of views and channels at each slip, under the prior of slips. */
function totalOf(rows: readonly Float64Array[][]): Float64Array {
  return betterHalf(rows.map(betterHalf)).map(
    (value, i, all) => value - 0.5 * (EDGE * ((2 * i) / (all.length - 1) - 1)) ** 2,
  );
}

/** A part weighed at one speed: its evidence, and where that stands clearest. */
interface WeighedAt {
  readonly sought: Sought;
  readonly channels: readonly Prepared[];
  readonly scale: number;
  readonly evidence: number;
  /** Index of the slip that says most. */
  readonly at: number;
  /** What it says there, channel by channel and view by view. */
  readonly shown: readonly Float64Array[];
}

function weighAt(sought: Sought, channels: readonly Prepared[], scale: number): WeighedAt {
  const { part, orders, slips, lines } = sought;
  const readings = readingsOf(channels, lines, scale);
  let rows = rowsOf(readings, ({ plain }) => plain);
  let total = totalOf(rows);
  let at = argMax(total);
  // What it explains says nothing of chance; but where there is nothing, there is nothing to explain.
  if ((total[at] ?? 0) > HOPELESS) {
    const explained = explainedOrders(part, orders, slips[at] ?? 0);
    rows = rowsOf(readings, (channel) => evidenceBeside(channel, scale, explained));
    total = totalOf(rows);
    at = argMax(total);
  }
  return {
    sought,
    channels,
    scale,
    evidence: logSumExp(total) - Math.log(slips.length),
    at,
    shown: rows.map((each) => Float64Array.from(each, (row) => row[at] ?? 0)),
  };
}

/** How large the part's lines stand, and over what, at the slip that says most. */
function described(
  { sought, channels, scale, at, shown }: WeighedAt,
  evidence: number,
): PartEvidence | undefined {
  const { part, orders, slips } = sought;
  const lines = sought.lines[at] ?? [];
  const slip = slips[at] ?? 0;
  const c = argMax(shown.map((each) => Math.max(...each)));
  const channel = channels[c];
  const view = channel?.views[argMax(shown[c] ?? [])];
  if (channel === undefined || view === undefined) return undefined;
  return {
    part,
    evidence,
    size: largestSize(channels, shown, lines, scale),
    higher: largestSize(channels, shown, higherOf(lines), scale),
    lead: leadOf(channel, view, { part, orders, slip, scale, lines }),
    slip,
    scale,
    channel,
    view,
  };
}

/** Harmonics from the third on that say something. */
function higherOf(lines: readonly PartLine[]): readonly PartLine[] {
  const [first] = lines;
  return lines.filter(
    ({ own, weight, order }) => own && weight > 0 && order > 2.5 * (first?.order ?? 0),
  );
}

/** The largest size among the better half of a channel's views. */
function largestSize(
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
function sizeOf(view: LineView, lines: readonly PartLine[], scale: number): number {
  let square = 0;
  for (const { order, own } of lines) {
    const bins = own ? binsAt(order * scale, view.step, view.level.length) : undefined;
    if (bins === undefined) continue;
    square += overNoise(view, highestIn(view, ...bins));
  }
  return Math.sqrt(square);
}

function leadOf(
  { shaft, step }: Prepared,
  view: LineView,
  found: {
    part: Signature;
    orders: PartOrders;
    slip: number;
    scale: number;
    lines: readonly PartLine[];
  },
): number {
  const { part, orders, slip, scale } = found;
  const lines = found.lines.filter(({ own }) => own);
  // Beside a whole order the rival is a modulated shaft, that makes lines as far beside the others as well: they are weighed all together. An inner race makes them itself.
  if (part === "outer-race" && wholeOrderDistance(orders[part] * (1 + slip)) < MODULATED_SHAFT) {
    const harmonics = lines.map(({ order }) => order);
    const taken = withOrders(new Uint8Array(shaft.length), harmonics, step, scale);
    const clear = linePower(view, taken);
    return over(sizeOf(view, lines, scale) ** 2, clear > 0 ? clear : tallestOf(view, taken));
  }
  const taken = withOrders(shaft, explainedOrders(part, orders, slip), step, scale);
  const halves = halfOrders({ part, orders, slip, scale }, step, taken.length);
  let other = 0;
  for (let k = firstBin(step); k < taken.length; k++) {
    if (taken[k] === 1) continue;
    const half = halves[k] === 1 && (view.ratio[k] ?? 0) >= CLEAR;
    other = Math.max(other, overNoise(view, k) * (half ? HALF_ORDER : 1));
  }
  let own = 0;
  for (const line of lines) {
    const bins = binsAt(line.order * scale, step, taken.length);
    if (bins !== undefined) own = Math.max(own, overNoise(view, highestIn(view, ...bins)));
  }
  return over(own, other);
}

/** Logarithm of the ratio of two powers' amplitudes, nepers; 0 where both are nothing. */
function over(own: number, other: number): number {
  return 0.5 * Math.log((own + NOTHING) / (other + NOTHING));
}

/** Power of a line without what the noise adds: a spectrum whose noise falls with frequency is full of bins that are taller than a line and say nothing. */
function overNoise({ power, ratio }: LineView, k: number): number {
  const [all = 0, times = 0] = [power[k], ratio[k]];
  return times > 1 ? all - all / times : 0;
}

/** Bins of a race's half orders: a comb that stands there too has half its base, and is not the race's. */
function halfOrders(
  {
    part,
    orders,
    slip,
    scale,
  }: Pick<PartEvidence, "part" | "slip" | "scale"> & { readonly orders: PartOrders },
  step: number,
  bins: number,
): Uint8Array {
  const race = part === "outer-race" || part === "inner-race";
  const halves = race ? [0.5, 1.5, 2.5].map((h) => h * orders[part] * (1 + slip)) : [];
  return withOrders(new Uint8Array(bins), halves, step, scale);
}

/** The tallest of what is not taken, without what the noise adds. */
function tallestOf(view: LineView, taken: Uint8Array): number {
  let tallest = 0;
  for (let k = firstBin(view.step); k < taken.length; k++)
    if (taken[k] === 0) tallest = Math.max(tallest, overNoise(view, k));
  return tallest;
}

/** Power of the lines that stand out of the noise, peaks only, where nothing is taken. */
function linePower(view: LineView, taken: Uint8Array): number {
  return peaksOf(view, taken, CLEAR).reduce((sum, k) => sum + (view.power[k] ?? 0), 0);
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
  return SIGNATURES.flatMap((part) => {
    const sought = soughtFor(part, orders, tolerance, step, sideband);
    const found = speeds.map(({ scale }, s) => weighAt(sought, at[s] ?? [], scale));
    const logs = found.map(({ evidence }, s) => evidence + (speeds[s]?.log ?? 0));
    const best = found[argMax(logs)];
    return (best && described(best, logSumExp(logs))) ?? [];
  }).sort((a, b) => b.evidence - a.evidence);
}
