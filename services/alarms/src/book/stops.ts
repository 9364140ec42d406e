import type { AlarmCondition } from "@raceway/model/alarm";
import { currentStop, type Line, type PointContext } from "@raceway/model/plant";
import { isoOf, type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { Circumstances } from "./memory.ts";

/** Below this a shaft stands, r/min: the same bound as the analysis uses for standstill. */
const STANDSTILL_RPM = 10;

/** A speed that was not heard for so long says nothing any more. */
const SPEED_VALID = nanosOfSeconds(600);

/** After a planned stop, machines and their sensors are given so long to come back. */
const RESTART = nanosOfSeconds(600);

const MINUTE = nanosOfSeconds(60);

export type Stops = ReturnType<typeof createStops>;

/** Knows which machines stand, by plan or by their own speed. */
export function createStops() {
  const speeds = new Map<string, { readonly rpm: number; readonly heardAt: Nanos }>();
  const planned = new Map<string, { readonly minute: bigint; readonly end: Nanos | undefined }>();

  /** Plans change on whole minutes; calendars are too slow to be asked for every alarm every second. */
  function plannedEndOf(line: Line, now: Nanos): Nanos | undefined {
    const minute = now / MINUTE;
    const known = planned.get(line.id);
    if (known?.minute === minute) return known.end;
    const end = plannedEnd(line, minute * MINUTE);
    planned.set(line.id, { minute, end });
    return end;
  }

  return {
    /** A speed that was measured or given on a machine, r/min. */
    heard(machine: string, rpm: number, now: Nanos): void {
      speeds.set(machine, { rpm, heardAt: now });
    },
    /**
     * Why an alarm is to be kept quiet now; undefined: it is not. In a planned stop everything is, sensors too (their supply is off); a machine
     * that stands unplanned says nothing of its bearings, but its sensors should still speak.
     */
    stopOf(
      { line, machine }: Pick<PointContext, "line" | "machine">,
      condition: AlarmCondition,
      now: Nanos,
    ): Circumstances["stop"] {
      const end = plannedEndOf(line, now);
      if (end !== undefined) return { reason: "planned-stop", until: isoOf(end) };
      if (condition === "sensor") return undefined;
      const speed = speeds.get(`${line.id}/${machine.id}`);
      if (speed === undefined) return undefined;
      const age = now - speed.heardAt;
      // Negative: the clock was set back, and nobody knows how old it is.
      if (age > SPEED_VALID || age < 0n) return undefined;
      return speed.rpm < STANDSTILL_RPM ? { reason: "machine-stopped" } : undefined;
    },
  };
}

function plannedEnd(line: Line, now: Nanos): Nanos | undefined {
  const span = currentStop(line, now) ?? currentStop(line, now - RESTART);
  return span && span.end + RESTART;
}
