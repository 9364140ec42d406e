/** A stretch of time, hours since the plan's beginning. */
export interface Hours {
  readonly start: number;
  readonly end: number;
}

/** Working time of a line: it stands in its stops. */
export interface LineTime {
  /** Hours that the line works from the plan's beginning until a moment. */
  worked(until: number): number;
  /** The moment at which it has worked so many hours: the earliest for a beginning, the latest for an end. */
  endAfter(hours: number): number;
  startAfter(hours: number): number;
  /** Working hours at which it begins to stand, in order: there what ends a little later ends a stop later. */
  readonly pauses: readonly number[];
}

/** @param stops in order, not overlapping. */
export function lineTime(stops: readonly Hours[]): LineTime {
  const ahead = stops.filter(({ end }) => end > 0);
  const starts = ahead.map(({ start }) => Math.max(0, start));
  const lengths = ahead.map(({ end }, i) => end - (starts[i] ?? 0));
  const stood = [0];
  for (const length of lengths) stood.push((stood.at(-1) ?? 0) + length);
  /** Working hours at which each stop begins. */
  const at = starts.map((start, i) => start - (stood[i] ?? 0));

  /** How many of some rising numbers are below a limit, or not above it. */
  function count(numbers: readonly number[], limit: number, orEqual: boolean): number {
    let [low, high] = [0, numbers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const value = numbers[middle] ?? 0;
      if (value < limit || (orEqual && value === limit)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    worked(until) {
      const begun = count(starts, until, false);
      if (begun === 0) return Math.max(0, until);
      const inside = Math.min(until - (starts[begun - 1] ?? 0), lengths[begun - 1] ?? 0);
      return until - (stood[begun - 1] ?? 0) - inside;
    },
    endAfter: (hours) => hours + (stood[count(at, hours, false)] ?? 0),
    startAfter: (hours) => hours + (stood[count(at, hours, true)] ?? 0),
    pauses: at,
  };
}
