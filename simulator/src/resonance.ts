/** One mode of a housing: what an impact makes ring. */
export interface Resonance {
  readonly hz: number;
  /** Damping ratio, e.g. 0.05. */
  readonly damping: number;
}

/**
 * Lets a mode ring: adds to `out` the response to an excitation, where a unit impulse rings as a sine of unit amplitude that decays as
 * exp(−2π·damping·hz·t). A recursive filter with two poles; the state begins at rest.
 *
 * @param excitation one value a sample, same length as `out`.
 */
export function ring(
  out: Float64Array,
  excitation: Float64Array,
  sampleRate: number,
  mode: Resonance,
): void {
  const angle = (2 * Math.PI * mode.hz) / sampleRate;
  const radius = Math.exp(-angle * mode.damping);
  const a1 = 2 * radius * Math.cos(angle);
  const a2 = -radius * radius;
  const gain = Math.sin(angle);
  let y1 = 0;
  let y2 = 0;
  for (let i = 0; i < out.length; i++) {
    const y = a1 * y1 + a2 * y2 + gain * (excitation[i] ?? 0);
    out[i] = (out[i] ?? 0) + y;
    y2 = y1;
    y1 = y;
  }
}
