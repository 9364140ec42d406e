import type { DefectOrders } from "@raceway/model/plant";
import type { Random } from "../random.ts";
import { ring } from "../resonance.ts";

/**
 * One finished bearing as it was made: how loud each band is, how wavy its pieces are, and what is wrong with it. Numbers are those of the sensor on its outer ring at
 * 1800 r/min; levels go with the speed.
 */
export interface FinishedBearing {
  readonly orders: DefectOrders;
  /** Noise in the bands of ISO 15242, µm/s rms. */
  readonly noise: { readonly low: number; readonly medium: number; readonly high: number };
  /** Lines: order of the shaft's speed, velocity µm/s rms. */
  readonly lines: readonly { readonly order: number; readonly rms: number }[];
  /** Depth to which the noise swells and fades with the cage, 0–1. */
  readonly cage: number;
  /** Impacts that come at a rate of the bearing, or at none. */
  readonly impacts: readonly ImpactSource[];
}

export interface ImpactSource {
  /** Blows in a turn of the shaft; absent: at random, `perSecond`. */
  readonly perTurn?: number;
  readonly perSecond?: number;
  /** Largest velocity of a blow's ringing, µm/s. */
  readonly peak: number;
  /** Scatter of the blows' heights: standard deviation of the logarithm. */
  readonly scatter: number;
  /** How long a blow lasts as a share of the time to the next: 0 a dent, which strikes once; 0.3 a scratch, which is rolled along. */
  readonly lasting?: number;
}

/** The modes of a ring held in a stand, at which blows ring: Hz, damping, share of the height. */
const MODES = [
  { hz: 3300, damping: 0.04, share: 0.65 },
  { hz: 6100, damping: 0.03, share: 0.35 },
] as const;
/** Grains of a scratch that a ball rolls over. */
const GRAINS = 24;
/** Blows come not quite evenly: balls slip. */
const JITTER = 0.01;

/** How a bearing is measured. */
export interface StandRun {
  readonly rpm: number;
  /** Hz. */
  readonly sampleRate: number;
  readonly samples: number;
}

/** Velocity of a finished bearing's outer ring on a stand, µm/s. */
export function finishedBearingVelocity(
  bearing: FinishedBearing,
  { rpm, sampleRate, samples }: StandRun,
  random: Random,
): Float64Array {
  const shaftHz = rpm / 60;
  const scale = rpm / 1800;
  const out = bandNoise(bearing.noise, scale, sampleRate, samples, random);
  swell(out, bearing.cage, bearing.orders.ftf * shaftHz, sampleRate, random);
  const excitation = MODES.map(() => new Float64Array(samples));
  for (const source of bearing.impacts)
    strike(excitation, source, { shaftHz, scale, sampleRate }, random);
  MODES.forEach((mode, m) => {
    ring(out, excitation[m] ?? new Float64Array(samples), sampleRate, mode);
  });
  for (const { order, rms } of bearing.lines)
    addLine(out, order * shaftHz, rms * scale * Math.SQRT2, sampleRate, random);
  return out;
}

/** Bands of noise by cascades of one-pole filters: their slopes overlap as those of a real stand do. */
function bandNoise(
  { low, medium, high }: FinishedBearing["noise"],
  scale: number,
  sampleRate: number,
  samples: number,
  random: Random,
): Float64Array {
  const out = new Float64Array(samples);
  const bands = [
    [50, 300, low],
    [300, 1800, medium],
    [1800, 10_000, high],
  ] as const;
  for (const [from, to, rms] of bands) {
    const noise = Float64Array.from({ length: samples }, random.gaussian);
    bandPass(noise, (from * scale) / sampleRate, (to * scale) / sampleRate);
    let sum = 0;
    for (const value of noise) sum += value * value;
    const gain = (rms * scale) / Math.sqrt(sum / samples);
    for (let n = 0; n < samples; n++) out[n] = (out[n] ?? 0) + gain * (noise[n] ?? 0);
  }
  return out;
}

/** Two one-pole high passes and two low passes, in place. Edges in turns a sample. */
function bandPass(values: Float64Array, from: number, to: number): void {
  const below = 1 - Math.exp(-2 * Math.PI * from);
  const above = 1 - Math.exp(-2 * Math.PI * Math.min(0.45, to));
  let [slow1, slow2, fast1, fast2] = [0, 0, 0, 0];
  for (let n = 0; n < values.length; n++) {
    const input = values[n] ?? 0;
    slow1 += below * (input - slow1);
    const first = input - slow1;
    slow2 += below * (first - slow2);
    const second = first - slow2;
    fast1 += above * (second - fast1);
    fast2 += above * (fast1 - fast2);
    values[n] = fast2;
  }
}

/** Noise that swells once a turn of the cage, sharper the deeper it is. */
function swell(
  values: Float64Array,
  depth: number,
  hz: number,
  sampleRate: number,
  random: Random,
): void {
  if (depth === 0) return;
  const phase = random.uniform();
  for (let n = 0; n < values.length; n++) {
    const turn = 0.5 + 0.5 * Math.cos(2 * Math.PI * ((hz * n) / sampleRate + phase));
    values[n] = (values[n] ?? 0) * (1 + depth * 2 * turn * turn * turn);
  }
}

interface Turning {
  readonly shaftHz: number;
  readonly scale: number;
  readonly sampleRate: number;
}

/** Puts the blows of a source into the excitation of every mode. */
function strike(
  excitation: readonly Float64Array[],
  source: ImpactSource,
  { shaftHz, scale, sampleRate }: Turning,
  random: Random,
): void {
  const length = excitation[0]?.length ?? 0;
  const { perTurn, perSecond = 0, peak, scatter, lasting = 0 } = source;
  const pitch = sampleRate / (perTurn === undefined ? perSecond * scale : perTurn * shaftHz);
  for (let at = nextBlow(0); at < length; at = nextBlow(at)) {
    const height = peak * scale * Math.exp(scatter * random.gaussian());
    if (lasting === 0) put(at, height);
    else
      for (let g = 0; g < GRAINS; g++) {
        const place = at + lasting * pitch * random.uniform();
        put(place, ((height * (0.4 + 0.6 * random.uniform())) / Math.sqrt(GRAINS)) * 2);
      }
  }

  function nextBlow(at: number): number {
    if (perTurn === undefined) return at - pitch * Math.log(1 - random.uniform());
    return at === 0
      ? pitch * random.uniform()
      : at + pitch * Math.max(0.5, 1 + JITTER * random.gaussian());
  }

  function put(at: number, height: number): void {
    const sample = Math.floor(at);
    if (sample >= length) return;
    MODES.forEach(({ share }, m) => {
      const target = excitation[m];
      if (target !== undefined) target[sample] = (target[sample] ?? 0) + share * height;
    });
  }
}

/** A line by rotating a vector: no sine a sample. */
function addLine(
  out: Float64Array,
  hz: number,
  amplitude: number,
  sampleRate: number,
  random: Random,
): void {
  const turn = (2 * Math.PI * hz) / sampleRate;
  const [stepRe, stepIm] = [Math.cos(turn), Math.sin(turn)];
  const phase = 2 * Math.PI * random.uniform();
  let [re, im] = [Math.cos(phase), Math.sin(phase)];
  for (let n = 0; n < out.length; n++) {
    out[n] = (out[n] ?? 0) + amplitude * im;
    const next = re * stepRe - im * stepIm;
    im = re * stepIm + im * stepRe;
    re = next;
  }
}
