import type { LineSpectrum } from "./amplitude.ts";

/**
 * Mean square of a band from a density spectrum (unit²/Hz), optionally integrated or differentiated: weights `(2πf)^(2·power)`.
 * 0 Hz never belongs. A band without a bin gives 0.
 *
 * @param power −1: acceleration → velocity. 0: as it is. 1: displacement → velocity.
 */
export function bandMeanSquare(
  density: LineSpectrum,
  low: number,
  high: number,
  power: -1 | 0 | 1 = 0,
): number {
  const { values, step } = density;
  const first = Math.max(1, Math.ceil(low / step));
  const last = Math.min(values.length - 1, Math.floor(high / step));
  let sum = 0;
  for (let k = first; k <= last; k++) {
    const omega = 2 * Math.PI * k * step;
    sum += weighted(values[k] ?? 0, omega * omega, power);
  }
  return sum * step;
}

/** A value times a weight to a power. */
export function weighted(value: number, weight: number, power: -1 | 0 | 1): number {
  if (power === 0) return value;
  return power < 0 ? value / weight : value * weight;
}
