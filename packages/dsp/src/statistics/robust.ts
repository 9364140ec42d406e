/** Factor that makes the median absolute deviation of normal noise its standard deviation: 1 / Φ⁻¹(3/4). */
export const MAD_TO_SIGMA = 1.4826022185056018;

function checkSome(values: ArrayLike<number>, what: string): void {
  if (values.length === 0) throw new RangeError(`${what} of no values: at least one is needed`);
}

/** Reorders `work` so that `work[k]` is what a sort would put there, smaller ones before, larger after. Hoare's quickselect, median of three. */
export function select(work: Float64Array, k: number, from = 0, to = work.length - 1): number {
  let low = from;
  let high = to;
  while (low < high) {
    const pivot = medianOfThree(work[low]!, work[(low + high) >> 1]!, work[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (work[i]! < pivot) i++;
      while (work[j]! > pivot) j--;
      if (i <= j) {
        const swap = work[i]!;
        work[i] = work[j]!;
        work[j] = swap;
        i++;
        j--;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return work[k]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** Quantile of `work`, which it reorders; linear between order statistics (Hyndman & Fan's type 7, NumPy's default). */
export function quantileInPlace(work: Float64Array, probability: number): number {
  checkSome(work, "quantile");
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`quantile at ${probability}: a probability from 0 to 1 is needed`);
  const position = probability * (work.length - 1);
  const k = Math.floor(position);
  const below = select(work, k);
  const share = position - k;
  if (share === 0) return below;
  let above = work[k + 1]!;
  for (let i = k + 2; i < work.length; i++) if (work[i]! < above) above = work[i]!;
  return below + share * (above - below);
}

/**
 * Quantile, linear between order statistics: `numpy.quantile(values, probability)`. Expected linear time; copies the values.
 *
 * @throws RangeError for no values or a probability outside 0 … 1.
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  return quantileInPlace(Float64Array.from(values), probability);
}

/** Median; of an even count the mean of the middle two. @throws RangeError for no values. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * Median absolute deviation from the median, unscaled; × {@link MAD_TO_SIGMA} estimates the standard deviation of normal noise. As
 * `scipy.stats.median_abs_deviation(values)`. 0 when more than half of the values are equal.
 *
 * @throws RangeError for no values.
 */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const work = Float64Array.from(values);
  const centre = quantileInPlace(work, 0.5);
  for (let i = 0; i < work.length; i++) work[i] = Math.abs(work[i]! - centre);
  return quantileInPlace(work, 0.5);
}

/**
 * Mean without the smallest and largest `⌊share · n⌋` values on each side: `scipy.stats.trim_mean(values, share)`.
 *
 * @param share 0 ≤ share < 0.5.
 * @throws RangeError for no values or a share outside that.
 */
export function trimmedMean(values: ArrayLike<number>, share: number): number {
  checkSome(values, "trimmed mean");
  if (!(share >= 0 && share < 0.5))
    throw new RangeError(`trimmed mean with share ${share}: 0 ≤ share < 0.5 is needed`);
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(share * sorted.length);
  let sum = 0;
  for (let i = cut; i < sorted.length - cut; i++) sum += sorted[i]!;
  return sum / (sorted.length - 2 * cut);
}
