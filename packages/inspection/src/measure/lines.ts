import { amplitudeOf, type LineSpectrum } from "@raceway/dsp/spectra/amplitude";
import type { ComplexSpectrum } from "@raceway/dsp/spectra/spectrum";
import type { Block } from "./block.ts";
import { BALL_HARMONICS, LOBES, RACE_HARMONICS } from "./features.ts";

/** Relative error of a stand's own speed: its lobes are sought so far. */
const SPEED_ERROR = 0.002;
const MOST_LOBES = Math.max(...LOBES);
/** Half width of a Hann-windowed line, bins. */
const LINE_BINS = 1.6;

/**
 * Velocity of the lines that a bearing's form makes, µm/s rms.
 *
 * Rings and balls are never quite round. Of the waves around a ring only those whose number is next to a multiple of the number of balls, i·Z ± 1, move it as a whole:
 * waves of the standing outer ring are heard at i·BPFO, those of the turning inner one at i·BPFI ± its speed (with Z·i waves at i·BPFI, along the axis), and an even number
 * 2i of waves around a ball at 2i·BSF ± FTF. Lobes of the turning ring pass the sensor k times a turn.
 *
 * Source: F.P. Wardle, Proc. Instn Mech. Engrs 202 (1988) C5, 305–312 (vibration forces produced by waviness of the rolling surfaces of thrust loaded ball bearings).
 */
export function formLines(
  { sampleRate, rpm, bearing }: Block,
  velocity: ComplexSpectrum,
  top: number,
): Record<string, number> {
  const spectrum = amplitudeOf(velocity, sampleRate);
  const shaftHz = rpm / 60;
  const found: Record<string, number> = {};
  for (const lobes of LOBES)
    found[`lobes_${lobes}`] = tallest(spectrum, lobes * shaftHz, SPEED_ERROR);
  if (bearing === undefined) return found;
  const { orders, tolerance } = bearing;
  const { bpfo, bpfi, bsf, ftf } = orders;
  const sought = (order: number) =>
    tallest(spectrum, order * shaftHz, tolerance, shaftHz, SPEED_ERROR);
  const add = (name: string, centres: readonly number[]) => {
    if (Math.max(...centres) * (1 + tolerance) * shaftHz > top) return;
    found[name] = Math.max(...centres.map(sought));
  };
  for (const i of RACE_HARMONICS) {
    add(`outer_wave_${i}`, [i * bpfo]);
    add(`inner_wave_${i}`, [i * bpfi - 1, i * bpfi, i * bpfi + 1]);
  }
  for (const i of BALL_HARMONICS) {
    const centre = 2 * i * bsf;
    add(`ball_wave_${i}`, [centre - ftf, centre, centre + ftf]);
  }
  return found;
}

/**
 * The tallest line near a frequency, as rms.
 *
 * @param guardHz lines at multiples of it are others' (lobes, unbalance) and passed over, unless nothing else is left.
 */
function tallest(
  { values, step }: LineSpectrum,
  hz: number,
  tolerance: number,
  guardHz?: number,
  guardError = 0,
): number {
  const reach = tolerance * hz + step;
  const first = Math.max(1, Math.floor((hz - reach) / step));
  const last = Math.min(values.length - 1, Math.ceil((hz + reach) / step));
  let all = 0;
  let own = 0;
  let passedOver = 0;
  for (let k = first; k <= last; k++) {
    const value = values[k] ?? 0;
    all = Math.max(all, value);
    if (guardHz !== undefined && isNearMultiple(k * step, guardHz, step, guardError))
      passedOver += 1;
    else own = Math.max(own, value);
  }
  const left = last - first + 1 - passedOver;
  return (left * 2 >= last - first + 1 ? own : all) / Math.SQRT2;
}

function isNearMultiple(hz: number, of: number, step: number, error: number): boolean {
  const nearest = Math.round(hz / of) * of;
  // Above the lobes that are looked for nothing else stands at the multiples.
  if (nearest > MOST_LOBES * of) return false;
  return Math.abs(hz - nearest) < LINE_BINS * step + error * nearest;
}
