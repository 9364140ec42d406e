import type { Observation } from "@raceway/condition/observation";
import type { Plant } from "@raceway/model/plant";
import type { Nanos } from "@raceway/model/time";
import type { PlantedFault, Scenario } from "@raceway/simulator/scenario";

/** What the thread that plays a plant's past is given as `workerData`. */
export interface HistoryWork {
  readonly plant: Plant;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly start: Nanos;
  readonly end: Nanos;
}

/** To the thread: go on until then, or what the plant's faults are from now on. */
export type HistoryOrder =
  | { readonly type: "until"; readonly time: Nanos }
  | { readonly type: "faults"; readonly faults: readonly PlantedFault[] };

/** From the thread, for each `until`: what the sensors delivered, in the order of time. */
export interface HistoryPart {
  readonly observations: readonly Observation[];
}
