import type { PointContext } from "@raceway/model/plant";
import type { Waveform } from "@raceway/model/record";

/** Orders of the bearing that the tests of this folder use (SKF 6205-2RS). */
export const ORDERS = { bpfo: 3.5848, bpfi: 5.4152, bsf: 2.3567, ftf: 0.3983 } as const;
export const SHAFT_HZ = 30;
export const RATE = 12_000;

/** A point with one vibration channel on a machine of known speed; for tests. */
export function testContext(channels: readonly string[] = ["vib"]): PointContext {
  return {
    site: "s",
    line: { id: "l", name: "l", machines: [] },
    machine: {
      id: "m",
      name: "m",
      speed: { nominalRpm: 60 * SHAFT_HZ, tolerance: 0.01 },
      loadUnit: "%",
      points: [],
    },
    point: {
      path: "s/l/m/p",
      id: "p",
      name: "p",
      bearing: {
        designation: "6205",
        orders: ORDERS,
        tolerance: 0.02,
        source: "test",
        rotating: "inner",
      },
      channels: channels.map((id) => ({
        id,
        name: id,
        kind: "vibration" as const,
        silentAfter: 60,
        limits: [],
      })),
    },
  };
}

/** Numbers near enough to Gaussian from a small congruential generator; for tests. */
export function noise(n: number, seed: number): Float64Array {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float64Array.from({ length: n }, () => next() + next() + next() + next());
}

/** Noise with a resonance struck at an order, one second long; for tests. */
export function struck(order: number, strength: number, seed: number): Float64Array {
  const samples = noise(RATE, seed);
  const jitter = noise(2000, seed + 1);
  for (let at = 0.003, i = 0; at < 1; i++) {
    for (let n = Math.ceil(at * RATE); n < Math.min(RATE, at * RATE + 60); n++) {
      const t = n / RATE - at;
      samples[n] =
        (samples[n] ?? 0) + strength * Math.exp(-900 * t) * Math.sin(2 * Math.PI * 3100 * t);
    }
    at += (1 + 0.008 * (jitter[i] ?? 0)) / (order * SHAFT_HZ);
  }
  return samples;
}

/** A block as a sensor would send it; for tests. */
export function block(
  samples: Float64Array,
  index: number,
  more: Partial<Waveform> = {},
): Waveform {
  return {
    type: "waveform",
    point: "s/l/m/p",
    channel: "vib",
    time: BigInt(index) * 1_000_000_000n,
    sampleRate: RATE,
    unit: "m/s2",
    samples,
    ...more,
  };
}
