import { type Nanos, nanosOfSeconds, secondsOf } from "@raceway/model/time";
import type { WeeklyPeriod } from "@raceway/model/week";
import type { Span } from "../simulated-records.ts";
import { standstills } from "../standstills.ts";

/** When a stand measures its parts. */
export interface PartRhythm {
  /** From one part to the next. */
  readonly everySeconds: number;
  /** Seconds of the scenario after which the first part comes. Default 0. */
  readonly fromSeconds?: number;
  /** When its line rests. Default: never. */
  readonly rests?: readonly WeeklyPeriod[];
}

/** A part's turn. */
export interface PartSlot {
  /** Counts the parts of the stand from 0. */
  readonly number: number;
  readonly time: Nanos;
}

/** The turns of a stand's parts that lie in a span, in order: a turn of a line that rests is nobody's. The same part has the same turn whatever span is asked for. */
export function* partSlots(
  { everySeconds, fromSeconds = 0, rests = [] }: PartRhythm,
  { start, end, from = start }: Omit<Span, "seed">,
): Generator<PartSlot, void, void> {
  const restsAt = standstills(rests, start);
  let number = 0;
  for (let turn = 0; ; turn++) {
    const time = start + nanosOfSeconds(fromSeconds + turn * everySeconds);
    if (time >= end) return;
    if (restsAt(secondsOf(time - start))) continue;
    if (time >= from) yield { number, time };
    number += 1;
  }
}
