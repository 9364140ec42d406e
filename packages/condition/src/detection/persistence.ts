import type { Json } from "@raceway/model/json";

/** Delays in running seconds; hysteresis in score. */
export interface PersistenceOptions {
  /** An exceedance ends below this score. */
  readonly release: number;
}

/** Where a score stands after an observation. */
export interface Standing {
  /** This observation alone exceeds the limit (with hysteresis). */
  readonly pointwise: boolean;
  /** It has held for the on-delay, and has not been away for the off-delay. */
  readonly persistent: boolean;
}

/**
 * Hysteresis, on-delay and off-delay in time: an exceedance starts at score 1 and ends below the release score; it becomes persistent once it has held for the
 * on-delay and stops being so once it has been away for the off-delay.
 */
export interface Persistence {
  update(age: number, score: number, onDelay: number, offDelay: number): Standing;
  standing(): Standing;
  clear(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

interface State {
  since: number | null;
  awaySince: number | null;
  persistent: boolean;
}

/** A score that has never exceeded. */
export function createPersistence(options: PersistenceOptions = { release: 0.8 }): Persistence {
  let state: State = { since: null, awaySince: null, persistent: false };

  function standing(): Standing {
    return { pointwise: state.since !== null, persistent: state.persistent };
  }

  return {
    update(age, score, onDelay, offDelay) {
      const over = score >= (state.since === null ? 1 : options.release);
      if (over) {
        state.since ??= age;
        state.awaySince = null;
        if (age - state.since >= onDelay) state.persistent = true;
      } else {
        state.since = null;
        state.awaySince ??= age;
        if (age - state.awaySince >= offDelay) state.persistent = false;
      }
      return standing();
    },
    standing,
    clear() {
      state = { since: null, awaySince: null, persistent: false };
    },
    snapshot: () => ({ ...state }),
    restore(saved) {
      state = { ...(saved as unknown as State) };
    },
  };
}
