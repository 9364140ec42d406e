import type { LineSpectrum } from "@raceway/dsp/amplitude";

/** A line is read as the largest amplitude within this many bins: Hann's main lobe, and speed known only to a bin. */
const REACH = 1.5;

function amplitudeNear({ values, step }: LineSpectrum, frequency: number, tolerance: number) {
  const halfWidth = Math.max(REACH, (frequency * tolerance) / step);
  const first = Math.max(1, Math.round(frequency / step - halfWidth));
  const last = Math.round(frequency / step + halfWidth);
  if (last >= values.length) return undefined;
  let best = 0;
  for (let k = first; k <= last; k++) best = Math.max(best, values[k] ?? 0);
  return best;
}

/**
 * Velocity amplitudes at one to three times the shaft speed and at twice the mains frequency, mm/s.
 *
 * @param velocity amplitude spectrum in mm/s.
 * @param tolerance largest relative error of the speed.
 * @returns only the lines that the spectrum holds and that lie at least three bins up, so that 0 Hz does not leak into them.
 */
export function shaftLineIndicators(
  velocity: LineSpectrum,
  shaftHz: number | undefined,
  tolerance: number,
  mainsHz?: number,
): Record<string, number> {
  const indicators: Record<string, number> = {};
  if (shaftHz !== undefined && shaftHz >= 3 * velocity.step)
    for (const order of [1, 2, 3]) {
      const amplitude = amplitudeNear(velocity, order * shaftHz, tolerance);
      if (amplitude !== undefined) indicators[`shaft_${order}x`] = amplitude;
    }
  if (mainsHz !== undefined && 2 * mainsHz >= 3 * velocity.step) {
    const amplitude = amplitudeNear(velocity, 2 * mainsHz, 0);
    if (amplitude !== undefined) indicators["line_2x"] = amplitude;
  }
  return indicators;
}
