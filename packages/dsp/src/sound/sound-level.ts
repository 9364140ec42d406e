import { levelDb, REFERENCE_PRESSURE } from "../spectra/decibel.ts";
import { checkRate } from "../spectra/spectrum.ts";
import { A_CORNERS } from "./a-weighting.ts";

/** Time constants of IEC 61672-1:2013, 5.8, seconds. */
export const TIME_CONSTANTS = { fast: 0.125, slow: 1 } as const;

/** Second-order section `b0 + b1 z⁻¹ + b2 z⁻² over 1 + a1 z⁻¹ + a2 z⁻²`. */
type Section = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

/** What a chunk of sound read. */
export interface SoundLevel {
  /** Time-weighted level at the chunk's end, dB. */
  readonly last: number;
  /** Largest time-weighted level within the chunk, dB (L_AFmax, L_ASmax). */
  readonly max: number;
  /** Equivalent continuous level of the chunk alone, dB (L_Aeq). */
  readonly equivalent: number;
}

export interface SoundLevelMeter {
  /** Takes the next samples, Pa, in order; any chunking gives the same levels. An empty chunk reads the level as it stands. */
  process(samples: Float64Array): SoundLevel;
  /** All that is remembered: seven numbers. */
  snapshot(): readonly number[];
  restore(state: readonly number[]): void;
}

/** Bilinear transform of `s^n · gain / ((s + p)(s + q))`, n = 0 or 2; p and q in rad/s. */
function section(zeros: 0 | 2, p: number, q: number, sampleRate: number): Section {
  const c = 2 * sampleRate;
  const a0 = (c + p) * (c + q);
  const a1 = (p - c) * (c + q) + (q - c) * (c + p);
  const a2 = (p - c) * (q - c);
  const sign = zeros === 2 ? -2 : 2;
  return [1, sign, 1, a1 / a0, a2 / a0];
}

/**
 * The A-weighting as three digital sections, gain 1 at 1 kHz: bilinear transform of the poles of IEC 61672-1:2013 annex E.
 *
 * The transform pulls high frequencies down near half the sample rate: sampled at 48 kHz it reads −0.04 dB at 4 kHz, −0.5 dB at 8 kHz and −2.7 dB at
 * 12.5 kHz from the standard's curve, at 25.6 kHz −0.15, −2.9 and −44 dB. For slow rates use `aWeightedLevel`, which is exact.
 */
export function aWeightingSections(sampleRate: number): readonly Section[] {
  checkRate(sampleRate);
  const [w1, w2, w3, w4] = A_CORNERS.map((f) => 2 * Math.PI * f) as [
    number,
    number,
    number,
    number,
  ];
  const sections: Section[] = [
    section(2, w1, w1, sampleRate),
    section(2, w2, w3, sampleRate),
    section(0, w4, w4, sampleRate),
  ];
  const gain = sections.reduce((product, s) => product * magnitude(s, 1000 / sampleRate), 1);
  const [[b0, b1, b2, a1, a2], ...others] = sections as [Section, ...Section[]];
  return [[b0 / gain, b1 / gain, b2 / gain, a1, a2], ...others];
}

function magnitude([b0, b1, b2, a1, a2]: Section, cycles: number): number {
  const at = (x0: number, x1: number, x2: number) => {
    const w = 2 * Math.PI * cycles;
    const re = x0 + x1 * Math.cos(w) + x2 * Math.cos(2 * w);
    const im = x1 * Math.sin(w) + x2 * Math.sin(2 * w);
    return Math.sqrt(re * re + im * im);
  };
  return at(b0, b1, b2) / at(1, a1, a2);
}

/**
 * A sound level meter: A-weighting, then the exponential time weighting Fast (125 ms) or Slow (1 s) of the squared pressure, sample by sample.
 *
 * `v[n] = v[n−1] + (1 − e^(−1/(τ·rate))) (p_A²[n] − v[n−1])`, level `10 log10(v / p0²)`. It starts from silence: the first few τ read low.
 *
 * @param reference unit of the samples. @default 20 µPa
 * @throws RangeError for a rate of 2 kHz or less, which cannot hold the 1 kHz that the weighting is normalised at.
 *
 * Source: IEC 61672-1:2013, 5.8.
 */
export function soundLevelMeter(
  sampleRate: number,
  time: keyof typeof TIME_CONSTANTS = "fast",
  reference = REFERENCE_PRESSURE,
): SoundLevelMeter {
  if (!(sampleRate > 2000))
    throw new RangeError(`sound level at ${sampleRate} Hz: a sample rate over 2000 Hz is needed`);
  const sections = aWeightingSections(sampleRate);
  const share = -Math.expm1(-1 / (TIME_CONSTANTS[time] * sampleRate));
  const state = new Float64Array(2 * sections.length + 1);
  const averageAt = 2 * sections.length;

  function weigh(sample: number): number {
    let x = sample;
    for (let s = 0; s < sections.length; s++) {
      const [b0, b1, b2, a1, a2] = sections[s]!;
      const y = b0 * x + state[2 * s]!;
      state[2 * s] = b1 * x - a1 * y + state[2 * s + 1]!;
      state[2 * s + 1] = b2 * x - a2 * y;
      x = y;
    }
    return x;
  }

  return {
    process(samples) {
      let average = state[averageAt]!;
      let max = average;
      let sum = 0;
      for (let n = 0; n < samples.length; n++) {
        const weighed = weigh(samples[n]!);
        const square = weighed * weighed;
        sum += square;
        average += share * (square - average);
        if (average > max || n === 0) max = average;
      }
      state[averageAt] = average;
      return {
        last: levelDb(average, reference),
        max: levelDb(max, reference),
        equivalent: levelDb(samples.length === 0 ? 0 : sum / samples.length, reference),
      };
    },
    snapshot: () => Array.from(state),
    restore(saved) {
      if (saved.length !== state.length)
        throw new RangeError(
          `sound level state of ${saved.length} numbers: ${state.length} needed`,
        );
      state.set(saved);
    },
  };
}
