import { ISO_15242, scaledToSpeed } from "@raceway/bearings/iso-15242";
import type { LineSpectrum } from "@raceway/dsp/spectra/amplitude";
import { bandMeanSquare } from "@raceway/dsp/spectra/power-bands";
import type { CanonicalSamples } from "./canonical.ts";

/** A band needs so many periods of its lowest frequency. */
const MIN_PERIODS = 2;
const MICROMETRES: Readonly<Record<string, number>> = { acceleration: 1e6, velocity: 1e3 };

/** What the bands ask of a block. */
interface TestedBlock {
  readonly signal: CanonicalSamples;
  readonly sampleRate: number;
  readonly speedRpm: number | undefined;
  /** Takes a sentence for each band that the block cannot carry. */
  readonly lesser: string[];
}

/**
 * Velocity in the bands of ISO 15242-2, µm/s rms, from a density spectrum of acceleration (integrated) or of velocity. The standard says how to measure and
 * leaves the limits to maker and customer; so does this.
 *
 * @param density one-sided, in the canonical unit squared per Hz.
 * @returns the bands that the block holds; none without calibration or speed.
 */
export function testStandIndicators(
  { signal, sampleRate, speedRpm, lesser }: TestedBlock,
  density: LineSpectrum,
): Record<string, number> {
  const scale = MICROMETRES[signal.quantity];
  if (scale === undefined || speedRpm === undefined) {
    const missing =
      scale === undefined ? "not calibrated as acceleration or velocity" : "speed unknown";
    lesser.push(`${missing}: no bands of ISO 15242`);
    return {};
  }
  const indicators: Record<string, number> = {};
  for (const { name: band, low, high } of ISO_15242.bands) {
    const name = `iso15242_${band}`;
    const from = scaledToSpeed(low, speedRpm);
    const to = scaledToSpeed(high, speedRpm);
    if (to > sampleRate / 2 || density.step * MIN_PERIODS > from) {
      const range = `${from.toFixed(0)} to ${to.toFixed(0)} Hz`;
      lesser.push(
        `${name}: ${range} is not in a block of ${(1 / density.step).toFixed(2)} s at ${sampleRate} Hz`,
      );
      continue;
    }
    const power = signal.quantity === "acceleration" ? -1 : 0;
    indicators[name] = scale * Math.sqrt(bandMeanSquare(density, from, to, power));
  }
  return indicators;
}
