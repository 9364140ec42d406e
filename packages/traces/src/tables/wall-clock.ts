import { nanosOfSeconds } from "@raceway/model/time";
import { offsetMinutes } from "@raceway/model/week";

/** Offsets change on the quarter of an hour. */
const QUARTER = 900;
/** A clock is set back by no more than this in one night, seconds. */
const LONGEST_HOUR = 7200;

/**
 * Turns what a wall clock shows, one row after another, into seconds since 1970: in the hour that comes twice in autumn the first is meant until the
 * clock falls back.
 */
export function wallClock(timeZone: string): (shown: number) => number {
  const known = new Map<number, readonly [early: number, late: number]>();
  let last = Number.NEGATIVE_INFINITY;
  let second = false;
  const aheadAt = (utc: number) => offsetMinutes(nanosOfSeconds(utc), timeZone) * 60;
  /** The moments at which the clock shows a quarter: one, or two. */
  const momentsOf = (quarter: number): readonly [number, number] => {
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const shown = quarter * QUARTER;
    const before = shown - aheadAt(shown - 86_400);
    const after = shown - aheadAt(shown + 86_400);
    const shows = (utc: number) => utc + aheadAt(utc) === shown;
    const moments = [
      shows(before) || !shows(after) ? before : after,
      shows(after) ? after : before,
    ] as const;
    known.set(quarter, moments);
    return moments;
  };
  return (shown) => {
    const quarter = Math.floor(shown / QUARTER);
    const [early, late] = momentsOf(quarter);
    const isDouble = early !== late;
    if (isDouble && shown < last && last - shown <= LONGEST_HOUR) second = true;
    if (!isDouble) second = false;
    last = shown;
    return (second ? late : early) + (shown - quarter * QUARTER);
  };
}
