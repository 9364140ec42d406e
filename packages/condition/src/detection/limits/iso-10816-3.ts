import type { IsoClass, Machine } from "@raceway/model/plant";
import { type Unit, unitFacts } from "@raceway/model/unit";

/** Zone boundaries of one machine class, vibration velocity on the bearing housing, mm/s rms, 10–1000 Hz (2–1000 Hz below 600 r/min). */
export interface ZoneBoundaries extends IsoClass {
  /** New machines below. */
  readonly ab: number;
  /** Fit for unrestricted long-term operation below. */
  readonly bc: number;
  /** Fit for limited operation below; damage is to be expected above. */
  readonly cd: number;
}

/**
 * Evaluation zones of ISO 10816-3. The 2022 successor ISO 20816-3 is not transcribed here: values belong to the edition that is named, never mixed.
 */
export const ISO_10816_3 = {
  edition: "ISO 10816-3:2009",
  scope: "machines above 15 kW, 120 to 15 000 r/min, measured in place on non-rotating parts",
  minimumPowerKw: 15,
  minimumRpm: 120,
  maximumRpm: 15_000,
  source:
    "ISO 10816-3:2009, tables A.1 and A.2 (group 1: above 300 kW or shaft height from 315 mm; group 2: 15 to 300 kW, 160 to 315 mm)",
  zones: [
    { group: 1, support: "rigid", ab: 2.3, bc: 4.5, cd: 7.1 },
    { group: 1, support: "flexible", ab: 3.5, bc: 7.1, cd: 11 },
    { group: 2, support: "rigid", ab: 1.4, bc: 2.8, cd: 4.5 },
    { group: 2, support: "flexible", ab: 2.3, bc: 4.5, cd: 7.1 },
  ] satisfies readonly ZoneBoundaries[],
} as const;

/** Criterion II: a change of more than this share of the B/C boundary, up or down, is significant even inside zone B. */
export const CRITERION_TWO_SHARE = 0.25;

/** What of a channel and its machine's speed decides whether the zones apply. */
export interface ZoneQuestion {
  readonly speedRpm?: number | undefined;
  /** Unit that the channel declares. */
  readonly unit?: Unit | undefined;
}

/** Why the zones do not apply to a machine or a channel of it, for a person; undefined: they do. */
export function outOfScope(
  { iso, powerKw }: Pick<Machine, "iso" | "powerKw">,
  { speedRpm, unit }: ZoneQuestion = {},
): string | undefined {
  const { edition, minimumPowerKw, minimumRpm, maximumRpm } = ISO_10816_3;
  if (powerKw !== undefined && powerKw <= minimumPowerKw)
    return `${powerKw} kW: ${edition} covers more than ${minimumPowerKw} kW`;
  if (iso === undefined)
    return `${powerKw === undefined ? "no power" : "no support"} declared: the limits of ${edition} depend on it`;
  if (speedRpm !== undefined && (speedRpm < minimumRpm || speedRpm > maximumRpm))
    return `${speedRpm} r/min: ${edition} covers ${minimumRpm} to ${maximumRpm} r/min`;
  if (unit !== undefined && unitFacts(unit).quantity === "relative")
    return `unit ${unit}, uncalibrated: ${edition} judges velocity in mm/s`;
  return undefined;
}

/**
 * The boundaries that apply to a machine.
 *
 * @param speedRpm absent when unknown: the declared class is trusted
 * @returns undefined outside the scope: no class declared, up to 15 kW, or a speed beyond 120 to 15 000 r/min
 */
export function zoneBoundaries(
  iso: IsoClass | undefined,
  powerKw: number | undefined,
  speedRpm: number | undefined,
): ZoneBoundaries | undefined {
  if (
    iso === undefined ||
    outOfScope({ iso, ...(powerKw !== undefined && { powerKw }) }, { speedRpm })
  )
    return undefined;
  return ISO_10816_3.zones.find((row) => row.group === iso.group && row.support === iso.support);
}

/** Zone letter of a velocity. */
export function zoneOf(velocity: number, boundaries: ZoneBoundaries): "A" | "B" | "C" | "D" {
  if (velocity < boundaries.ab) return "A";
  if (velocity < boundaries.bc) return "B";
  return velocity < boundaries.cd ? "C" : "D";
}
