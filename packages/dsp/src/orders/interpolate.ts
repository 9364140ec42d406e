/** Samples on either side that take part. */
export const SINC_REACH = 16;

const BETA = 9;
const TABLE = 4096;

/** Modified Bessel function of order 0, by its power series. */
function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Right half of the Kaiser window over 0 … 1, one entry more for interpolation. */
const kaiser = Float64Array.from({ length: TABLE + 2 }, (_, i) => {
  const x = Math.min(1, i / TABLE);
  return bessel0(BETA * Math.sqrt(1 - x * x)) / bessel0(BETA);
});

/**
 * A band-limited signal between its samples: Kaiser-windowed sinc over {@link SINC_REACH} samples on either side. Error under −80 dB of a sine up to 0.4 of the
 * sample rate.
 *
 * @param at place in samples, `SINC_REACH − 1 ≤ at ≤ length − SINC_REACH − 1`; nearer to the ends samples are missing and count as 0.
 *
 * Source: J. O. Smith, Digital Audio Resampling, CCRMA (2002), "Theory of operation".
 */
export function sincInterpolate(samples: Float64Array, at: number): number {
  const whole = Math.floor(at);
  const share = at - whole;
  if (share === 0) return samples[whole] ?? 0;
  // From the nearer whole number, or the sine would lose its digits just below the next.
  const sine = Math.sin(Math.PI * Math.min(share, 1 - share)) / Math.PI;
  const from = Math.max(whole - SINC_REACH + 1, 0);
  const to = Math.min(whole + SINC_REACH, samples.length - 1);
  let sum = 0;
  for (let n = from; n <= to; n++) {
    const distance = at - n;
    const place = (Math.abs(distance) / SINC_REACH) * TABLE;
    const i = place | 0;
    const window = kaiser[i]! + (place - i) * (kaiser[i + 1]! - kaiser[i]!);
    const sign = (n - whole) % 2 === 0 ? 1 : -1;
    sum += (sign * samples[n]! * window) / distance;
  }
  return sum * sine;
}
