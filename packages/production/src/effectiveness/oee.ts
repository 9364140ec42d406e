import type { TimeUse } from "../state/accounted.ts";

/** What was made. */
export interface Made {
  /** Pieces (PQ of ISO 22400-2). */
  readonly pieces: number;
  /** Good ones (GQ). */
  readonly good: number;
}

/** Overall equipment effectiveness and its factors, each absent where what it rests on is not known. Shares of 1. */
export interface Effectiveness {
  /** Share of the planned busy time of which it is known what the machine did. */
  readonly known: number;
  readonly availability?: number;
  readonly performance?: number;
  readonly quality?: number;
  readonly oee?: number;
}

/** Of less of the planned busy time nothing is said. */
const LEAST_KNOWN = 0.5;

/**
 * Overall equipment effectiveness (OEE index, ISO 22400-2:2014): availability APT / PBT × effectiveness PRI × PQ / APT × quality ratio GQ / PQ, where APT is the time in which it
 * ran, PBT the planned busy time, PRI the planned run time per item. Time of which nothing is known is left out of PBT, and `known` says how much of it that was.
 *
 * @param cycleSeconds PRI; absent: no performance.
 * @param made absent: not counted.
 */
export function effectiveness(
  { running, idle, unplanned, unknown }: Readonly<Record<TimeUse, number>>,
  cycleSeconds: number | undefined,
  made: Made | undefined,
): Effectiveness {
  const seen = running + idle + unplanned;
  const known = seen + unknown > 0 ? seen / (seen + unknown) : 0;
  const quality = made !== undefined && made.pieces > 0 ? made.good / made.pieces : undefined;
  const ofMade = quality !== undefined && { quality };
  if (seen === 0 || known < LEAST_KNOWN) return { known, ...ofMade };
  const availability = running / seen;
  const performance =
    cycleSeconds !== undefined && made !== undefined && running > 0
      ? (cycleSeconds * made.pieces) / (60 * running)
      : undefined;
  return {
    known,
    availability,
    ...(performance !== undefined && { performance }),
    ...ofMade,
    ...(performance !== undefined &&
      quality !== undefined && { oee: availability * performance * quality }),
  };
}
