import type { Nanos } from "@raceway/model/time";

/** Time for a service whose wall clock may be set, forwards or backwards, while it runs. */
export interface SteadyTime {
  /** Seconds since some moment; runs evenly whatever happens to the wall clock. */
  seconds(): number;
  /**
   * Dates something that happens now: the wall clock's word, later by some nanoseconds where an earlier date was the same tick's. After the wall clock was set
   * back dates go back with it: whoever needs the order must not take it from them.
   */
  date(wall: Nanos): Nanos;
}

/** A wall clock that is further behind than this was set back, ns; less is two readings in one tick, or a clock being slewed. */
const SET_BACK = 1_000_000_000n;
/** Dates after the clock was set back lie between those that were given before it. */
const BETWEEN = 1009n;

/** @param seconds an even count of seconds; default: the process's monotonic clock. */
export function createSteadyTime(seconds = () => performance.now() / 1000): SteadyTime {
  let last: Nanos | undefined;
  let shift = 0n;
  return {
    seconds,
    date(wall) {
      const told = wall + shift;
      if (last !== undefined && last - told > SET_BACK) {
        shift += BETWEEN;
        last = wall + shift;
      } else last = last !== undefined && last >= told ? last + 1n : told;
      return last;
    },
  };
}
