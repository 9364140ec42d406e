import type { Spectrum } from "../observation.ts";

/** Most bins of a spectrum that leaves manipulation: enough for a screen, small enough to store. */
export const MAX_BINS = 2000;

/**
 * A spectrum for people: bins joined by their maximum until at most {@link MAX_BINS} are left, so that no line is lost.
 *
 * @param top highest frequency to keep, Hz.
 */
export function spectrumView(
  name: Spectrum["name"],
  unit: string,
  values: Float64Array,
  step: number,
  top: number,
  band?: readonly [low: number, high: number],
): Spectrum {
  const kept = Math.min(values.length, Math.floor(top / step) + 1);
  const joined = Math.max(1, Math.ceil(kept / MAX_BINS));
  const view = new Float32Array(Math.ceil(kept / joined));
  for (let bin = 0, k = 0; bin < view.length; bin++) {
    let largest = 0;
    for (const end = Math.min(kept, k + joined); k < end; k++) {
      const value = values[k] ?? 0;
      if (value > largest) largest = value;
    }
    view[bin] = largest;
  }
  const spectrum = { name, unit, step: step * joined, values: view };
  return band === undefined ? spectrum : { ...spectrum, band };
}
