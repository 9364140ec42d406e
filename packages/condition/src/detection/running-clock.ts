import type { Json } from "@raceway/model/json";

/** Intervals from which the cadence is taken. */
const REMEMBERED = 64;
/** Rank of the interval that stands for the cadence, from the longest: a pause or two do not count, the wait between bursts does. */
const RANK = 3;
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
  /**
   * Usual interval between observations, seconds: the third longest of the last 64, so that sensors that send bursts of blocks count by their bursts; 0 before the
   * second observation.
   */
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
  let cadence = 0;

  function advance(step: number): void {
    const longest = LONGEST_INTERVALS * cadence;
    state.paused = cadence > 0 && step > longest;
    if (step < 0) state.age += cadence;
    else state.age += cadence > 0 ? Math.min(step, longest) : step;
    if (step <= 0) return;
    state.steps.push(Math.round(step * 1000) / 1000);
    if (state.steps.length > REMEMBERED) state.steps.shift();
    cadence = cadenceOf(state.steps);
  }

  return {
    advance(seconds) {
      if (state.last !== null) advance(seconds - state.last);
      state.last = seconds;
      return state.age;
    },
    age: () => state.age,
    cadence: () => cadence,
    paused: () => state.paused,
    snapshot: () => ({ ...state, steps: [...state.steps] }),
    restore(saved) {
      const inner = saved as unknown as ClockState;
      state = { ...inner, steps: [...inner.steps] };
      cadence = cadenceOf(state.steps);
    },
  };
}

function cadenceOf(steps: readonly number[]): number {
  // While young, the middle of what there is: one early pause must not pass for the cadence.
  const rank = Math.min(RANK, (steps.length >> 1) + 1);
  let bound = Number.POSITIVE_INFINITY;
  let found = 0;
  while (found < rank) {
    let largest = 0;
    let times = 0;
    for (const step of steps) {
      if (step >= bound) continue;
      if (step > largest) {
        largest = step;
        times = 1;
      } else if (step === largest) times += 1;
    }
    if (times === 0) break;
    found += times;
    bound = largest;
  }
  return Number.isFinite(bound) ? bound : 0;
}
