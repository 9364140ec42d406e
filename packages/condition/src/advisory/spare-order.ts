import { isoOf, nanosOfIso, nanosOfSeconds } from "@raceway/model/time";
import type { SpareOrder, Verdict } from "@raceway/model/verdict";

const DAY = 86_400;

/** How long a bearing takes to come, and whose clocks its order is dated by. */
export interface Delivery {
  /** From the order to the machine, days. */
  readonly leadDays: number;
  /** IANA time zone. */
  readonly timeZone: string;
}

/**
 * Tells of forecasts by when the new bearing must be ordered: so that it is there at the stop that is advised, and where none is, or that comes too late, at the lower end of the remaining life as if the machine ran on
 * without a rest. Verdicts without a number stay as they are.
 */
export function withSpareOrder(verdict: Verdict, { leadDays, timeZone }: Delivery): Verdict {
  if (verdict.kind !== "prognosis" || verdict.lowSeconds === undefined) return verdict;
  const now = nanosOfIso(verdict.time);
  if (now === undefined) return verdict;
  const advice = verdict.trend === "rising" ? verdict.advice : undefined;
  const waits = advice !== undefined && advice.choice !== "before" && advice.choice !== "now";
  const stop = waits ? nanosOfIso(advice.stop.start) : undefined;
  // A stop that has begun already is now.
  const needed = stop ?? now + nanosOfSeconds(verdict.lowSeconds);
  const by = needed - nanosOfSeconds(leadDays * DAY);
  const late = Number((now - by) / nanosOfSeconds(1));
  const order: SpareOrder = {
    by: isoOf(by > now ? by : now),
    leadDays,
    timeZone,
    ...(late > 0 && { lateSeconds: late }),
  };
  return { ...verdict, order };
}
