/** Reference sound pressure, Pa (ISO 1683). */
export const REFERENCE_PRESSURE = 20e-6;

/** What silence reads: levels are never −Infinity, which no store takes. */
export const SILENCE_DB = -120;

/**
 * Level in dB of a mean square over a squared reference: `10 log10(meanSquare / reference²)`, at least {@link SILENCE_DB}.
 *
 * @param reference unit of the samples. @default 20 µPa
 */
export function levelDb(meanSquare: number, reference = REFERENCE_PRESSURE): number {
  const ratio = meanSquare / (reference * reference);
  return ratio > 0 ? Math.max(SILENCE_DB, 10 * Math.log10(ratio)) : SILENCE_DB;
}
