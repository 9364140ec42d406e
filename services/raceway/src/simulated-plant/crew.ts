import type { Alarm, AlarmAct } from "@raceway/model/alarm";
import type { MaintenanceEvent } from "@raceway/model/maintenance";
import { nextStop, type PointContext } from "@raceway/model/plant";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { workAgainst } from "@raceway/simulator/mending";
import type { SimulatedFault } from "@raceway/simulator/severity";

/** Something that people of a simulated plant do. */
export type Deed = { readonly at: Nanos } & (
  | {
      readonly type: "act";
      readonly alarm: Pick<Alarm, "point" | "condition">;
      readonly act: AlarmAct;
    }
  | { readonly type: "work"; readonly point: string; readonly event: MaintenanceEvent }
);

const MINUTE = 60;
const HOUR = 3600;
/** From the alarm to somebody who has it. */
const SEEN_AFTER = 40 * MINUTE;
/** Into the planned stop, until the work is done. */
const WORK_AFTER = 3 * HOUR;
/** Without a planned stop they make one the day after. */
const WITHOUT_STOP = 26 * HOUR;
const OPERATOR = "J. Brandt";
const FITTER = "M. Keller";

/**
 * What the people of a simulated plant do about an alarm with a name: somebody has it within the hour, and in the line's next planned stop it is put right. In the
 * past only; later it is for whoever looks at the plant.
 */
export function deedsAbout(alarm: Alarm, place: PointContext, now: Nanos): readonly Deed[] {
  const fault = alarm.fault;
  if (alarm.condition !== "machine" || fault === undefined || fault === "unnamed") return [];
  const seen = now + nanosOfSeconds(SEEN_AFTER);
  const stop = nextStop(place.line, seen);
  const begins = stop === undefined ? seen + nanosOfSeconds(WITHOUT_STOP) : stop.start;
  const done = begins + nanosOfSeconds(WORK_AFTER);
  const target = { point: alarm.point, condition: alarm.condition };
  const work = workAgainst(fault as SimulatedFault);
  return [
    {
      type: "act",
      at: seen,
      alarm: target,
      act: {
        act: "acknowledge",
        who: OPERATOR,
        comment: "Seen. Work order written for the planned stop.",
      },
    },
    // It may have become worse since it was seen.
    {
      type: "act",
      at: done,
      alarm: target,
      act: { act: "acknowledge", who: FITTER, comment: "Put right in the planned stop." },
    },
    { type: "work", at: done, point: alarm.point, event: { work, who: FITTER } },
  ];
}
