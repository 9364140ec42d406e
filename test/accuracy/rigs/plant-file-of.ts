import type { TypePlate } from "./rig-record.ts";
import { FULL_SCALE } from "./wav-of.ts";

/** The ids of a point's axes, in the order of the recording's channels. */
export const AXES = ["x", "y", "z", "a4"] as const;

/** A plant file of one point as a stranger would write it, in YAML's JSON subset. */
export function plantFileOf(plate: TypePlate, axes: number): string {
  const { rpm, speedTolerance, bearing, iso, lineFrequencyHz, unit = "g" } = plate;
  const channels = AXES.slice(0, axes).map((id, index) => ({
    id,
    kind: "vibration",
    unit,
    fullScale: FULL_SCALE,
    trace: axes === 1 ? "sound" : `sound:${index}`,
  }));
  const speed = {
    ...(rpm !== undefined && { rpm }),
    ...(speedTolerance !== undefined && { tolerance: speedTolerance }),
  };
  const machine = {
    id: "machine",
    speed,
    ...iso,
    ...(lineFrequencyHz !== undefined && { lineFrequencyHz }),
    points: [{ id: "point", bearing, channels }],
  };
  // Records that do not belong together in time: long enough apart that nothing joins them.
  return JSON.stringify({
    site: "bench",
    lines: [{ id: "line", machines: [machine] }],
    trace: { interval: 60 },
  });
}
