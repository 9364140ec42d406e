import type { DefectOrders } from "@raceway/model/plant";
import type { Fault } from "@raceway/model/verdict";
import type { Case } from "./recordings.ts";

/** Deterministic random numbers (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Draw {
  readonly uniform: (low: number, high: number) => number;
  readonly gauss: () => number;
  readonly pick: <T>(values: readonly T[]) => T;
}

function drawOf(seed: number): Draw {
  const random = randomOf(seed);
  const uniform = (low: number, high: number) => low + (high - low) * random();
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  return { uniform, gauss, pick };
}

/** A geometry that a deep-groove or cylindrical bearing could have. */
export function anyBearing(seed: number): DefectOrders {
  const { uniform } = drawOf(seed);
  for (;;) {
    const balls = Math.floor(uniform(6, 19));
    const ratio = uniform(0.12, 0.36);
    if (balls * ratio > 3) continue;
    return {
      bpfo: (balls / 2) * (1 - ratio),
      bpfi: (balls / 2) * (1 + ratio),
      bsf: (1 - ratio * ratio) / (2 * ratio),
      ftf: (1 - ratio) / 2,
    };
  }
}

export const DISTURBANCES = [
  "noise",
  "shaft",
  "gear",
  "belt",
  "mains",
  "shocks",
  "flow",
  "stray",
  "neighbour",
] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

/** Adds decaying oscillations struck at given times. */
function ring(
  samples: Float64Array,
  rate: number,
  strikes: readonly { readonly at: number; readonly strength: number }[],
  frequency: number,
  damping: number,
) {
  const decay = damping * 2 * Math.PI * frequency;
  const length = Math.ceil((7 / decay) * rate);
  for (const { at, strength } of strikes) {
    const first = Math.ceil(at * rate);
    for (let n = first; n < Math.min(samples.length, first + length); n++) {
      const t = n / rate - at;
      samples[n] =
        (samples[n] ?? 0) + strength * Math.exp(-decay * t) * Math.sin(2 * Math.PI * frequency * t);
    }
  }
}

/** Noise through a few resonances: what housings make of friction and flow. */
function colouredNoise({ uniform, gauss }: Draw, n: number, rate: number): Float64Array {
  const out = Float64Array.from({ length: n }, () => 0.3 * gauss());
  for (let mode = 0; mode < 3; mode++) {
    const radius = uniform(0.9, 0.985);
    const angle = (2 * Math.PI * uniform(0.04, 0.45) * rate) / rate;
    const [a1, a2] = [2 * radius * Math.cos(angle), -radius * radius];
    let [y1, y2] = [0, 0];
    const gain = uniform(0.3, 1) * (1 - radius) * 3;
    for (let k = 0; k < n; k++) {
      const y = gain * gauss() + a1 * y1 + a2 * y2;
      y2 = y1;
      y1 = y;
      out[k] = (out[k] ?? 0) + y;
    }
  }
  return out;
}

function rmsOf(samples: Float64Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return Math.sqrt(sum / samples.length);
}

/** Strikes of a damaged bearing: mean order, slip that wanders, load zone. */
function defectStrikes(
  draw: Draw,
  fault: Fault,
  orders: DefectOrders,
  fr: number,
  seconds: number,
) {
  const { uniform, gauss } = draw;
  const slip = 1 + uniform(-0.01, 0.01);
  const jitter = fault === "rolling-element" ? 0.012 : 0.006;
  const order =
    fault === "outer-race" ? orders.bpfo : fault === "inner-race" ? orders.bpfi : 2 * orders.bsf;
  const modulator = fault === "inner-race" ? 1 : fault === "rolling-element" ? orders.ftf : 0;
  const depth = uniform(0.4, 0.9);
  const strikes: { at: number; strength: number }[] = [];
  const phase = uniform(0, 2 * Math.PI);
  for (let at = uniform(0, 0.01), i = 0; at < seconds; i++) {
    const load =
      modulator === 0 ? 1 : 1 + depth * Math.cos(2 * Math.PI * modulator * fr * at + phase);
    const alternate = fault === "rolling-element" && i % 2 === 1 ? 0.8 : 1;
    strikes.push({ at, strength: load * alternate * (1 + 0.25 * gauss()) });
    at += (1 + jitter * gauss()) / (order * slip * fr);
  }
  return strikes;
}

/** Comb of sines: shaft harmonics, gears, belts, mains. */
function tones(
  samples: Float64Array,
  rate: number,
  lines: readonly { readonly frequency: number; readonly amplitude: number }[],
  draw: Draw,
) {
  for (const { frequency, amplitude } of lines) {
    if (frequency > 0.45 * rate) continue;
    const phase = draw.uniform(0, 2 * Math.PI);
    for (let n = 0; n < samples.length; n++)
      samples[n] =
        (samples[n] ?? 0) + amplitude * Math.sin((2 * Math.PI * frequency * n) / rate + phase);
  }
}

