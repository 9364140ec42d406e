import { squaredEnvelopeOf, squaredEnvelopeSeries } from "@raceway/dsp/envelope/envelope";
import type { LineSpectrum } from "@raceway/dsp/spectra/amplitude";
import type { ComplexSpectrum } from "@raceway/dsp/spectra/spectrum";
import { median } from "@raceway/dsp/statistics/robust";
import type { TransformEngine } from "@raceway/dsp/transform/transform";
import { bandAt } from "./bands.ts";
import type { Block } from "./block.ts";

/** Harmonics of a repeat frequency that are added up. */
const REPEATS = [1, 2, 3] as const;
const CAGE_REPEATS = [1, 2, 3, 4] as const;
/** Impacts nearer to each other are one, seconds at 1800 r/min. */
const APART = 0.002;
/** Of the largest impacts the first two may be a knock; so many after them make dirt. */
const RANKS = [2, 12] as const;
/** How fast the envelope of impacts is followed, Hz at 1800 r/min. */
const FOLLOWED_HZ = 2000;

export interface ImpactMeasures {
  readonly features: Record<string, number>;
  readonly repeats: Repeats;
}

/** What the repeated impacts at each part's rate are like. */
export type Repeats = Readonly<Record<"outer" | "inner" | "ball", Repeat>>;

export interface Repeat {
  /** How much of the first repeat's modulation the third has: a dent strikes and is over, a scratch is rolled along. */
  readonly sharpness: number;
  /** How far the repeats stand above the envelope's lines around them, as a factor: impacts without a rate raise all lines alike. */
  readonly regularity: number;
}

const NO_REPEAT: Repeat = { sharpness: 0, regularity: 0 };
const NO_REPEATS: Repeats = { outer: NO_REPEAT, inner: NO_REPEAT, ball: NO_REPEAT };

/**
 * What knocks: modulation of the high band at the rates at which balls pass a place of the rings or a place of a ball meets them, of the medium and the high band with the
 * cage, and impacts that keep no rate.
 *
 * A modulation is the amplitude of the squared envelope's line over its mean (the sum over the first harmonics); noise alone has about √(2/(band · duration)).
 */
export function impactMeasures(
  block: Block,
  acceleration: ComplexSpectrum,
  engine: TransformEngine,
): ImpactMeasures {
  const { rpm, sampleRate, bearing } = block;
  const features: Record<string, number> = irregular(block, acceleration, engine);
  if (bearing === undefined) return { features, repeats: NO_REPEATS };
  const shaftHz = rpm / 60;
  const { orders, tolerance } = bearing;
  const rates = { outer: orders.bpfo, inner: orders.bpfi, ball: 2 * orders.bsf };
  const maxFrequency = 3.3 * shaftHz * Math.max(...Object.values(rates));
  const high = squaredEnvelopeOf(acceleration, sampleRate, bandAt("high", rpm), {
    maxFrequency,
    engine,
  });
  const repeatOf = (place: keyof Repeats): Repeat => {
    const centres = REPEATS.map((i) => i * rates[place] * shaftHz);
    const found = centres.map((hz) => modulation(high, hz, tolerance));
    features[`${place}_impacts`] = sum(found);
    const logs = centres.map((hz, k) => Math.log((found[k] ?? 0) / around(high, hz)));
    return {
      sharpness: (found[2] ?? 0) / (found[0] || 1),
      regularity: Math.exp(sum(logs) / logs.length),
    };
  };
  const repeats = {
    outer: repeatOf("outer"),
    inner: repeatOf("inner"),
    ball: repeatOf("ball"),
  };
  const medium = squaredEnvelopeOf(acceleration, sampleRate, bandAt("medium", rpm), {
    maxFrequency: 5 * orders.ftf * shaftHz,
    engine,
  });
  const ofCage = (band: LineSpectrum) =>
    sum(CAGE_REPEATS.map((i) => modulation(band, i * orders.ftf * shaftHz, tolerance)));
  features["cage_rattle"] = (ofCage(medium) + ofCage(high)) / 2;
  return { features, repeats };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** The tallest line of an envelope near a rate, over the envelope's mean. */
function modulation({ values, step }: LineSpectrum, hz: number, tolerance: number): number {
  const mean = values[0] ?? 0;
  if (!(mean > 0)) return 0;
  const reach = tolerance * hz + 0.5 * step;
  const first = Math.max(1, Math.floor((hz - reach) / step));
  const last = Math.min(values.length - 1, Math.ceil((hz + reach) / step));
  let most = 0;
  for (let k = first; k <= last; k++) most = Math.max(most, values[k] ?? 0);
  return most / mean;
}

/** Lines on either side of a rate that say what is there without it. */
const NEIGHBOURS = 24;

/** The median of an envelope's lines around a rate, over the envelope's mean. */
function around({ values, step }: LineSpectrum, hz: number): number {
  const centre = Math.round(hz / step);
  const first = Math.max(1, centre - NEIGHBOURS);
  const last = Math.min(values.length, centre + NEIGHBOURS + 1);
  const usual = first < last ? median(values.subarray(first, last)) : 0;
  return Math.max(1e-9, usual / (values[0] || 1));
}

/** Impacts whenever they come, from the medium and the high band together. */
function irregular(
  { rpm, sampleRate }: Block,
  acceleration: ComplexSpectrum,
  engine: TransformEngine,
): Record<string, number> {
  const scale = rpm / 1800;
  const seconds = acceleration.size / sampleRate;
  const maxFrequency = FOLLOWED_HZ * scale;
  const length = engine.goodLength(Math.ceil(2.2 * maxFrequency * seconds));
  const [low] = bandAt("medium", rpm);
  const [, high] = bandAt("high", rpm);
  const series = squaredEnvelopeSeries(acceleration, sampleRate, [low, high], {
    maxFrequency,
    length: length + (length % 2),
    engine,
  });
  if (series === undefined) return {};
  const ends = Math.floor(series.values.length / 20);
  const envelope = series.values.subarray(ends, series.values.length - ends);
  const usual = median(envelope);
  if (!(usual > 0)) return {};
  const apart = Math.max(1, Math.round((APART / scale) * (series.values.length / seconds)));
  const largest = largestApart(envelope, apart, RANKS[1]);
  const many = largest.slice(...RANKS);
  return {
    largest_impact: (largest[0] ?? 0) / usual,
    many_impacts: Math.exp(sum(many.map((value) => Math.log(value / usual))) / many.length),
  };
}

/** The largest values that lie so many samples apart from larger ones, largest first. */
function largestApart(values: Float64Array, apart: number, count: number): number[] {
  const order = Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const taken: number[] = [];
  for (const at of order) {
    if (taken.some((other) => Math.abs(other - at) < apart)) continue;
    taken.push(at);
    if (taken.length === count) break;
  }
  return taken.map((at) => values[at] ?? 0);
}
