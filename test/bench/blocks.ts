import { randomFrom } from "../faults/random-from.ts";

export const RATE = 25_600;
export const SIZE = 8192;
export const RPM = 1797;
/** g a step of the 16-bit numbers that are sent. */
export const SCALE = 1 / 2048;
const OUTER_RACE = 3.585;
const SHAFT_HZ = RPM / 60;
/** Of the noise, g rms, and of 1× and 2× shaft speed, g peak: a machine that runs well (about 2 mm/s rms). */
const NOISE = 0.1;
const SHAFT = [0.055, 0.02] as const;
const RINGING_HZ = 3300;

/** One block of vibration as a sensor's converter gives it. @param blow strength of an outer-race fault, g; 0: none */
export function block(seed: number, blow: number): Int16Array {
  const random = randomFrom(seed);
  const noise = () => (random() + random() + random() + random() - 2) * Math.sqrt(3);
  const phase = 2 * Math.PI * random();
  const samples = Float64Array.from({ length: SIZE }, (_, n) => {
    const turn = (2 * Math.PI * SHAFT_HZ * n) / RATE + phase;
    return SHAFT[0] * Math.sin(turn) + SHAFT[1] * Math.sin(2 * turn) + NOISE * noise();
  });
  const period = 1 / (OUTER_RACE * SHAFT_HZ);
  if (blow > 0)
    for (let at = random() * period; at < SIZE / RATE; at += period * (1 + 0.005 * noise()))
      strike(samples, at, blow);
  return Int16Array.from(samples, (value) => Math.round(value / SCALE));
}

function strike(samples: Float64Array, at: number, blow: number): void {
  const first = Math.ceil(at * RATE);
  for (let n = first; n < Math.min(SIZE, first + 256); n++) {
    const t = n / RATE - at;
    samples[n] =
      (samples[n] ?? 0) + blow * Math.exp(-900 * t) * Math.sin(2 * Math.PI * RINGING_HZ * t);
  }
}
