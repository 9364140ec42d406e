import type { Json } from "@raceway/model/json";

/** An exceedance starts at score 1 and ends below this. */
const RELEASE = 0.8;
/** How fast the off-delay runs while the machine runs in states in which the exceedance was never seen: it may only be hiding. */
const ELSEWHERE = 0.02;
/** Operating states that are remembered for having shown the exceedance. */
const STATES = 8;
/** Observations in one state before what is seen counts as seen in it: levels are medians and lag behind a change of state. */
const SETTLED = 20;

/** A score at a moment. */
export interface ScoredMoment {
  /** Running seconds. */
  readonly age: number;
  readonly score: number;
  /** Key of the operating state. */
  readonly state: string;
}

/** Where a score stands after an observation. */
export interface Standing {
  /** This observation alone exceeds the limit (with hysteresis). */
  readonly pointwise: boolean;
  /** It has held for the on-delay, and has not been away for the off-delay. */
  readonly persistent: boolean;
}

/**
 * Hysteresis, on-delay and off-delay in running time: an exceedance starts at score 1 and ends below 0.8; it becomes persistent once it has held for the
 * on-delay, and stops being so once it has been away for the off-delay in an operating state that has shown it. Elsewhere the off-delay runs fifty times slower, so
 * that a fault which is silent at night's standstill or at low speed does not open and close an alarm every day.
 */
export interface Persistence {
  /** @param onDelay running seconds @param offDelay running seconds */
  update(moment: ScoredMoment, onDelay: number, offDelay: number): Standing;
  standing(): Standing;
  clear(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

type State = {
  since: number | null;
  age: number;
  away: number;
  persistent: boolean;
  /** States that have shown the exceedance. */
  states: string[];
  /** The present state, and observations in it. */
  at: string;
  run: number;
};

const FRESH: State = {
  since: null,
  age: 0,
  away: 0,
  persistent: false,
  states: [],
  at: "",
  run: 0,
};

/** A score that has never exceeded. */
export function createPersistence(): Persistence {
  let state: State = FRESH;

  function runOf(key: string): number {
    return key === state.at ? Math.min(state.run + 1, SETTLED) : 1;
  }

  function exceeded({ age, state: key }: ScoredMoment, onDelay: number): State {
    const since = state.since ?? age;
    const seen = runOf(key) >= SETTLED && !state.states.includes(key);
    const states = seen ? [...state.states, key].slice(-STATES) : state.states;
    const persistent = state.persistent || age - since >= onDelay;
    return { since, age, away: 0, persistent, states, at: key, run: runOf(key) };
  }

  function keptBelow({ age, state: key }: ScoredMoment, offDelay: number): State {
    const pace = state.states.includes(key) ? 1 : ELSEWHERE;
    const away = state.away + pace * Math.max(0, age - state.age);
    const persistent = state.persistent && away < offDelay;
    const states = persistent ? state.states : [];
    return { since: null, age, away, persistent, states, at: key, run: runOf(key) };
  }

  function standing(): Standing {
    return { pointwise: state.since !== null, persistent: state.persistent };
  }

  return {
    update(moment, onDelay, offDelay) {
      const over = moment.score >= (state.since === null ? 1 : RELEASE);
      state = over ? exceeded(moment, onDelay) : keptBelow(moment, offDelay);
      return standing();
    },
    standing,
    clear() {
      state = FRESH;
    },
    snapshot: () => ({ ...state }),
    restore(saved) {
      state = { ...(saved as unknown as State) };
    },
  };
}
