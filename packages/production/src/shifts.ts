import type { Line } from "@raceway/model/plant";
import type { Shift } from "@raceway/model/production";
import type { Nanos } from "@raceway/model/time";
import { DAYS, occurrencesOf, type Span } from "@raceway/model/week";

/** One shift as it was worked. */
export interface ShiftSpan extends Span {
  /** Empty for a whole day of a line that has no shifts. */
  readonly name: string;
}

/**
 * The shifts of a line that touch [from, to), whole and in order: by the clock on its wall, so that one over midnight is one shift, and one in the night on which clocks are set
 * is an hour longer or shorter. A line without shifts has whole days.
 */
export function shiftsBetween(line: Line, from: Nanos, to: Nanos): readonly ShiftSpan[] {
  const { shifts = [wholeDays(line)] } = line;
  return shifts
    .flatMap((shift) =>
      occurrencesOf(shift, from, to).map((span) => ({ name: shift.name, ...span })),
    )
    .filter(({ start, end }) => start < to && from < end)
    .sort((a, b) => (a.start < b.start ? -1 : 1));
}

function wholeDays({ timeZone = "UTC" }: Line): Shift {
  return { name: "", days: [...DAYS], from: "00:00", to: "24:00", timeZone };
}