function disturb(samples: Float64Array, what: Disturbance, draw: Draw, rate: number, fr: number) {
  const { uniform, pick } = draw;
  const seconds = samples.length / rate;
  const harmonics = (base: number, count: number, amplitude: number, fall: number) =>
    Array.from({ length: count }, (_, h) => ({
      frequency: base * (h + 1),
      amplitude: (amplitude * uniform(0.3, 1)) / (h + 1) ** fall,
    }));
  if (what === "shaft") tones(samples, rate, harmonics(fr, 30, uniform(1, 5), 0.7), draw);
  if (what === "mains") {
    const mains = pick([50, 60]);
    tones(samples, rate, harmonics(2 * mains, 12, uniform(0.5, 4), 0.5), draw);
    const carrier = uniform(0.1, 0.4) * rate;
    for (let n = 0; n < samples.length; n++)
      samples[n] =
        (samples[n] ?? 0) +
        (1 + Math.cos((2 * Math.PI * 2 * mains * n) / rate)) *
          Math.sin((2 * Math.PI * carrier * n) / rate);
  }
  if (what === "gear" || what === "belt") {
    // Another shaft at a ratio of its own, its mesh modulated by both shafts.
    const other =
      what === "gear"
        ? fr * (Math.floor(uniform(13, 40)) / Math.floor(uniform(17, 60)))
        : fr * uniform(0.2, 0.9);
    const mesh = Math.floor(uniform(17, 60)) * (what === "gear" ? fr : other);
    const [d1, d2] = [uniform(0.1, 0.8), uniform(0.1, 0.8)];
    const amplitude = uniform(0.5, 3);
    for (let h = 1; h <= 3; h++)
      for (let n = 0; n < samples.length; n++) {
        const t = n / rate;
        samples[n] =
          (samples[n] ?? 0) +
          (amplitude / h) *
            (1 + d1 * Math.cos(2 * Math.PI * fr * t) + d2 * Math.cos(2 * Math.PI * other * t)) *
            Math.sin(2 * Math.PI * h * mesh * t);
      }
    tones(samples, rate, harmonics(other, 8, uniform(0.3, 2), 0.8), draw);
  }
  if (what === "shocks") {
    const strikes = Array.from({ length: Math.ceil(uniform(3, 60) * seconds) }, () => ({
      at: uniform(0, seconds),
      strength: uniform(1, 12),
    }));
    ring(samples, rate, strikes, uniform(0.05, 0.4) * rate, uniform(0.02, 0.1));
  }
  if (what === "stray") {
    // Something that belongs to nobody swells and fades: one line, with a weak second harmonic.
    const order = uniform(1.2, 9);
    const [depth, second] = [uniform(0.1, 0.6), uniform(0, 0.1)];
    for (let n = 0; n < samples.length; n++) {
      const phase = (2 * Math.PI * order * fr * n) / rate;
      samples[n] = (samples[n] ?? 0) * (1 + depth * Math.cos(phase) + second * Math.cos(2 * phase));
    }
  }
  if (what === "flow") {
    // Cavitation or friction that swells with the shaft and its blades.
    const blades = Math.floor(uniform(3, 9));
    for (let n = 0; n < samples.length; n++) {
      const t = n / rate;
      samples[n] =
        (samples[n] ?? 0) *
        (1 + 0.5 * Math.cos(2 * Math.PI * fr * t) + 0.4 * Math.cos(2 * Math.PI * blades * fr * t));
    }
  }
}

export interface SyntheticMachine {
  readonly seed: number;
  readonly fault: Fault | "healthy";
  readonly disturbances: readonly Disturbance[];
  /** Strength of the defect's ringing over everything else, dB (rms). */
  readonly snrDb?: number;
  readonly seconds?: number;
  /** Orders of its bearing; drawn when absent. */
  readonly orders?: DefectOrders;
  /** Hz; drawn when absent. */
  readonly sampleRate?: number;
  /** Hz; drawn when absent. */
  readonly shaftHz?: number;
}

/** A machine that nobody has seen: bearing, speed, sampling rate, resonances and neighbours drawn from a seed. */
export function syntheticCase(machine: SyntheticMachine): Case {
  const { seed, fault, disturbances, snrDb = -6, seconds = 10 } = machine;
  const draw = drawOf(seed);
  const { uniform, pick } = draw;
  const drawn = { sampleRate: pick([12_000, 20_000, 25_600, 48_000]), shaftHz: uniform(10, 50) };
  const { sampleRate, shaftHz: fr } = { ...drawn, ...machine };
  const orders = machine.orders ?? anyBearing(seed + 77);
  const samples = colouredNoise(draw, Math.round(seconds * sampleRate), sampleRate);
  for (const what of disturbances) disturb(samples, what, draw, sampleRate, fr);
  if (disturbances.includes("neighbour")) {
    const struck = new Float64Array(samples.length);
    const other = anyBearing(seed + 4711);
    const kind = pick(["outer-race", "inner-race"] as const);
    const otherFr = pick([fr, fr * uniform(0.3, 2)]);
    const strikes = defectStrikes(draw, kind, other, otherFr, seconds);
    ring(struck, sampleRate, strikes, uniform(0.08, 0.35) * sampleRate, uniform(0.02, 0.08));
    const gain = (10 ** (uniform(-12, 0) / 20) * rmsOf(samples)) / rmsOf(struck);
    for (let n = 0; n < samples.length; n++)
      samples[n] = (samples[n] ?? 0) + gain * (struck[n] ?? 0);
  }
  if (fault !== "healthy") {
    const struck = new Float64Array(samples.length);
    const strikes = defectStrikes(draw, fault, orders, fr, seconds);
    ring(struck, sampleRate, strikes, uniform(0.08, 0.4) * sampleRate, uniform(0.02, 0.08));
    const gain = (10 ** (snrDb / 20) * rmsOf(samples)) / rmsOf(struck);
    for (let n = 0; n < samples.length; n++)
      samples[n] = (samples[n] ?? 0) + gain * (struck[n] ?? 0);
  }
  return {
    set: "synthetic",
    name: `${seed}-${fault}-${disturbances.join("+")}`,
    sampleRate,
    speedRpm: 60 * fr * (1 + uniform(-0.002, 0.002)),
    samples,
    truth: fault,
    orders,
    designation: "drawn",
  };
}
