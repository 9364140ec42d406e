import type { Json } from "@raceway/model/json";
import type { Machine } from "@raceway/model/plant";
import { secondsOf } from "@raceway/model/time";
import type { Observation } from "../observation.ts";
import { type OperatingState, operatingState, STANDSTILL_RPM } from "./operating-state.ts";

/** A load this many times the largest so far makes a new scale of loads. */
const RESCALE = 1.5;
/** Loads below this share of the largest are none. */
const NO_LOAD = 0.01;
/** Time constant with which machines warm up and cool down, s: 20 min, usual for a spindle's housing. */
const THERMAL_SECONDS = 1200;
/** Without any record for so long, a machine is taken to have stood, s; see also {@link PAUSE_INTERVALS}. */
const PAUSE_SECONDS = 600;
const PAUSE_INTERVALS = 20;

/** Why a machine counts as stopped: its speed or its load says so, or its vibration has fallen to where only a sensor without signal, or a machine at rest, is. */
export const STOP_REASONS = ["speed", "load", "quiet"] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** How a point's machine runs, carried from waveforms that say so to readings that do not. */
export interface OperatingMemory {
  /**
   * Takes what an observation says of speed, load and the temperature around.
   *
   * @param steady whether the scale of loads must stay as it is
   * @param cadence usual interval of the channel observed, seconds
   * @returns true when the scale of loads has changed, so that states learnt before are void
   */
  update(observation: Observation, steady: boolean, cadence: number): boolean;
  /** Takes note of whether all vibration has fallen silent. */
  hush(quiet: boolean): void;
  state(): OperatingState;
  stopped(): StopReason | undefined;
  clear(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

type Saved = {
  speedRpm: number | null;
  load: number | null;
  /** Largest load when the scale was set, in the machine's unit; 0: none seen. */
  scale: number;
  ambient: number | null;
  /** 1 until a stop is seen: a machine met running counts as warm. */
  warmth: number;
  seconds: number | null;
  quiet: boolean;
};

const UNKNOWN: Saved = {
  speedRpm: null,
  load: null,
  scale: 0,
  ambient: null,
  warmth: 1,
  seconds: null,
  quiet: false,
};

/** Speed, load and temperature around unknown. */
export function createOperatingMemory(
  machine: Pick<Machine, "speed" | "ambient">,
): OperatingMemory {
  let saved: Saved = { ...UNKNOWN };

  function stopped(): StopReason | undefined {
    const { speedRpm, load, scale, quiet } = saved;
    if (speedRpm !== null && speedRpm < STANDSTILL_RPM) return "speed";
    // A speed that was measured is believed before the load; the nominal speed is only assumed.
    const assumed = speedRpm === null || speedRpm === machine.speed.nominalRpm;
    const idle = load !== null && scale > 0 && Math.abs(load) <= NO_LOAD * scale;
    if (assumed && idle) return "load";
    return quiet ? "quiet" : undefined;
  }

  /** First-order warming while it runs, cooling while it stands or nothing is heard of it. */
  function warm(seconds: number, cadence: number, anew: boolean): void {
    const passed = saved.seconds === null || anew ? 0 : Math.max(0, seconds - saved.seconds);
    const paused = passed > Math.max(PAUSE_SECONDS, PAUSE_INTERVALS * cadence);
    const goal = paused || stopped() !== undefined ? 0 : 1;
    saved.warmth = goal + (saved.warmth - goal) * Math.exp(-passed / THERMAL_SECONDS);
    saved.seconds = seconds;
  }

  return {
    update({ speedRpm, load, ambient, time, anew = false }, steady, cadence) {
      warm(secondsOf(time), cadence, anew);
      if (speedRpm !== undefined) saved.speedRpm = speedRpm;
      if (ambient !== undefined) saved.ambient = ambient;
      if (load === undefined) return false;
      saved.load = load;
      if (steady || Math.abs(load) <= RESCALE * saved.scale) return false;
      saved.scale = Math.abs(load);
      return true;
    },
    hush(quiet) {
      saved.quiet = quiet;
    },
    state: () =>
      operatingState({
        ...(saved.speedRpm !== null && { speedRpm: saved.speedRpm }),
        loadShare: saved.load === null || saved.scale === 0 ? 0 : saved.load / saved.scale,
        ambient: machine.ambient === undefined ? 0 : (saved.ambient ?? Number.NaN),
        warmth: saved.warmth,
      }),
    stopped,
    clear() {
      saved = { ...UNKNOWN };
    },
    snapshot: () => ({ ...saved }),
    restore(state) {
      saved = { ...(state as unknown as Saved) };
    },
  };
}
