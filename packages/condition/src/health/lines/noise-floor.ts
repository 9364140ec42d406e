/** Half width of the window whose median is the floor, in bins. */
const HALF = 30;

/** Values are told apart by their exponent and eleven bits of the mantissa first: cells of 0.05 %, in which two of a window seldom meet. */
const MANTISSA_BITS = 11;
const SHIFT = 20 - MANTISSA_BITS;
const CELLS = 2 ** 16;
/** Of 32 octaves, those in which powers are kept; what lies beyond shares the first or the last cell. */
const FIRST_CELL = (1023 - 24) << MANTISSA_BITS;
/** How many of the window lie in each cell, which cells hold any, where the latest of them stands, and whether they differ. Empty between two calls. */
const counts = new Uint8Array(CELLS);
const held = new Uint32Array(CELLS / 32);
const latest = new Uint32Array(CELLS);
const mixed = new Uint8Array(CELLS);
const sorted = new Float64Array(2 * HALF + 2);

/** The cell of each value. */
function cellsOf(values: Float64Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const cells = new Uint16Array(values.length);
  for (let k = 0; k < cells.length; k++) {
    const cell = ((bits[2 * k + 1] ?? 0) >>> SHIFT) - FIRST_CELL;
    cells[k] = cell < 0 ? 0 : cell >= CELLS ? CELLS - 1 : cell;
  }
  return cells;
}

function nextHeld(cell: number): number {
  let word = (cell + 1) >> 5;
  let left = (held[word] ?? 0) & (-1 << ((cell + 1) & 31));
  while (left === 0) left = held[++word] ?? 0;
  return 32 * word + 31 - Math.clz32(left & -left);
}

function heldBefore(cell: number): number {
  let word = (cell - 1) >> 5;
  let left = (held[word] ?? 0) & (-1 >>> (31 - ((cell - 1) & 31)));
  while (left === 0) left = held[--word] ?? 0;
  return 32 * word + 31 - Math.clz32(left);
}

/** The n-th smallest of those of the window around bin k that lie in a cell. */
function ofCell(
  values: Float64Array,
  cells: Uint16Array,
  { k: middle, cell }: { readonly k: number; readonly cell: number },
  n: number,
): number {
  const last = Math.min(cells.length - 1, middle + HALF);
  let size = 0;
  for (let k = Math.max(1, middle - HALF); k <= last; k++) {
    if (cells[k] !== cell) continue;
    const value = values[k] ?? 0;
    let at = size++;
    for (; at > 0 && (sorted[at - 1] ?? 0) > value; at--) sorted[at] = sorted[at - 1] ?? 0;
    sorted[at] = value;
  }
  return sorted[n] ?? 0;
}

/**
 * Median of each bin's neighbourhood of ±30 bins (fewer at the ends), without bin 0; the upper one of an even number.
 *
 * The window is kept as a histogram whose cells are so fine that the median's cell mostly holds nothing else, and the median moves by a few cells from bin to bin.
 *
 * @param values none negative.
 */
export function runningMedian(values: Float64Array): Float64Array {
  const n = values.length;
  const medians = new Float64Array(n);
  const cells = cellsOf(values);
  let size = 0;
  /** The median's cell, and how many of the window lie below it. */
  let cell = 0;
  let below = 0;
  const insert = (k: number) => {
    const own = cells[k] ?? 0;
    if ((counts[own] ?? 0) > 0 && values[latest[own] ?? 0] !== values[k]) mixed[own] = 1;
    counts[own] = (counts[own] ?? 0) + 1;
    held[own >> 5] = (held[own >> 5] ?? 0) | (1 << (own & 31));
    latest[own] = k;
    if (own < cell) below++;
    size++;
  };
  const remove = (k: number) => {
    const own = cells[k] ?? 0;
    const left = (counts[own] ?? 0) - 1;
    counts[own] = left;
    if (left === 0) {
      held[own >> 5] = (held[own >> 5] ?? 0) & ~(1 << (own & 31));
      mixed[own] = 0;
    }
    if (own < cell) below--;
    size--;
  };
  for (let k = 1; k <= Math.min(HALF, n - 1); k++) insert(k);
  for (let k = 0; k < n; k++) {
    if (k > 0 && k + HALF < n) insert(k + HALF);
    if (k - HALF - 1 >= 1) remove(k - HALF - 1);
    if (size === 0) continue;
    const rank = size >> 1;
    while (below > rank) {
      cell = heldBefore(cell);
      below -= counts[cell] ?? 0;
    }
    while (below + (counts[cell] ?? 0) <= rank) {
      below += counts[cell] ?? 0;
      cell = nextHeld(cell);
    }
    medians[k] =
      mixed[cell] === 0
        ? (values[latest[cell] ?? 0] ?? 0)
        : ofCell(values, cells, { k, cell }, rank - below);
  }
  for (let k = Math.max(1, n - 1 - HALF); k < n; k++) remove(k);
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
