import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import ical from "ical-generator";
import type { Plan } from "./plan.ts";
import { peopleText } from "./work/crew-words.ts";

/** A moment of a plan as a date. */
export function dateOf({ from }: Pick<Plan, "from">, hours: number): Date {
  return new Date(Number((from + nanosOfSeconds(hours * 3600)) / 1_000_000n));
}

/**
 * The placed work as a calendar (iCalendar, RFC 5545) that calendars subscribe to: an event each, which keeps its identity when its time changes.
 *
 * @param site names the events.
 * @param made when the plan was made.
 */
export function planCalendar(plan: Plan, site: string, made: Nanos): string {
  const calendar = ical({ name: `${site}: maintenance`, prodId: "//raceway//plan//EN" });
  const stamp = new Date(Number(made / 1_000_000n));
  for (const { order, start, end } of plan.work.placed) {
    const { part } = order;
    calendar.createEvent({
      id: `${order.id.replaceAll(/[^\w.-]/g, "-")}@${site}.raceway`,
      stamp,
      start: dateOf(plan, start),
      end: dateOf(plan, end),
      summary: `${order.line} / ${order.machine}: ${order.what}`,
      description: [
        `${peopleText(order.people)}, ${order.hours} h`,
        ...(part === undefined ? [] : [`${part.quantity} × ${part.item}`]),
      ].join("\n"),
      location: `${site} / ${order.line} / ${order.machine}`,
    });
  }
  return calendar.toString();
}
