import { cubicSpline } from "./cubic-spline.ts";

/** When a shaft stood where: the rule that order tracking resamples by. */
export interface ShaftAngle {
  /** Revolutions known of, from 0 at the first moment: [0, revolutions]. */
  readonly revolutions: number;
  /** Seconds after the block's first sample at which the shaft had turned so far. */
  timeAt(revolution: number): number;
  /** Slowest speed, revolutions a second: decides how much order tracking must low-pass. */
  readonly slowest: number;
}

function checkRising(values: Float64Array, what: string): void {
  if (values.length < 2)
    throw new RangeError(`${what}: ${values.length} given, at least two are needed`);
  for (let i = 1; i < values.length; i++)
    if (!(values[i]! > values[i - 1]!))
      throw new RangeError(
        `${what}: number ${i} is ${values[i]!} s, not after ${values[i - 1]!} s`,
      );
}

/**
 * Shaft angle from tacho pulses: a cubic spline of time over angle through them (smooth speed, not only smooth angle).
 *
 * @param pulses seconds after the block's first sample, rising, at least two; may begin before and end after the block.
 * @param pulsesPerRevolution evenly spaced round the shaft.
 * @throws RangeError when the pulses do not rise or are fewer than two.
 *
 * Source: K. R. Fyfe, E. D. S. Munck, Mech. Syst. Signal Process. 11 (1997) 187–205.
 */
export function angleFromTacho(pulses: Float64Array, pulsesPerRevolution = 1): ShaftAngle {
  if (!(pulsesPerRevolution > 0))
    throw new RangeError(`${pulsesPerRevolution} pulses a revolution: a number over 0 is needed`);
  checkRising(pulses, "tacho pulses");
  const angles = Float64Array.from(pulses, (_, i) => i / pulsesPerRevolution);
  let longest = 0;
  for (let i = 1; i < pulses.length; i++) longest = Math.max(longest, pulses[i]! - pulses[i - 1]!);
  return {
    revolutions: (pulses.length - 1) / pulsesPerRevolution,
    timeAt: cubicSpline(angles, pulses),
    slowest: 1 / (longest * pulsesPerRevolution),
  };
}

/**
 * Shaft angle from a speed profile, linear in time between its points, integrated and inverted exactly.
 *
 * @param times seconds after the block's first sample, rising, at least two.
 * @param rpm speed at those times, r/min, all over 0.
 * @throws RangeError when times do not rise, a speed is not over 0, or the numbers differ.
 */
export function angleFromSpeed(times: Float64Array, rpm: Float64Array): ShaftAngle {
  checkRising(times, "times of a speed profile");
  if (rpm.length !== times.length)
    throw new RangeError(`speed profile of ${times.length} times and ${rpm.length} speeds`);
  const speeds = rpm.map((value) => value / 60);
  let slowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < speeds.length; i++) {
    if (!(speeds[i]! > 0 && Number.isFinite(speeds[i]!)))
      throw new RangeError(`speed profile: ${rpm[i]!} r/min at ${times[i]!} s: over 0 is needed`);
    slowest = Math.min(slowest, speeds[i]!);
  }
  const angles = new Float64Array(times.length);
  for (let i = 1; i < times.length; i++)
    angles[i] = angles[i - 1]! + ((speeds[i]! + speeds[i - 1]!) / 2) * (times[i]! - times[i - 1]!);
  let i = 0;
  const timeAt = (revolution: number) => {
    while (i > 0 && revolution < angles[i]!) i--;
    while (i < angles.length - 2 && revolution >= angles[i + 1]!) i++;
    const speed = speeds[i]!;
    const slope = (speeds[i + 1]! - speed) / (times[i + 1]! - times[i]!);
    const turned = revolution - angles[i]!;
    const root = Math.sqrt(Math.max(0, speed * speed + 2 * slope * turned));
    return times[i]! + (2 * turned) / (speed + root);
  };
  return { revolutions: angles[angles.length - 1]!, timeAt, slowest };
}
