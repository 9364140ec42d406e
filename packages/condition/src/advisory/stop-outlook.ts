import type { Line } from "@raceway/model/plant";
import { isoOf, type Nanos, secondsOf } from "@raceway/model/time";
import type { PlannedStop } from "@raceway/model/verdict";
import type { Span } from "@raceway/model/week";
import type { LifeDistribution } from "./life-distribution.ts";

/** What it comes to when a bearing is replaced at one of the line's planned stops. */
export interface StopOutlook {
  readonly stop: PlannedStop;
  /** How long the line runs until the stop begins, seconds: it stands in every stop before, so its bearings do not age then. */
  readonly runsFor: number;
  /** Chance that life ends before the stop, 0–1. */
  readonly risk: number;
  /** Expected cost, in the currency of the line's costs: of a failure before the stop, and of the life that is given away. Absent: the line declares no costs. */
  readonly cost?: { readonly failure: number; readonly waste: number };
}

/** Looks at stops in order. @param stops not over at `now`, in order */
export function stopOutlooks(
  line: Line,
  life: LifeDistribution,
  stops: readonly Span[],
  now: Nanos,
): readonly StopOutlook[] {
  let stood = 0;
  return stops.map((span) => {
    const runsFor = Math.max(0, secondsOf(span.start - now) - stood);
    stood += secondsOf(span.end - (span.start > now ? span.start : now));
    const risk = life.endsWithin(runsFor);
    return {
      stop: named(span, line),
      runsFor,
      risk,
      ...(line.costs !== undefined && {
        cost: {
          failure: risk * line.costs.unplannedHour * line.costs.failureHours,
          waste: wasteAt(line.costs, life, runsFor),
        },
      }),
    };
  });
}

/** What the life costs that is given away by a replacement after so many seconds. */
export function wasteAt(
  { lifeHour }: NonNullable<Line["costs"]>,
  life: LifeDistribution,
  runsFor: number,
): number {
  return (lifeHour * life.restAfter(runsFor)) / 3600;
}

/** A stop as advice names it. */
export function named({ start, end }: Span, { timeZone = "UTC" }: Line): PlannedStop {
  return { start: isoOf(start), end: isoOf(end), timeZone };
}
