import type { Span } from "@raceway/model/week";
import type { Stretch } from "./stretch.ts";

/**
 * How time is accounted for. `planned`: it stands by plan. `extra`: it runs in a planned stop. Everything else belongs to the planned busy time (PBT of ISO 22400-2): `running`
 * (the actual production time, APT), `idle` (it waits), `unplanned` (the actual unit down time, ADOT), `unknown`.
 */
export const TIME_USES = ["running", "idle", "unplanned", "planned", "extra", "unknown"] as const;
export type TimeUse = (typeof TIME_USES)[number];

/** A stretch of time and what it counts as. */
export interface Accounted extends Span {
  readonly use: TimeUse;
  /** Why it stood, where it was told. */
  readonly cause?: string;
}

/**
 * What stretches count as: in a stop of the calendar, or one that was told as planned, nothing is missed.
 *
 * @param stops planned stops, in order and apart from each other.
 */
export function accountedFor(
  stretches: readonly Stretch[],
  stops: readonly Span[],
): readonly Accounted[] {
  return stretches.flatMap((stretch) => {
    const { state, cause, planned } = stretch;
    const because = cause !== undefined && { cause };
    const pieces: Accounted[] = [];
    let at = stretch.start;
    const outside = (end: bigint) => {
      if (at >= end) return;
      const stands = planned === true ? "planned" : "unplanned";
      pieces.push({ start: at, end, use: state === "stopped" ? stands : state, ...because });
    };
    for (const stop of stops) {
      if (stop.end <= at || stop.start >= stretch.end) continue;
      outside(stop.start);
      const start = stop.start > at ? stop.start : at;
      const end = stop.end < stretch.end ? stop.end : stretch.end;
      pieces.push({ start, end, use: state === "running" ? "extra" : "planned", ...because });
      at = end;
    }
    outside(stretch.end);
    return pieces;
  });
}

/** The part of accounted time that lies in a span. */
export function within(accounted: readonly Accounted[], span: Span): readonly Accounted[] {
  return accounted.flatMap((piece) => {
    const start = piece.start > span.start ? piece.start : span.start;
    const end = piece.end < span.end ? piece.end : span.end;
    return start < end ? [{ ...piece, start, end }] : [];
  });
}

const MINUTE = 60_000_000_000;

/** Minutes of a span. */
export function minutesOf({ start, end }: Span): number {
  return Number(end - start) / MINUTE;
}

/** Minutes by what they count as. */
export function minutesByUse(accounted: readonly Accounted[]): Readonly<Record<TimeUse, number>> {
  const sum = { running: 0, idle: 0, unplanned: 0, planned: 0, extra: 0, unknown: 0 };
  for (const piece of accounted) sum[piece.use] += minutesOf(piece);
  return sum;
}
