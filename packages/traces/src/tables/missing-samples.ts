/** Rows with the samples between that a logger has lost. */
export interface Completed {
  readonly seconds: Float64Array;
  readonly values: Float64Array;
  readonly missing: number;
}

/** A step this near to a whole number of usual steps is one of them and lost samples, as a share of the usual step. */
const WHOLE = 0.15;
/** So many samples in a row may be put in, and so many of all. */
const [MOST_IN_A_ROW, MOST_OF_ALL] = [3, 0.05];
/** Trends have readings, of which none is made up, seconds. */
const SLOWEST_STEP = 0.1;
/** Fewer gaps are told as gaps. */
const FEW = 4;

/**
 * A waveform out of which single samples were lost, with straight lines in their places: steps of twice or three times the usual one, here and there.
 * At its mean rate every line would stand too low. Undefined where nothing is lost, or so much that nothing is put in.
 *
 * @throws RangeError when so many are lost that nothing is left to go by.
 */
export function completed(seconds: Float64Array, values: Float64Array): Completed | undefined {
  const counts = stepCounts(seconds);
  if (counts === undefined) return undefined;
  const missing = counts.reduce((sum, count) => sum + count - 1, 0);
  if (counts.filter((count) => count > 1).length < FEW) return undefined;
  if (missing > MOST_OF_ALL * (seconds.length + missing))
    throw new RangeError(
      `${missing} of ${seconds.length + missing} samples are missing between its rows, one to ${MOST_IN_A_ROW} at a time: a recording without losses would be right`,
    );
  const full = {
    seconds: new Float64Array(seconds.length + missing),
    values: new Float64Array(seconds.length + missing),
  };
  let to = 0;
  for (let at = 0; at < seconds.length; at++) {
    full.seconds[to] = seconds[at] ?? 0;
    full.values[to] = values[at] ?? 0;
    const count = counts[at] ?? 1;
    for (let part = 1; part < count; part++) {
      full.seconds[to + part] = between(seconds, at, part / count);
      full.values[to + part] = between(values, at, part / count);
    }
    to += count;
  }
  return { ...full, missing };
}

function between(values: Float64Array, at: number, share: number): number {
  const [from = 0, to = 0] = [values[at], values[at + 1]];
  return from + (to - from) * share;
}

/** How many usual steps each step is, 1 for a gap; undefined when they are no whole numbers of it, or the times are only written coarsely. */
function stepCounts(seconds: Float64Array): readonly number[] | undefined {
  if (seconds.length < 64) return undefined;
  const steps = Float64Array.from(seconds.subarray(1), (time, at) => time - (seconds[at] ?? 0));
  const usual = steps.toSorted()[steps.length >> 1] ?? 0;
  if (!(usual > 0 && usual < SLOWEST_STEP)) return undefined;
  const isGap = (step: number) => step > (MOST_IN_A_ROW + 1.5) * usual;
  const counts = Array.from(steps, (step) => (isGap(step) ? 1 : Math.round(step / usual)));
  const isWhole = steps.every((step, at) => {
    const count = counts[at] ?? 0;
    return isGap(step) || (count >= 1 && Math.abs(step / usual - count) <= WHOLE);
  });
  return isWhole && straysFromMean(seconds, usual) ? [...counts, 1] : undefined;
}

/** Times that are written coarsely stay within a digit of even ones; those with losses do not. */
function straysFromMean(seconds: Float64Array, usual: number): boolean {
  const [first = 0] = seconds;
  const mean = ((seconds.at(-1) ?? 0) - first) / (seconds.length - 1);
  return seconds.some((time, at) => Math.abs(time - first - at * mean) > 1.5 * usual);
}
