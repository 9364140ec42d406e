import type { Nanos } from "@raceway/model/time";
import { dateParts, dayOf, possibleOrders } from "./tables/date-form.ts";
import { wallClock } from "./tables/wall-clock.ts";

/** The moment that a header's text tells by a wall clock; undefined when it is no date with a time of day, or could be two. */
export function momentInText(text: string, timeZone: string | undefined): Nanos | undefined {
  const parts = dateParts(text.trim());
  if (parts?.date === undefined || parts.clock === undefined) return undefined;
  const orders = possibleOrders([parts]);
  const [order] = orders;
  const day = order === undefined || orders.length > 1 ? undefined : dayOf(parts.date, order);
  if (day === undefined) return undefined;
  const seconds = day * 86_400 + parts.clock;
  if (parts.ahead !== undefined) return micros(seconds - parts.ahead);
  return micros(wallClock(timeZone ?? "UTC")(seconds));
}

function micros(seconds: number): Nanos {
  return BigInt(Math.round(seconds * 1e6)) * 1000n;
}
