import type { Evidence } from "@raceway/model/verdict";
import { indicatorFacts } from "../manipulation/indicators.ts";
import type { Observation } from "../observation.ts";

/** What one model says about one indicator: a score and the sentence that explains it. */
export interface Finding {
  /** 0 = as expected, 1 = at the limit, 2 = at the alarm limit. */
  readonly score: number;
  readonly evidence: Evidence;
}

/** Six significant digits: what a verdict states, so that its text does not depend on the last bits of an addition. */
export function stated(value: number): number {
  return Number(value.toPrecision(6));
}

/** Unit of an indicator on an observation's channel. */
export function unitOf(observation: Observation, indicator: string): string {
  const unit = indicatorFacts(indicator)?.unit ?? "1";
  if (unit !== "signal") return unit;
  if (observation.kind === "sound") return observation.calibrated ? "Pa" : "FS";
  return observation.calibrated ? "m/s2" : "V";
}
