/** Harmonics of twice the mains frequency that drives put into vibration. */
const MAINS_HARMONICS = 6;
/** Where the mains frequency is not declared, both of the world's are kept out. */
const MAINS_HZ = [50, 60];
/** Half width of what belongs to a line: Hann's main lobe … */
const LOBE_BINS = 1.1;
/** … and a fault's, whose place is less sure; or this share of the order. */
const FAULT_BINS = 1.3;
const REACH_SHARE = 0.0015;

function take(taken: Uint8Array, bin: number, halfWidth: number): void {
  const reach = Math.max(halfWidth, REACH_SHARE * bin);
  const last = Math.min(taken.length - 1, Math.floor(bin + reach));
  for (let k = Math.max(0, Math.ceil(bin - reach)); k <= last; k++) taken[k] = 1;
}

/** Orders of the mains: multiples of twice its frequency. */
export function mainsOrders(shaftHz: number, mainsHz: number | undefined): readonly number[] {
  return (mainsHz === undefined ? MAINS_HZ : [mainsHz]).flatMap((frequency) =>
    Array.from({ length: MAINS_HARMONICS }, (_, m) => (2 * frequency * (m + 1)) / shaftHz),
  );
}

/**
 * Bins that belong to the shaft (whole orders) or to the mains.
 *
 * @param scale true speed over stated speed.
 */
export function shaftBins(
  bins: number,
  step: number,
  scale: number,
  mains: readonly number[],
): Uint8Array {
  const taken = new Uint8Array(bins);
  for (let turn = scale; turn < (bins + 1) * step; turn += scale)
    take(taken, turn / step, LOBE_BINS);
  for (const order of mains) take(taken, order / step, LOBE_BINS);
  return taken;
}

/** The same with further orders of the true shaft. */
export function withOrders(
  taken: Uint8Array,
  orders: readonly number[],
  step: number,
  scale: number,
): Uint8Array {
  const more = taken.slice();
  for (const order of orders) take(more, (order * scale) / step, FAULT_BINS);
  return more;
}

/**
 * Bins from `first` on that further orders of the true shaft take and nothing took before, each once.
 */
export function newlyTaken(
  taken: Uint8Array,
  orders: readonly number[],
  step: number,
  scale: number,
  first: number,
): Int32Array {
  const all = withOrders(taken, orders, step, scale);
  const found: number[] = [];
  for (let k = first; k < all.length; k++) if (all[k] !== taken[k]) found.push(k);
  return Int32Array.from(found);
}
