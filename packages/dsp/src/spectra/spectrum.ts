import { fftjs } from "../transform/fftjs.ts";
import type { TransformEngine } from "../transform/transform.ts";

/** Bins 0 … ⌊N/2⌋ of the transform of N real samples, unscaled as NumPy's `rfft`. Bin k belongs to k × sampleRate / N. */
export interface ComplexSpectrum {
  /** Number of samples transformed, N. */
  readonly size: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Refuses a rate that no spectrum can be scaled with. */
export function checkRate(sampleRate: number): void {
  if (!(sampleRate > 0 && Number.isFinite(sampleRate)))
    throw new RangeError(`sample rate ${sampleRate} Hz: a finite number over 0 is needed`);
}

/**
 * Transform of a block of real samples: the one door to both engines, and the thing to compute once per block — amplitude, velocity, band-pass
 * and envelope all start from it.
 *
 * Any length from 1 up; the fast ones are those of `engine.goodLength`. Samples are taken as they are: mean kept, no window (windows are applied to
 * the result, see `windowed`). Cost: one packed transform; allocates two arrays of ⌊N/2⌋ + 1 unless given an earlier spectrum to overwrite.
 *
 * @param engine @default fftjs, the reference; the fast one comes from `loadPffft()`.
 * @param reuse a spectrum no longer needed; overwritten and returned when it is of the same size. A worker that takes block after block spares the garbage collector.
 * @throws RangeError for an empty block.
 */
export function realSpectrum(
  samples: Float64Array,
  engine: TransformEngine = fftjs,
  reuse?: ComplexSpectrum,
): ComplexSpectrum {
  const size = samples.length;
  const plan = engine.real(size);
  const fits = reuse !== undefined && reuse.size === size;
  const spectrum = fits
    ? reuse
    : { size, re: new Float64Array(plan.bins), im: new Float64Array(plan.bins) };
  plan.forward(samples, spectrum.re, spectrum.im);
  return spectrum;
}

/** Back from {@link realSpectrum} to N samples. */
export function inverseSpectrum(
  spectrum: ComplexSpectrum,
  engine: TransformEngine = fftjs,
): Float64Array {
  const samples = new Float64Array(spectrum.size);
  engine.real(spectrum.size).inverse(spectrum.re, spectrum.im, samples);
  return samples;
}

/**
 * First and last bin whose frequency lies in [low, high], both edges included (with half a millionth of a bin of grace for rounding), clipped to
 * 0 … ⌊N/2⌋. `first > last` says that no bin does.
 *
 * @throws RangeError when low > high, or either is not finite or negative.
 */
export function binsOfBand(
  size: number,
  sampleRate: number,
  band: readonly [low: number, high: number],
): { readonly first: number; readonly last: number } {
  checkRate(sampleRate);
  const [low, high] = band;
  if (!(low >= 0 && high >= low && Number.isFinite(high)))
    throw new RangeError(`band ${low}–${high} Hz: 0 ≤ low ≤ high, both finite, is needed`);
  const step = sampleRate / size;
  const grace = 5e-7;
  return {
    first: Math.ceil(low / step - grace),
    last: Math.min(Math.floor(size / 2), Math.floor(high / step + grace)),
  };
}
