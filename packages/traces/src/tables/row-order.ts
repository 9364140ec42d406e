import { TraceError } from "../trace.ts";

/** Rows of a table in order of time. */
export interface OrderedRows {
  /** The rows by their place in the file; absent: all, as they stand. */
  readonly rows?: Int32Array;
  /** Seconds, of these rows; they do not fall. */
  readonly seconds: Float64Array;
  /** What had to be done, for a person. */
  readonly notes: readonly string[];
}

/** Steps back by less than so many usual steps are a clock that scatters. */
const SCATTER = 3;
/** More steps back than this are no clock that was set. */
const MOST_SETTINGS = 3;

/**
 * Rows with a time, oldest first. A table sorted newest first is turned round; a clock that was set back is read as if it had run on; one that scatters
 * has its times sorted, and the rows keep their places.
 *
 * @param isWhole the rows are the whole file, which can be turned round.
 * @throws TraceError when times go back and forth.
 */
export function orderedRows(file: string, times: Float64Array, isWhole: boolean): OrderedRows {
  const notes: string[] = [];
  let rows = rowsWithTime(times);
  let seconds = rows === undefined ? times : picked(times, rows);
  const steps = Float64Array.from(seconds.subarray(1), (time, at) => time - (seconds[at] ?? 0));
  const falls = steps.filter((step) => step < 0).length;
  if (falls === 0) return { ...(rows && { rows }), seconds, notes };
  if (falls > 1 && !steps.some((step) => step > 0)) {
    if (!isWhole)
      throw new TraceError(
        file,
        "found rows sorted newest first in a large file; oldest first would be right",
      );
    rows = (rows ?? Int32Array.from(times, (_, at) => at)).toReversed();
    notes.push("sorted newest first: read from its end");
    return { rows, seconds: seconds.toReversed(), notes };
  }
  const usual = steps.map(Math.abs).toSorted()[steps.length >> 1] ?? 0;
  seconds = seconds.slice();
  let settings = 0;
  let shift = 0;
  for (const [at, step] of steps.entries()) {
    if (step < -SCATTER * usual) {
      settings++;
      shift += usual - step;
      notes.push(
        `the clock goes back by ${Number((-step).toPrecision(6))} s at row ${at + 2}: rows are taken as they stand, as if it had run on`,
      );
    }
    seconds[at + 1] = (seconds[at + 1] ?? 0) + shift;
  }
  if (settings > MOST_SETTINGS)
    throw new TraceError(
      file,
      `times go back ${settings} times in ${seconds.length} rows; rows in order of time, of one sensor, would be right`,
    );
  return { ...(rows && { rows }), seconds: seconds.sort(), notes };
}

function rowsWithTime(times: Float64Array): Int32Array | undefined {
  if (times.every((time) => !Number.isNaN(time))) return undefined;
  const rows: number[] = [];
  for (const [at, time] of times.entries()) if (!Number.isNaN(time)) rows.push(at);
  return Int32Array.from(rows);
}

/** The values of some rows. */
export function picked(values: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) out[at] = values[rows[at] ?? 0] ?? Number.NaN;
  return out;
}
