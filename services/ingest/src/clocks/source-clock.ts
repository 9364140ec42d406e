import type { ClockNote } from "@raceway/journal/channel-clock";
import { type Nanos, nanosOfIso, nanosOfSeconds } from "@raceway/model/time";

/** How a record is dated at the door. */
export interface Dated {
  readonly time: Nanos;
  readonly dated?: "arrival";
  /** What its source's clock said, where it is not believed. */
  readonly clock?: ClockNote;
}

/** No sensor of a plant measured before; unset clocks, uptimes, and milliseconds taken for nanoseconds all lie in the years after 1970. */
const EARLIEST_SOURCE = nanosOfIso("2000-01-01T00:00:00Z") ?? 0n;

/**
 * Dates a record by its source, or, where that has no clock or one that cannot be right, by its arrival. That a clock went back is seen later, in the order of its
 * channel (`@raceway/journal/channel-clock`).
 *
 * @param source undefined: the sensor has no clock
 * @param now what the time is believed to be at arrival
 */
export function dateAtDoor(
  source: Nanos | undefined,
  receivedAt: Nanos,
  now: Nanos,
  toleranceSeconds: number,
): Dated {
  if (source === undefined) return { time: receivedAt, dated: "arrival" };
  const byArrival = (fault: ClockNote["fault"]): Dated => ({
    time: receivedAt,
    dated: "arrival",
    clock: { fault, says: source },
  });
  if (source < EARLIEST_SOURCE) return byArrival("clock-not-set");
  if (source > now + nanosOfSeconds(toleranceSeconds)) return byArrival("clock-ahead");
  return { time: source };
}
