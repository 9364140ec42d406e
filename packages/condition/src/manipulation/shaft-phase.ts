import type { ComplexSpectrum } from "@raceway/dsp/spectra/spectrum";
import type { ShaftPhase } from "../observation.ts";
import { TO_VELOCITY } from "./velocity.ts";

/** The line is sought within this many bins, as its amplitude is. */
const REACH = 1.5;
/** The shaft's line must lie so many bins up, so that 0 Hz does not leak into it. */
const LEAST_BINS = 3;

/** A bin under Hann's window. */
function hann({ re, im }: ComplexSpectrum, k: number): readonly [re: number, im: number] {
  const at = (part: Float64Array) =>
    0.5 * (part[k] ?? 0) - 0.25 * ((part[k - 1] ?? 0) + (part[k + 1] ?? 0));
  return [at(re), at(im)];
}

/**
 * Phase of the velocity at the shaft's own frequency, for a comparison with that of another axis sampled together with this one: what both have in common (where the block began, by how much the speed is off
 * a bin) cancels.
 *
 * @param tolerance largest relative error of the speed.
 * @param quantity what the samples measure; undefined is returned for what cannot be turned into velocity.
 */
export function shaftPhaseOf(
  spectrum: ComplexSpectrum,
  sampleRate: number,
  shaftHz: number,
  tolerance: number,
  quantity: string,
): ShaftPhase | undefined {
  const way = TO_VELOCITY[quantity];
  const step = sampleRate / spectrum.size;
  if (way === undefined || shaftHz < LEAST_BINS * step) return undefined;
  const centre = shaftHz / step;
  const reach = Math.max(REACH, centre * tolerance);
  const last = Math.round(centre + reach);
  if (last >= spectrum.re.length - 1) return undefined;
  let [bin, strongest] = [0, 0];
  for (let k = Math.max(LEAST_BINS - 1, Math.round(centre - reach)); k <= last; k++) {
    const size = Math.hypot(...hann(spectrum, k));
    if (size > strongest) [bin, strongest] = [k, size];
  }
  if (strongest === 0) return undefined;
  const [re, im] = hann(spectrum, bin);
  // A line between two bins shows in both, half a turn apart: so its phase is the same by either.
  const radians = Math.atan2(im, re) + Math.PI * (bin % 2) + (Math.PI / 2) * way.power;
  return { radians, bin, seconds: spectrum.size / sampleRate };
}
