import type { Fault } from "@raceway/model/verdict";

/** Faults that the simulator can plant. A bent shaft is not among them: its sensors all point across the shaft. */
export type SimulatedFault = Exclude<Fault, "unnamed" | "bent-shaft">;

/** How far each fault has come: 0 nothing, 1 plain to everybody. Absent: 0. */
export type Severities = Readonly<Partial<Record<SimulatedFault, number>>>;

/** A fault's course. */
export interface Growth {
  /** Seconds after the scenario's start at which it begins. */
  readonly onsetSeconds: number;
  /** Seconds from onset until `to` is reached. */
  readonly growthSeconds: number;
  /** Severity that it grows to and keeps. Default 1. */
  readonly to?: number;
  /** Bend of the exponential: damage feeds on itself. 0 is a straight line. Default 3. */
  readonly bend?: number;
  /** Seconds after the scenario's start at which what is broken is replaced. Default: never. */
  readonly untilSeconds?: number;
}

/**
 * Severity so many seconds after the scenario's start: to·(e^(b·x) − 1)/(e^b − 1) with x the share of the growth time passed. Never falls until it is mended, which
 * ends it at once.
 */
export function severityAt(growth: Growth, seconds: number): number {
  const { onsetSeconds, growthSeconds, to = 1, bend = 3, untilSeconds } = growth;
  const passed = seconds - onsetSeconds;
  if (passed <= 0 || (untilSeconds !== undefined && seconds >= untilSeconds)) return 0;
  const share = growthSeconds > 0 ? Math.min(1, passed / growthSeconds) : 1;
  return bend === 0 ? to * share : (to * Math.expm1(bend * share)) / Math.expm1(bend);
}
