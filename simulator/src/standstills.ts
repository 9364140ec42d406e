import { type Nanos, nanosOfSeconds, secondsOf } from "@raceway/model/time";
import { spansBetween, WEEK, type WeeklyPeriod } from "@raceway/model/week";

/** Weeks whose hours are reckoned at a time: calendars are slow. */
const WEEKS = 4n;

/**
 * Whether a machine stands still by the week's plan, so many seconds after a scenario's start. Any moment can be asked, in any order.
 */
export function standstills(
  periods: readonly WeeklyPeriod[],
  start: Nanos,
): (seconds: number) => boolean {
  if (periods.length === 0) return () => false;
  const length = WEEKS * WEEK;
  const known = new Map<number, readonly (readonly [from: number, to: number])[]>();
  return (seconds) => {
    const part = Math.floor(seconds / secondsOf(length));
    let spans = known.get(part);
    if (spans === undefined) {
      const from = start + nanosOfSeconds(part * secondsOf(length));
      spans = spansBetween(periods, from, from + length).map(
        (span) => [secondsOf(span.start - start), secondsOf(span.end - start)] as const,
      );
      known.set(part, spans);
    }
    return spans.some(([begin, end]) => begin <= seconds && seconds < end);
  };
}
