import { type MachinePath, type MachineReport, parseMachinePath } from "@raceway/model/production";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { Nanos } from "@raceway/model/time";
import { MACHINE_STATE_CODE } from "./schema.ts";

/** The row of what is known of a machine at one moment. */
export function machineStatePoint(
  path: MachinePath,
  time: Nanos,
  { state, planned, cause, pieces, rejected, who }: MachineReport,
): TelemetryPoint {
  const { site, line, machine } = parseMachinePath(path);
  return {
    measurement: "machine_state",
    tags: { site, line, machine },
    fields: {
      ...(state !== undefined && { state: MACHINE_STATE_CODE[state] }),
      ...(planned !== undefined && { planned: planned ? 1 : 0 }),
      ...(cause !== undefined && { cause }),
      ...(pieces !== undefined && { pieces }),
      ...(rejected !== undefined && { rejected }),
      ...(who !== undefined && { who }),
    },
    time,
  };
}
