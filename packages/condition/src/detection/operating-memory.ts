import type { Json } from "@raceway/model/json";
import type { Observation } from "../observation.ts";
import { type OperatingState, operatingState, standsStill } from "./operating-state.ts";

/** A load this many times the largest so far makes a new scale of loads. */
const RESCALE = 1.5;

/** How a point's machine runs, carried from waveforms that say so to readings that do not. */
export interface OperatingMemory {
  /**
   * Takes what an observation says of speed and load.
   *
   * @param steady whether the scale of loads must stay as it is
   * @returns true when the scale of loads has changed, so that states learnt before are void
   */
  update(observation: Observation, steady: boolean): boolean;
  state(): OperatingState;
  standsStill(): boolean;
  clear(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

type Saved = {
  speedRpm: number | null;
  load: number | null;
  /** Largest load when the scale was set, in the machine's unit; 0: none seen. */
  scale: number;
};

const UNKNOWN: Saved = { speedRpm: null, load: null, scale: 0 };

/** Speed and load unknown. */
export function createOperatingMemory(): OperatingMemory {
  let saved: Saved = { ...UNKNOWN };
  return {
    update({ speedRpm, load }, steady) {
      if (speedRpm !== undefined) saved.speedRpm = speedRpm;
      if (load === undefined) return false;
      saved.load = load;
      if (steady || Math.abs(load) <= RESCALE * saved.scale) return false;
      saved.scale = Math.abs(load);
      return true;
    },
    state: () => operatingState(saved.speedRpm ?? undefined, saved.load ?? undefined, saved.scale),
    standsStill: () => standsStill(saved.speedRpm ?? undefined),
    clear() {
      saved = { ...UNKNOWN };
    },
    snapshot: () => ({ ...saved }),
    restore(state) {
      saved = { ...(state as unknown as Saved) };
    },
  };
}
