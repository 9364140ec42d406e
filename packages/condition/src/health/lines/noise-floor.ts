/** Half width of the window whose median is the floor, in bins. */
const HALF = 30;

/** First index in a sorted part of an array whose value is not below `value`. */
function position(sorted: Float64Array, size: number, value: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Median of each bin's neighbourhood of ±30 bins (fewer at the ends), without bin 0. */
export function runningMedian(values: Float64Array): Float64Array {
  const n = values.length;
  const medians = new Float64Array(n);
  const sorted = new Float64Array(2 * HALF + 2);
  let size = 0;
  const insert = (value: number) => {
    const at = position(sorted, size, value);
    sorted.copyWithin(at + 1, at, size);
    sorted[at] = value;
    size++;
  };
  const remove = (value: number) => {
    const at = position(sorted, size, value);
    sorted.copyWithin(at, at + 1, size);
    size--;
  };
  /** Moves only what lies between the two, by hand: for a few dozen numbers a call costs more. */
  const exchange = (old: number, value: number) => {
    let at = position(sorted, size, old);
    for (; at + 1 < size && (sorted[at + 1] ?? 0) < value; at++) sorted[at] = sorted[at + 1] ?? 0;
    for (; at > 0 && (sorted[at - 1] ?? 0) > value; at--) sorted[at] = sorted[at - 1] ?? 0;
    sorted[at] = value;
  };
  for (let k = 1; k <= Math.min(HALF, n - 1); k++) insert(values[k] ?? 0);
  for (let k = 0; k < n; k++) {
    const comes = k + HALF < n && k > 0;
    const goes = k - HALF - 1 >= 1;
    if (comes && goes) exchange(values[k - HALF - 1] ?? 0, values[k + HALF] ?? 0);
    else if (comes) insert(values[k + HALF] ?? 0);
    else if (goes) remove(values[k - HALF - 1] ?? 0);
    medians[k] = sorted[size >> 1] ?? 0;
  }
  return medians;
}

/**
 * Power over the local noise floor: 1 on average where there is only noise.
 *
 * Averaged over M blocks, noise bins follow a Gamma distribution of shape M and mean 1, whose median is 1 − 1/(3M) + 0.0247/M²; the median of the
 * neighbourhood over that factor is the floor, and lines (the few) do not move it.
 *
 * Source: Wilson–Hilferty expansion of the Gamma median; J. Choi, Proc. AMS 121 (1994) 245–251.
 */
export function overFloor(power: Float64Array, blocks: number): Float64Array {
  const medians = runningMedian(power);
  const factor = 1 - 1 / (3 * blocks) + 0.0247 / (blocks * blocks);
  const ratio = new Float64Array(power.length);
  for (let k = 1; k < ratio.length; k++) {
    const floor = (medians[k] ?? 0) / factor;
    if (floor > 0) ratio[k] = (power[k] ?? 0) / floor;
  }
  return ratio;
}
