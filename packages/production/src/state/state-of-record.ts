import type { MachineProduction, MachineState } from "@raceway/model/production";

/** How a machine was found at one moment. */
export interface Operation {
  /** Measured, r/min; absent: not known. */
  readonly speedRpm?: number;
  /** In the machine's unit. */
  readonly load?: number;
}

/** The state of a machine that says nothing of it itself, by its speed or load. Undefined where what decides was not measured, or its controller tells. */
export function stateOf(
  { states, runningAbove, idleBelowLoad }: MachineProduction,
  { speedRpm, load }: Operation,
): MachineState | undefined {
  if (states === "messages" || runningAbove === undefined) return undefined;
  const deciding = states === "speed" ? speedRpm : load;
  if (deciding === undefined || !Number.isFinite(deciding)) return undefined;
  if (Math.abs(deciding) <= runningAbove) {
    // A machine without load that turns waits for work.
    const turns = states === "load" && speedRpm !== undefined && speedRpm > STANDSTILL_RPM;
    return turns ? "idle" : "stopped";
  }
  return idleBelowLoad !== undefined && load !== undefined && load < idleBelowLoad
    ? "idle"
    : "running";
}

/** Slower than this a shaft stands, r/min: a speed sensor's noise. */
const STANDSTILL_RPM = 10;
