import type { LineSpectrum } from "@raceway/dsp/spectra/amplitude";
import { weighted } from "@raceway/dsp/spectra/power-bands";
import type { ShaftSpeed } from "./speed.ts";

/** Velocity is summed up to here, Hz. */
export const ISO_TOP = 1000;
const SLOW_RPM = 600;

/** Lower edge of ISO 10816-3's band: 10 Hz, or 2 Hz below 600 r/min, as a speed of which it is not sure that it is above may be. */
export function isoLow(speed: ShaftSpeed | undefined): number {
  return speed !== undefined && speed.rpm * (1 - speed.tolerance) < SLOW_RPM ? 2 : 10;
}

/** How a quantity's lines become velocity in mm/s: times 2πf to a power, and what makes mm/s of its canonical unit. */
export const TO_VELOCITY: Readonly<
  Record<string, { readonly power: -1 | 0 | 1; readonly factor: number }>
> = {
  acceleration: { power: -1, factor: 1000 },
  velocity: { power: 0, factor: 1 },
  displacement: { power: 1, factor: 1e-3 },
};

/** Velocity amplitudes in mm/s of a quantity's, up to {@link ISO_TOP}; undefined for what cannot be turned into velocity. */
export function velocityAmplitudes(
  quantity: string,
  amplitude: LineSpectrum,
): LineSpectrum | undefined {
  const way = TO_VELOCITY[quantity];
  if (way === undefined) return undefined;
  if (way.power === 0) return amplitude;
  const kept = Math.min(amplitude.values.length, Math.floor(ISO_TOP / amplitude.step) + 2);
  const values = new Float64Array(kept);
  for (let k = 1; k < kept; k++)
    values[k] = weighted(
      way.factor * (amplitude.values[k] ?? 0),
      2 * Math.PI * k * amplitude.step,
      way.power,
    );
  return { values, step: amplitude.step };
}
