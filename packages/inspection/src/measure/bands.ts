import { ISO_15242, type Iso15242Band, scaledToSpeed } from "@raceway/bearings/iso-15242";
import { densityOf } from "@raceway/dsp/spectra/amplitude";
import { bandMeanSquare } from "@raceway/dsp/spectra/power-bands";
import { type ComplexSpectrum, inverseSpectrum } from "@raceway/dsp/spectra/spectrum";
import type { TransformEngine } from "@raceway/dsp/transform/transform";
import type { Block } from "./block.ts";

/** What was measured in one band. */
export interface BandMeasure {
  /** µm/s. */
  readonly rms: number;
  readonly peak: number;
}

export interface BandMeasures {
  readonly bands: Readonly<Record<Iso15242Band, BandMeasure>>;
  /** From the lowest to the highest band's edge, m/s² rms. */
  readonly acceleration: number;
}

/** µm/s in the canonical unit of velocity (mm/s), and in m/s. */
const MICRO = { velocity: 1e3, acceleration: 1e6 } as const;

/** The limits of a band at a speed, Hz. */
export function bandAt(name: Iso15242Band, rpm: number): readonly [low: number, high: number] {
  const band = ISO_15242.bands.find((each) => each.name === name);
  if (band === undefined) throw new RangeError(`ISO 15242 has no band ${name}`);
  return [scaledToSpeed(band.low, rpm), scaledToSpeed(band.high, rpm)];
}

/**
 * Root mean squares by the Hann-windowed density spectrum, whose band edges are vertical, and peaks by the band cut out of the block's spectrum.
 *
 * Source: ISO 15242-1:2015, § 5 (bands, rms velocity, peaks); the standard's filters have finite slopes, these have none.
 *
 * @param spectrum of the block as it is.
 * @param velocity the same as velocity, µm/s.
 */
export function bandMeasures(
  { quantity, sampleRate, rpm }: Block,
  spectrum: ComplexSpectrum,
  velocity: ComplexSpectrum,
  engine: TransformEngine,
): BandMeasures {
  const density = densityOf(spectrum, sampleRate);
  const isAcceleration = quantity === "acceleration";
  const measure = (name: Iso15242Band): BandMeasure => {
    const [low, high] = bandAt(name, rpm);
    const meanSquare = bandMeanSquare(density, low, high, isAcceleration ? -1 : 0);
    return {
      rms: MICRO[quantity] * Math.sqrt(meanSquare),
      peak: peakWithin(velocity, sampleRate, [low, high], engine),
    };
  };
  const [from] = bandAt("low", rpm);
  const [, to] = bandAt("high", rpm);
  const meanSquare = bandMeanSquare(density, from, to, isAcceleration ? 0 : 1);
  return {
    bands: { low: measure("low"), medium: measure("medium"), high: measure("high") },
    // A velocity of mm/s is a thousandth of one of m/s.
    acceleration: Math.sqrt(meanSquare) / (isAcceleration ? 1 : 1e3),
  };
}

/** Largest magnitude of what a band lets through, away from the ends, where a block that is no whole number of periods bends. */
function peakWithin(
  { re, im, size }: ComplexSpectrum,
  sampleRate: number,
  [low, high]: readonly [number, number],
  engine: TransformEngine,
): number {
  const step = sampleRate / size;
  const band = { size, re: new Float64Array(re.length), im: new Float64Array(im.length) };
  const first = Math.max(1, Math.ceil(low / step));
  const last = Math.min(re.length - 1, Math.floor(high / step));
  for (let k = first; k <= last; k++) {
    band.re[k] = re[k] ?? 0;
    band.im[k] = im[k] ?? 0;
  }
  const samples = inverseSpectrum(band, engine);
  const ends = Math.min(Math.floor(size / 8), Math.ceil((2 * sampleRate) / low));
  let peak = 0;
  for (let n = ends; n < size - ends; n++) peak = Math.max(peak, Math.abs(samples[n] ?? 0));
  return peak;
}
