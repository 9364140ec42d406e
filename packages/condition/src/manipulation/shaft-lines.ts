import type { LineSpectrum } from "@raceway/dsp/spectra/amplitude";

/** A line is sought within this many bins: Hann's main lobe, and speed known only to a bin. */
const REACH = 1.5;
/** Squares of a sine's three strongest bins under Hann's window, over that of its amplitude: 1 + 2·(1/2)² on a bin, 1.47 halfway between two. */
const LOBE = 1.5;

/** Whether a bin is overtopped by a neighbour, as the sides of another line are. */
function isFlank(values: LineSpectrum["values"], k: number): boolean {
  const own = values[k] ?? 0;
  return (values[k - 1] ?? 0) > own || (values[k + 1] ?? 0) > own;
}

/** Where there is nothing but the flank of another line, no more can be hidden than its foot. */
function smallest(values: LineSpectrum["values"], first: number, last: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = first; k <= last; k++) least = Math.min(least, values[k] ?? 0);
  return least;
}

function amplitudeNear({ values, step }: LineSpectrum, frequency: number, tolerance: number) {
  const halfWidth = Math.max(REACH, (frequency * tolerance) / step);
  const first = Math.max(1, Math.round(frequency / step - halfWidth));
  const last = Math.round(frequency / step + halfWidth);
  if (last >= values.length) return undefined;
  let best: number | undefined;
  for (let k = first; k <= last; k++)
    if (!isFlank(values, k) && (best === undefined || (values[k] ?? 0) > (values[best] ?? 0)))
      best = k;
  if (best === undefined) return smallest(values, first, last);
  const [below, at, above] = [values[best - 1] ?? 0, values[best] ?? 0, values[best + 1] ?? 0];
  return Math.sqrt((below * below + at * at + above * above) / LOBE);
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
