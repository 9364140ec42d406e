import type { Json } from "@raceway/model/json";

/** Intervals from which the cadence is taken. */
const REMEMBERED = 64;
/** Rank of the interval that stands for the cadence, from the longest: a pause or two do not count, the wait between bursts does. */
const RANK = 3;
/** A pause longer than this many intervals counts as so many: the machine or the line stood still, it did not age. */
const LONGEST_INTERVALS = 20;
/** What an unknown time counts as before any interval is known, seconds: delays must end also where the clock changes with every record. */
const UNKNOWN = 1;

/**
 * Running time of a stream of observations. Delays and ages are measured on it, so that a night's stop neither ages a bearing nor ends an on-delay, and
 * a clock that steps back costs one interval instead of a life.
 */
export interface RunningClock {
  /**
   * Advances to the next observation (seconds of the source's clock) and returns the running age.
   *
   * @param anew the times of this observation and of the one before are by two clocks: what lies between them is not known, and counts as one interval
   */
  advance(seconds: number, anew?: boolean): number;
  /** Running seconds since the first observation. The first interval is counted with the second: alone it may be a pause. */
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

  function advance(step: number, anew: boolean): void {
    state.paused = cadence > 0 && step > LONGEST_INTERVALS * cadence;
    if (step < 0 || anew) {
      state.age += state.steps.length === 0 ? UNKNOWN : cadence;
      return;
    }
    if (step === 0) return;
    const counted = cadence;
    state.steps.push(Math.round(step * 1000) / 1000);
    if (state.steps.length > REMEMBERED) state.steps.shift();
    cadence = cadenceOf(state.steps);
    if (state.steps.length > 2) state.age += Math.min(step, LONGEST_INTERVALS * counted);
    else if (state.steps.length === 2) state.age += firstTwo();
  }

  /** The first interval has nothing to be measured by before the second is known. */
  function firstTwo(): number {
    const longest = LONGEST_INTERVALS * cadence;
    return state.steps.reduce((sum, step) => sum + Math.min(step, longest), 0);
  }

  return {
    advance(seconds, anew = false) {
      if (state.last !== null) advance(seconds - state.last, anew);
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
