import type { Json } from "@raceway/model/json";
import type { SensorFault } from "@raceway/model/verdict";
import type { Observation, SensorFinding } from "../observation.ts";

/** What the sensor's own history says about an observation. */
export interface SensorOpinion {
  readonly findings: readonly SensorFinding[];
  /** The sensor now measures something else for good (replaced, moved, exchanged): what was learnt before is void. */
  readonly replaced: boolean;
}

/** What else is known at an observation. */
export interface Circumstances {
  /** Source time. */
  readonly seconds: number;
  /** Whether the stream had stopped before this observation: a warm or cold restart is no jump. */
  readonly paused: boolean;
  /** Key of the operating state: another speed or load changes every level. */
  readonly state: string;
  /** Whether the level lies far below all that was learnt: such blocks define no level. */
  readonly quiet: boolean;
}

/** Sensor faults that need memory: a stuck sensor, steps that no machine can make. One for each channel. */
export interface SensorMemory {
  check(observation: Observation, circumstances: Circumstances): SensorOpinion;
  snapshot(): Json;
  restore(state: Json): void;
}

/** Nothing to say. */
export const NO_OPINION: SensorOpinion = { findings: [], replaced: false };
/** Observations after a step that make the new level the level. */
export const CONFIRM = 5;

export function sensorFinding(fault: SensorFault, text: string): SensorFinding {
  return { fault, text };
}
