import type { HotSpell } from "./scenario.ts";
import type { Severities } from "./severity.ts";

/** What heats a bearing. */
export interface Heating {
  /** Speed over nominal speed. */
  readonly speed: number;
  /** 0–1 of the rated load. */
  readonly load: number;
  readonly severities: Severities;
}

/** Above ambient at nominal speed and rated load, K. */
const RUNNING_RISE = 22;
/** Above that when a fault is full-grown, K: dry contact heats most. */
const FAULT_RISE: Readonly<Record<keyof Severities & string, number>> = {
  "outer-race": 8,
  "inner-race": 10,
  "rolling-element": 8,
  cage: 12,
  imbalance: 2,
  misalignment: 10,
  looseness: 1,
  lubrication: 40,
  electrical: 3,
};

/** Temperature that the bearing would come to if nothing changed, °C. */
export function settledTemperature(ambient: number, heating: Heating): number {
  const running = RUNNING_RISE * heating.speed * (0.5 + 0.5 * heating.load);
  const rises = Object.entries(FAULT_RISE).map(
    // Friction of a spall begins late: with the square of its growth.
    ([fault, rise]) => {
      const severity = heating.severities[fault as keyof Severities] ?? 0;
      return heating.speed * rise * (fault === "lubrication" ? severity : severity ** 2);
    },
  );
  return ambient + running + rises.reduce((sum, rise) => sum + rise, 0);
}

/**
 * Temperature of the hall: coolest at 4, warmest at 16 o'clock UTC; warmer in hot spells. °C.
 *
 * @param seconds after the scenario's start
 * @param midnight time of day of the scenario's start, s
 */
export function ambientTemperature(
  seconds: number,
  midnight = 0,
  hotSpells: readonly HotSpell[] = [],
): number {
  const secondsOfDay = (midnight + seconds) % 86_400;
  const usual = 22 - 3 * Math.cos((2 * Math.PI * (secondsOfDay - 4 * 3600)) / 86_400);
  return hotSpells.reduce((sum, { fromSeconds, forSeconds, kelvins }) => {
    const share = (seconds - fromSeconds) / forSeconds;
    return share < 0 || share > 1 ? sum : sum + kelvins * Math.sin(Math.PI * share);
  }, usual);
}

/** A housing as one lump of metal. */
export interface ThermalBody {
  /** Lets time pass towards a settled temperature and returns the temperature then, °C. */
  advance(seconds: number, settled: number): number;
}

/**
 * First-order thermal body: T(t+Δ) = T∞ + (T − T∞)·e^(−Δ/τ), exact for a settled temperature that holds during the step.
 *
 * @param start °C at the beginning.
 * @param timeConstant τ, s; 20 min is usual for a spindle housing.
 */
export function thermalBody(start: number, timeConstant: number): ThermalBody {
  let temperature = start;
  return {
    advance(seconds, settled) {
      temperature = settled + (temperature - settled) * Math.exp(-seconds / timeConstant);
      return temperature;
    },
  };
}
