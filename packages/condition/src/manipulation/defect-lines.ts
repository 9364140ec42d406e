import type { LineSpectrum } from "@raceway/dsp/spectra/amplitude";
import type { Bearing } from "@raceway/model/plant";
import type { DefectLine } from "./indicators.ts";
import { DEFECT_LINES } from "./indicators.ts";

const HARMONICS = 3;
/** Half width of the neighbourhood that says what the floor is, in bins. */
const NEIGHBOURS = 20;
/** The floor is never taken for less than this share of the line: keeps decibels finite for made-up signals. */
const FLOOR_SHARE = 1e-6;

/** Order of each line as a multiple of the shaft speed. */
export function lineOrders(bearing: Bearing): Readonly<Record<DefectLine, number>> {
  const { bpfo, bpfi, bsf, ftf } = bearing.orders;
  return { bpfo, bpfi, bsf2: 2 * bsf, ftf };
}

function largestNear(values: Float64Array, centre: number, halfWidth: number): number {
  const first = Math.max(1, Math.round(centre - halfWidth));
  const last = Math.min(values.length - 1, Math.round(centre + halfWidth));
  let best = 0;
  for (let k = first; k <= last; k++) best = Math.max(best, values[k] ?? 0);
  return best;
}

function floorNear(values: Float64Array, centre: number): number {
  const first = Math.max(1, Math.round(centre) - NEIGHBOURS);
  const last = Math.min(values.length - 1, Math.round(centre) + NEIGHBOURS);
  const around = values.slice(first, last + 1).sort();
  return around[Math.floor(around.length / 2)] ?? 0;
}

/**
 * Indicators of the bearing's lines in an envelope spectrum: the amplitude of the first harmonic and the mean height over the local median of
 * the first three, sought within the bearing's tolerance. They are for trends and baselines; the diagnosis has its own, stricter evidence.
 *
 * @param envelope squared envelope amplitudes (unit²). Lines beyond its end yield nothing.
 */
export function defectLineIndicators(
  envelope: LineSpectrum,
  shaftHz: number,
  bearing: Bearing,
): Record<string, number> {
  const { values, step } = envelope;
  const orders = lineOrders(bearing);
  const indicators: Record<string, number> = {};
  for (const line of DEFECT_LINES) {
    const heights: number[] = [];
    for (let harmonic = 1; harmonic <= HARMONICS; harmonic++) {
      const centre = (harmonic * orders[line] * shaftHz) / step;
      const halfWidth = Math.max(1, centre * bearing.tolerance);
      if (centre + halfWidth > values.length - 1) break;
      const height = largestNear(values, centre, halfWidth);
      if (harmonic === 1) indicators[`envelope_${line}`] = Math.sqrt(height);
      const floor = Math.max(floorNear(values, centre), height * FLOOR_SHARE);
      heights.push(floor > 0 ? 20 * Math.log10(Math.max(height, floor * 0.1) / floor) : 0);
    }
    if (heights.length > 0)
      indicators[`snr_${line}`] = heights.reduce((sum, value) => sum + value, 0) / heights.length;
  }
  return indicators;
}
