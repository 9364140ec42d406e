import type { Shift } from "./production.ts";
import { occurrencesOf } from "./week.ts";

/** The first two shifts of a list that overlap, by name. Reckoned in a fortnight in which no clock is set. */
export function overlappingShifts(shifts: readonly Shift[]): readonly [string, string] | undefined {
  const spans = shifts
    .flatMap((shift) =>
      occurrencesOf({ ...shift, timeZone: "UTC" }, 0n, FORTNIGHT).map((span) => ({
        name: shift.name,
        ...span,
      })),
    )
    .sort((a, b) => (a.start < b.start ? -1 : 1));
  for (const [k, span] of spans.entries()) {
    const before = spans[k - 1];
    if (before !== undefined && span.start < before.end) return [before.name, span.name];
  }
  return undefined;
}

const FORTNIGHT = 14n * 86_400_000_000_000n;
