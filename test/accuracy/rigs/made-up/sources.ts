import type { Random } from "@raceway/simulator/random";

/** A line: an order of the shaft or a fixed frequency, as strong as it is on each axis, perhaps swelling. */
export interface Tone {
  readonly order?: number;
  readonly hz?: number;
  /** Peak acceleration by axis, g. */
  readonly acceleration?: readonly number[];
  /** Peak velocity by axis, mm/s: lines of the rotor. */
  readonly velocity?: readonly number[];
  /** Phase by axis, radians. Absent: each axis draws its own. */
  readonly phases?: readonly number[];
  /** Amplitude modulation by lines of these frequencies, Hz, and depths. */
  readonly swells?: readonly { readonly hz: number; readonly depth: number }[];
}

const GRAVITY = 9.80665;

export function rmsOf(samples: Float64Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return Math.sqrt(sum / samples.length);
}

/** Noise through three resonances: what housings make of friction and flow, of the given r.m.s. */
export function colouredNoise(random: Random, count: number, rms: number): Float64Array {
  const out = Float64Array.from({ length: count }, () => 0.4 * random.gaussian());
  for (let mode = 0; mode < 3; mode++) {
    const radius = 0.9 + 0.085 * random.uniform();
    const angle = 2 * Math.PI * (0.04 + 0.4 * random.uniform());
    const gain = (0.3 + 0.7 * random.uniform()) * (1 - radius) * 3;
    const [a1, a2] = [2 * radius * Math.cos(angle), -radius * radius];
    let [y1, y2] = [0, 0];
    for (let n = 0; n < count; n++) {
      const y = gain * random.gaussian() + a1 * y1 + a2 * y2;
      y2 = y1;
      y1 = y;
      out[n] = (out[n] ?? 0) + y;
    }
  }
  const scale = rms / rmsOf(out);
  return out.map((value) => scale * value);
}

/** Lets samples swell with a frequency given in cycles a sample. */
export function modulate(
  samples: Float64Array,
  cycles: number,
  depth: number,
  random: Random,
): void {
  const phase = random.uniform();
  for (let n = 0; n < samples.length; n++)
    samples[n] = (samples[n] ?? 0) * (1 + depth * Math.cos(2 * Math.PI * (cycles * n + phase)));
}

/** Adds a line to one axis; nothing above 45 % of the sample rate. */
export function addTone(
  samples: Float64Array,
  tone: Tone,
  axis: number,
  { sampleRate, shaftHz }: { readonly sampleRate: number; readonly shaftHz: number },
  random: Random,
): void {
  const hz = tone.hz ?? (tone.order ?? 0) * shaftHz;
  if (hz > 0.45 * sampleRate) return;
  const fromVelocity = ((tone.velocity?.[axis] ?? 0) * 2 * Math.PI * hz) / 1000 / GRAVITY;
  const amplitude = tone.acceleration?.[axis] ?? fromVelocity;
  const drawn = 2 * Math.PI * random.uniform();
  const phase = tone.phases?.[axis] ?? drawn;
  const swells = (tone.swells ?? []).map((swell) => ({
    ...swell,
    phase: 2 * Math.PI * random.uniform(),
  }));
  for (let n = 0; n < samples.length; n++) {
    const t = n / sampleRate;
    let envelope = amplitude;
    for (const swell of swells)
      envelope *= 1 + swell.depth * Math.cos(2 * Math.PI * swell.hz * t + swell.phase);
    samples[n] = (samples[n] ?? 0) + envelope * Math.sin(2 * Math.PI * hz * t + phase);
  }
}

/** Second-order Butterworth low-pass; the corner in cycles a sample. */
export function lowPassed(samples: Float64Array, corner: number): Float64Array {
  const c = 1 / Math.tan(Math.PI * Math.min(0.49, corner));
  const a0 = 1 + Math.SQRT2 * c + c * c;
  const [b, a1, a2] = [1 / a0, (2 * (1 - c * c)) / a0, (1 - Math.SQRT2 * c + c * c) / a0];
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return samples.map((x) => {
    const y = b * (x + 2 * x1 + x2) - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  });
}
