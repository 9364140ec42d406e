import type { Json } from "@raceway/model/json";
import type { Observation } from "../observation.ts";
import { type OperatingState, operatingState, standsStill } from "./operating-state.ts";

/** Observations with a load from which the size of a load step is learnt. */
const LOADS_LEARNT = 20;
/** Share of the largest learnt load that makes another operating state. */
const LOAD_STEP = 0.15;

/** How a point's machine runs, carried from waveforms that say so to readings that do not. */
export interface OperatingMemory {
  /** Takes what an observation says of speed and load. */
  update(observation: Observation): void;
  state(): OperatingState;
  standsStill(): boolean;
  clear(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

interface Saved {
  speedRpm: number | null;
  load: number | null;
  loads: number;
  largestLoad: number;
}

const UNKNOWN: Saved = { speedRpm: null, load: null, loads: 0, largestLoad: 0 };

/** Speed and load unknown. */
export function createOperatingMemory(): OperatingMemory {
  let saved: Saved = { ...UNKNOWN };
  return {
    update({ speedRpm, load }) {
      if (speedRpm !== undefined) saved.speedRpm = speedRpm;
      if (load === undefined) return;
      saved.load = load;
      if (saved.loads >= LOADS_LEARNT) return;
      saved.loads += 1;
      saved.largestLoad = Math.max(saved.largestLoad, Math.abs(load));
    },
    state: () =>
      operatingState(
        saved.speedRpm ?? undefined,
        // The step is only known once loads have been seen: until then they count as one state.
        saved.loads < LOADS_LEARNT ? undefined : (saved.load ?? undefined),
        LOAD_STEP * saved.largestLoad,
      ),
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
