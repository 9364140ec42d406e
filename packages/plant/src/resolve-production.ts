import type { Line, Machine } from "@raceway/model/plant";
import type { MachineProduction, Shift } from "@raceway/model/production";
import { overlappingShifts } from "@raceway/model/shift-overlap";
import type { Fault } from "./fault.ts";
import type { ShiftEntry } from "./production-schema.ts";
import type { LineEntry, MachineEntry } from "./schema.ts";

type Path = readonly (string | number)[];

/** A state that is told holds so long, seconds: a controller tells changes only. */
const TOLD_HOLDS = 604_800;
/** One that is measured: three readings of a sensor that speaks every five minutes. */
const MEASURED_HOLDS = 900;
/** Slower than this share of its nominal speed a machine stands. */
const STANDS_BELOW = 0.1;

/** Where a machine's states come from. */
export function resolveMachineProduction(
  { production, speed, loadUnit }: MachineEntry,
  path: Path,
  faults: Fault[],
): Pick<Machine, "production"> {
  if (production === undefined) return {};
  const { states, idleBelowLoad, cycleSeconds } = production;
  const byDefault =
    states === "speed" && speed.rpm !== undefined ? STANDS_BELOW * speed.rpm : undefined;
  const runningAbove = states === "messages" ? undefined : (production.runningAbove ?? byDefault);
  if (states !== "messages" && runningAbove === undefined)
    faults.push({
      path: [...path, "production", "runningAbove"],
      found: `none, for states by ${states}`,
      allowed:
        states === "speed"
          ? "the speed above which it runs, r/min, or `speed: { rpm: … }` of the machine"
          : `the load above which it runs, ${loadUnit}`,
    });
  if (states === "messages" && production.runningAbove !== undefined)
    faults.push({
      path: [...path, "production", "runningAbove"],
      found: `${production.runningAbove}, where messages tell the states`,
      allowed: "states: speed or load beside it",
    });
  const { silentAfter = states === "messages" ? TOLD_HOLDS : MEASURED_HOLDS } = production;
  const resolved: MachineProduction = {
    states,
    ...(runningAbove !== undefined && { runningAbove }),
    ...(idleBelowLoad !== undefined && { idleBelowLoad }),
    silentAfter,
    ...(cycleSeconds !== undefined && { cycleSeconds }),
  };
  return { production: resolved };
}

/** When a line is worked on, and which machine stands for it. */
export function resolveLineProduction(
  entry: LineEntry,
  timeZone: string,
  path: Path,
  faults: Fault[],
): Pick<Line, "shifts" | "bottleneck"> {
  const shifts = entry.shifts?.map((shift) => shiftOf(shift, timeZone));
  const meeting = shifts && overlappingShifts(shifts);
  if (meeting !== undefined)
    faults.push({
      path: [...path, "shifts"],
      found: `${meeting[0]} and ${meeting[1]}, which overlap`,
      allowed: "shifts of which one ends before the next begins",
    });
  checkBottleneck(entry, path, faults);
  return {
    ...(shifts !== undefined && { shifts }),
    ...(entry.bottleneck !== undefined && { bottleneck: entry.bottleneck }),
  };
}

function shiftOf({ timeZone: own, ...shift }: ShiftEntry, timeZone: string): Shift {
  return { ...shift, timeZone: own ?? timeZone };
}

function checkBottleneck({ bottleneck, machines }: LineEntry, path: Path, faults: Fault[]): void {
  if (bottleneck === undefined) return;
  const told = machines.filter(({ production }) => production !== undefined);
  if (told.some(({ id }) => id === bottleneck)) return;
  const isThere = machines.some(({ id }) => id === bottleneck);
  faults.push({
    path: [...path, "bottleneck"],
    found: isThere
      ? `${bottleneck}, which has no \`production\``
      : `${bottleneck}, which is not there`,
    allowed:
      told.length === 0
        ? "a machine of this line with `production` (none has it)"
        : `one of ${told.map(({ id }) => id).join(", ")}`,
  });
}
