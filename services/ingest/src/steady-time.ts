import { type Nanos, nanosOfSeconds } from "@raceway/model/time";

/** Time for a service whose wall clock may be set, forwards or backwards, while it runs. */
export interface SteadyTime {
  /** Seconds since some moment; runs evenly whatever happens to the wall clock. */
  seconds(): number;
  /**
   * Dates something that happens now: the wall clock's word, unless that would go back behind an earlier date or repeat one. Then time has gone on evenly
   * since that date, at least by 1 ns.
   */
  date(wall: Nanos): Nanos;
}

/** @param seconds an even count of seconds; default: the process's monotonic clock. */
export function createSteadyTime(seconds = () => performance.now() / 1000): SteadyTime {
  let last: { readonly date: Nanos; readonly at: number } | undefined;
  return {
    seconds,
    date(wall) {
      const at = seconds();
      let date = wall;
      if (last !== undefined) {
        const passed = nanosOfSeconds(at - last.at);
        const earliest = last.date + (passed > 0n ? passed : 1n);
        if (earliest > date) date = earliest;
      }
      last = { date, at };
      return date;
    },
  };
}
