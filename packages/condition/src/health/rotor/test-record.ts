import type { Observation } from "../../observation.ts";

/** What a machine that is in order shows, mm/s; for tests. */
export const QUIET = { velocity_rms: 1, shaft_1x: 0.8, shaft_2x: 0.3, shaft_3x: 0.2 };
/** The same machine out of balance. */
export const UNBALANCED = { ...QUIET, velocity_rms: 6, shaft_1x: 8.2 };

/** One second of a vibration channel as the rotor's stages get it: a waveform that is noise, with these indicators; for tests. */
export function shaftRecord(
  time: bigint,
  indicators: Readonly<Record<string, number>>,
  more: Partial<Observation> = {},
): Observation {
  return {
    point: "s/l/m/p",
    channel: "vib",
    kind: "vibration",
    time,
    duration: 1,
    calibrated: true,
    speedRpm: 1440,
    sensorFaults: [],
    indicators: { kurtosis: 3, hf_rms: 1, lf_rms: 1, ...indicators },
    spectra: [],
    ...more,
  };
}
