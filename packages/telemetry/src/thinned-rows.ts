import { type Nanos, nanosOfSeconds } from "@raceway/model/time";

/** Whether a row of a series is to be kept. */
export type Due = (series: string, time: Nanos) => boolean;

/**
 * Keeps of each series the first row, then the first after every so many seconds of source time: for rows that are wide and that nobody reads faster
 * (spectra, baselines). By source time, so that a replay at any speed keeps the same rows.
 */
export function createThinnedRows(everySeconds = 60): Due {
  const every = nanosOfSeconds(everySeconds);
  const latest = new Map<string, Nanos>();
  return (series, time) => {
    const before = latest.get(series);
    if (before !== undefined && time / every === before / every) return false;
    latest.set(series, time);
    return true;
  };
}
