/** Ends loops that wait: set once, by whoever stops the service. */
export interface StopSignal {
  readonly stopped: boolean;
  stop(): void;
  /** Resolves when the promise settles or the signal is set, whichever is first. */
  orStopped(promise: Promise<unknown>): Promise<void>;
}

/** A new signal. Unlike `Promise.race` with one long-lived promise, waiting on it a million times leaves nothing behind. */
export function createStopSignal(): StopSignal {
  const waiting = new Set<() => void>();
  let stopped = false;
  return {
    get stopped() {
      return stopped;
    },
    stop() {
      stopped = true;
      for (const resolve of waiting) resolve();
      waiting.clear();
    },
    orStopped(promise) {
      if (stopped) return Promise.resolve();
      return new Promise((resolve) => {
        const settle = () => {
          waiting.delete(settle);
          resolve();
        };
        waiting.add(settle);
        promise.then(settle, settle);
      });
    },
  };
}
