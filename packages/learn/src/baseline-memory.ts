import type { SnapshotValue } from "@raceway/model/snapshot-value";

/** One observation as the baseline remembers it. */
export interface BaselineRow {
  /** Running seconds of the point. */
  readonly age: number;
  /** Operating state: what the indicators are regressed on; NaN where it was not known. */
  readonly state: readonly number[];
  /** Indicator values, transformed; NaN where the observation had none. */
  readonly values: readonly number[];
}

/** Most rows that a memory keeps, whatever the running time. */
export const ROWS = 96;
/** Most operating states that are told apart; the one seen least makes room. */
export const BINS = 24;

export interface BaselineBin {
  readonly key: string;
  readonly rows: readonly BaselineRow[];
  /** Observations seen in this state. */
  readonly seen: number;
}

/**
 * What a point remembers of its normal behaviour: at most {@link ROWS} observations, spread evenly over the whole running time of each
 * operating state. When full, the largest state forgets every other row and from then on admits half as many, so that a day and a year
 * are held equally well.
 */
export interface BaselineMemory {
  /** Admits one normal observation under the key of its operating state. */
  add(key: string, row: BaselineRow): void;
  bins(): readonly BaselineBin[];
  bin(key: string): BaselineBin | undefined;
  /**
   * Observations whose state lay within so much of a state, as far as both are known.
   *
   * @param widths by state variable; Infinity for one that does not matter
   */
  near(state: readonly number[], widths: readonly number[]): number;
  clear(): void;
  snapshot(): SnapshotValue;
  restore(state: SnapshotValue): void;
}

interface Bin {
  key: string;
  stride: number;
  seen: number;
  rows: BaselineRow[];
}

/** An empty memory. */
export function createBaselineMemory(): BaselineMemory {
  let bins: Bin[] = [];

  function binOf(key: string): Bin {
    const known = bins.find((bin) => bin.key === key);
    if (known !== undefined) return known;
    if (bins.length >= BINS) {
      const rarest = bins.reduce((a, b) => (b.seen < a.seen ? b : a));
      bins = bins.filter((bin) => bin !== rarest);
    }
    const bin: Bin = { key, stride: 1, seen: 0, rows: [] };
    bins.push(bin);
    return bin;
  }

  function thin(): void {
    const total = bins.reduce((sum, bin) => sum + bin.rows.length, 0);
    if (total <= ROWS) return;
    const largest = bins.reduce((a, b) => (b.rows.length > a.rows.length ? b : a));
    largest.rows = largest.rows.filter((_, index) => index % 2 === 0);
    largest.stride *= 2;
  }

  return {
    add(key, row) {
      const bin = binOf(key);
      if (bin.seen % bin.stride === 0) bin.rows.push(row);
      bin.seen += 1;
      thin();
    },
    bins: () => bins,
    bin: (key) => bins.find((bin) => bin.key === key),
    near: (state, widths) =>
      bins.reduce((sum, { rows, stride }) => {
        const close = rows.filter((row) => isNear(row.state, state, widths)).length;
        return sum + close * stride;
      }, 0),
    clear() {
      bins = [];
    },
    snapshot: () =>
      bins.map(
        ({ key, stride, seen, rows }): SnapshotValue => [key, stride, seen, numbersOf(rows)],
      ),
    restore(state) {
      bins = (state as readonly SavedBin[]).map(([key, stride, seen, numbers]) => ({
        key,
        stride,
        seen,
        rows: rowsOf(numbers),
      }));
    },
  };
}

type SavedBin = readonly [key: string, stride: number, seen: number, rows: Float64Array];

/** Rows one after another: age, how many variables of the operating state, how many values, these. */
function numbersOf(rows: readonly BaselineRow[]): Float64Array {
  const length = rows.reduce((sum, row) => sum + 3 + row.state.length + row.values.length, 0);
  const numbers = new Float64Array(length);
  let at = 0;
  for (const { age, state, values } of rows) {
    numbers[at++] = age;
    numbers[at++] = state.length;
    numbers[at++] = values.length;
    for (const value of state) numbers[at++] = value;
    for (const value of values) numbers[at++] = value;
  }
  return numbers;
}

function rowsOf(numbers: Float64Array): BaselineRow[] {
  const rows: BaselineRow[] = [];
  for (let at = 0; at < numbers.length; ) {
    const age = numbers[at] ?? 0;
    const middle = at + 3 + (numbers[at + 1] ?? 0);
    const end = middle + (numbers[at + 2] ?? 0);
    const state = Array.from(numbers.subarray(at + 3, middle));
    rows.push({ age, state, values: Array.from(numbers.subarray(middle, end)) });
    at = end;
  }
  return rows;
}

function isNear(a: readonly number[], b: readonly number[], widths: readonly number[]): boolean {
  return widths.every((width, j) => !(Math.abs((a[j] ?? 0) - (b[j] ?? 0)) > width));
}
