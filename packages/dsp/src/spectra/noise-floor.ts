/** First index in `sorted[0 … count)` whose value is ≥ `value`. */
function lowerBound(sorted: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Running median: the floor of a spectrum under its lines. Value k is the median of values k − reach … k + reach; near the ends, of those that exist. As long as
 * lines fill less than half of the window they leave no trace.
 *
 * Cost: length × window in the worst case, by a sorted window.
 *
 * @param reach bins on either side, ≥ 0, whole.
 * @throws RangeError when `reach` is not.
 */
export function runningMedian(values: Float64Array, reach: number): Float64Array {
  if (!(Number.isInteger(reach) && reach >= 0))
    throw new RangeError(`running median with reach ${reach}: a whole number from 0 up is needed`);
  const n = values.length;
  const sorted = new Float64Array(Math.min(n, 2 * reach + 1) + 1);
  let count = 0;
  const insert = (value: number) => {
    const at = lowerBound(sorted, count, value);
    sorted.copyWithin(at + 1, at, count);
    sorted[at] = value;
    count++;
  };
  const remove = (value: number) => {
    const at = lowerBound(sorted, count, value);
    sorted.copyWithin(at, at + 1, count);
    count--;
  };
  for (let k = 0; k < Math.min(n, reach); k++) insert(values[k]!);
  const floor = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (k + reach < n) insert(values[k + reach]!);
    if (k - reach - 1 >= 0) remove(values[k - reach - 1]!);
    const half = count >> 1;
    floor[k] = count % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  }
  return floor;
}
