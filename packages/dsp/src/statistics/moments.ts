/** Amplitude statistics of a block; units as of the samples, shape factors without unit. */
export interface Moments {
  /** Arithmetic mean. */
  readonly mean: number;
  /** Root mean square **about the mean** (the standard deviation with divisor N): a constant offset of the sensor is no vibration. */
  readonly rms: number;
  /** Largest distance from the mean. */
  readonly peak: number;
  /** Largest minus smallest sample. */
  readonly peakToPeak: number;
  /** peak / rms; √2 for a sine; 0 for a constant block. */
  readonly crest: number;
  /** Third standardised moment, biased, as `scipy.stats.skew`; 0 for a constant block. */
  readonly skewness: number;
  /** Fourth standardised moment as in Pearson: 3 for a normal distribution, 1.5 for a sine; as `scipy.stats.kurtosis(fisher=False)`; 0 for a constant block. */
  readonly kurtosis: number;
}

/** Below this share of the largest magnitude a spread is rounding noise of the mean, not signal. */
const ROUNDING = 8 * Number.EPSILON;

/** Below this even scaling by the spread would overflow. */
const SMALLEST = 1e-290;

/**
 * Moments of a block in two passes.
 *
 * A block whose spread is only the rounding error of its own mean (a constant, however large) has rms, peak, crest, skewness and kurtosis 0 — never
 * NaN for finite input up to 1e300. One sample is such a block.
 *
 * @param samples at least one, finite.
 * @throws RangeError for an empty block.
 */
export function momentsOf(samples: Float64Array): Moments {
  const n = samples.length;
  if (n === 0) throw new RangeError("moments of an empty block: at least one sample is needed");
  let sum = 0;
  let low = samples[0]!;
  let high = low;
  for (let i = 0; i < n; i++) {
    const x = samples[i]!;
    sum += x;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const mean = low === high ? low : sum / n;
  const magnitude = Math.max(Math.abs(low), Math.abs(high));
  const spread = high - low;
  if (spread <= ROUNDING * magnitude || spread < SMALLEST)
    return { mean, rms: 0, peak: 0, peakToPeak: spread, crest: 0, skewness: 0, kurtosis: 0 };
  const scale = 1 / spread;
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (let i = 0; i < n; i++) {
    // Scaled by the spread, so that neither tiny nor huge units under- or overflow in the fourth power.
    const d = (samples[i]! - mean) * scale;
    const square = d * d;
    m2 += square;
    m3 += square * d;
    m4 += square * square;
  }
  m2 /= n;
  m3 /= n;
  m4 /= n;
  const deviation = Math.sqrt(m2);
  const rms = deviation * spread;
  const peak = Math.max(high - mean, mean - low);
  return {
    mean,
    rms,
    peak,
    peakToPeak: spread,
    crest: peak / rms,
    skewness: m3 / (m2 * deviation),
    kurtosis: m4 / (m2 * m2),
  };
}

/** Mean of a block; 0 when empty. */
export function meanOf(samples: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]!;
  return samples.length === 0 ? 0 : sum / samples.length;
}

/** Root mean square about zero: `√(Σ x²/N)`; 0 when empty. */
export function rmsOf(samples: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
