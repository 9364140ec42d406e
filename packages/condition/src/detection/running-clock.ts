import { median } from "@raceway/learn/robust";
import type { Json } from "@raceway/model/json";

/** Intervals from which the cadence is taken. */
const REMEMBERED = 9;
/** A pause longer than this many intervals counts as so many: the machine or the line stood still, it did not age. */
const LONGEST_INTERVALS = 20;

/**
 * Running time of a stream of observations. Delays and ages are measured on it, so that a night's stop neither ages a bearing nor ends an on-delay, and
 * a clock that steps back costs one interval instead of a life.
 */
export interface RunningClock {
  /** Advances to the next observation (seconds of the source's clock) and returns the running age. */
  advance(seconds: number): number;
  /** Running seconds since the first observation. */
  age(): number;
  /** Median interval between observations, seconds; 0 before the second. */
  cadence(): number;
  /** Whether the latest step was a pause longer than twenty intervals. */
  paused(): boolean;
  snapshot(): Json;
  restore(state: Json): void;
}

interface ClockState {
  last: number | null;
  age: number;
  steps: number[];
  paused: boolean;
}

/** A clock at age 0. */
export function createRunningClock(): RunningClock {
  let state: ClockState = { last: null, age: 0, steps: [], paused: false };
  const cadence = () => (state.steps.length === 0 ? 0 : median(state.steps));
  return {
    advance(seconds) {
      if (state.last !== null) {
        const step = seconds - state.last;
        const usual = cadence();
        state.paused = usual > 0 && step > LONGEST_INTERVALS * usual;
        if (step > 0) state.steps = [...state.steps, step].slice(-REMEMBERED);
        state.age +=
          step < 0 ? usual : usual > 0 ? Math.min(step, LONGEST_INTERVALS * usual) : step;
      }
      state.last = seconds;
      return state.age;
    },
    age: () => state.age,
    cadence,
    paused: () => state.paused,
    snapshot: () => ({ ...state }),
    restore(saved) {
      state = { ...(saved as unknown as ClockState) };
    },
  };
}
