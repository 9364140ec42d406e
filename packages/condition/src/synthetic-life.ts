import type { PointContext } from "@raceway/model/plant";
import { nanosOfSeconds } from "@raceway/model/time";
import type { Observation } from "./observation.ts";

/** Synthetic observations for the tests beside: a point with two axes of vibration, temperature and sound. */

/** 2026-01-01T00:00:00Z. */
const START = 1_767_225_600n * 1_000_000_000n;

export const SYNTHETIC_POINT: PointContext = (() => {
  const channel = (id: string, kind: "vibration" | "temperature" | "sound") => ({
    id,
    name: id,
    kind,
    silentAfter: 600,
    limits: [],
  });
  const point = {
    path: "works/line-1/grinder/spindle",
    id: "spindle",
    name: "Spindle",
    channels: [
      channel("x", "vibration"),
      channel("y", "vibration"),
      channel("temp", "temperature"),
      channel("mic", "sound"),
    ],
  } as const;
  const machine = {
    id: "grinder",
    name: "Grinder",
    speed: { nominalRpm: 1800, tolerance: 0.02 },
    loadUnit: "%",
    points: [point],
  } as const;
  return {
    site: "works",
    line: { id: "line-1", name: "Line 1", machines: [machine] },
    machine,
    point,
  };
})();

/** Repeatable noise: mean 0, standard deviation 1, nearly Gaussian. */
export function repeatableNoise(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, -6);
}

/** Context of one observation. */
export interface Moment {
  /** Seconds after the start. */
  readonly seconds: number;
  readonly speedRpm?: number;
  readonly load?: number;
  /** Temperature around the machine, °C. */
  readonly ambient?: number;
  /** Factor on every level. */
  readonly level?: number;
}

function observation(
  channel: string,
  kind: Observation["kind"],
  moment: Moment,
  indicators: Observation["indicators"],
): Observation {
  const { seconds, speedRpm, load, ambient } = moment;
  return {
    point: SYNTHETIC_POINT.point.path,
    channel,
    kind,
    time: START + nanosOfSeconds(seconds),
    duration: kind === "temperature" ? 0 : 1,
    calibrated: true,
    ...(speedRpm !== undefined && { speedRpm }),
    ...(load !== undefined && { load }),
    ...(ambient !== undefined && { ambient }),
    sensorFaults: [],
    indicators,
    spectra: [],
  };
}

/** One block of vibration whose levels wander by 5 %. */
export function vibration(
  moment: Moment,
  noise: () => number,
  channel: "x" | "y" = "x",
): Observation {
  const level = (moment.level ?? 1) * Math.exp(0.05 * noise());
  const band = (share: number) => share * level * Math.exp(0.02 * noise());
  const kurtosis = 3 * Math.exp(0.03 * noise());
  return observation(channel, "vibration", moment, {
    rms: band(1),
    peak: band(4),
    crest: 4,
    kurtosis,
    lf_rms: band(0.3),
    mf_rms: band(0.8),
    hf_rms: band(0.5),
    velocity_rms: band(0.6),
    envelope_rms: band(0.7),
  });
}

/** One reading of temperature. */
export function temperature(moment: Moment, value: number): Observation {
  return observation("temp", "temperature", moment, { temperature: value });
}

/** One block of sound. */
export function sound(moment: Moment, noise: () => number): Observation {
  const rms = 0.2 * (moment.level ?? 1) * Math.exp(0.05 * noise());
  return observation("mic", "sound", moment, {
    rms,
    kurtosis: 3 * Math.exp(0.03 * noise()),
    level_a: 20 * Math.log10(rms / 20e-6),
  });
}

/** The START of all synthetic lives plus so many seconds, for `elapse`. */
export function synthesizedTime(seconds: number): bigint {
  return START + nanosOfSeconds(seconds);
}
