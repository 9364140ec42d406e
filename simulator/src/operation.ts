import type { WeeklyPeriod } from "@raceway/model/week";

/** How a machine is run. Everything is optional: without it the machine runs day and night at its nominal speed. */
export interface OperatingPlan {
  /** Hours of the day (UTC) between which it runs, e.g. [6, 22]; the first may be the later one (a night shift). */
  readonly shiftHours?: readonly [from: number, to: number];
  /** When it stands still every week, by the clock on the wall: nights, weekends. */
  readonly stands?: readonly WeeklyPeriod[];
  /** Speed over nominal speed from a second of the scenario on, in order of time. Changes take {@link RAMP_SECONDS}. */
  readonly speedSteps?: readonly { readonly fromSeconds: number; readonly factor: number }[];
  /** Mean load, 0–1 of rated. Default 0.6. */
  readonly load?: number;
  /** Half swing of the load within a working cycle, 0–1. Default 0.08. */
  readonly loadSwing?: number;
  /** Length of a working cycle, s. Default 47. */
  readonly cycleSeconds?: number;
}

/** What a machine does at one moment. */
export interface OperatingPoint {
  /** Speed over nominal speed; 0 at standstill. */
  readonly speed: number;
  /** 0–1 of rated. */
  readonly load: number;
}

/** A drive's run-up and run-down between two speeds, s. */
export const RAMP_SECONDS = 4;

/**
 * What a machine does so many seconds after the scenario's start. A plain function of time: any moment can be asked, in any order.
 *
 * @param secondsOfDay time of day in UTC, s.
 * @param stands whether it is one of the hours in which it stands every week.
 */
export function operationAt(
  plan: OperatingPlan,
  seconds: number,
  secondsOfDay: number,
  stands = false,
): OperatingPoint {
  if (stands || !onShift(plan, secondsOfDay)) return { speed: 0, load: 0 };
  const { load = 0.6, loadSwing = 0.08, cycleSeconds = 47 } = plan;
  // A controlled drive still wanders by a few parts in a thousand.
  const wander = 1 + 0.002 * Math.sin((2 * Math.PI * seconds) / 61);
  const swing = loadSwing * Math.sin((2 * Math.PI * seconds) / cycleSeconds);
  const speed = speedFactor(plan, seconds) * wander;
  return { speed, load: speed > 0 ? Math.min(1, Math.max(0, load + swing)) : 0 };
}

function onShift({ shiftHours }: OperatingPlan, secondsOfDay: number): boolean {
  if (shiftHours === undefined) return true;
  const hour = secondsOfDay / 3600;
  const [from, to] = shiftHours;
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}

function speedFactor({ speedSteps = [] }: OperatingPlan, seconds: number): number {
  let factor = 1;
  for (const step of speedSteps) {
    if (seconds < step.fromSeconds) break;
    const done = Math.min(1, (seconds - step.fromSeconds) / RAMP_SECONDS);
    factor += (step.factor - factor) * done;
  }
  return factor;
}
