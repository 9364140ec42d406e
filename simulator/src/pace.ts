import { type Nanos, secondsOf } from "@raceway/model/time";

/** How source time runs beside the wall clock. */
export interface Pace {
  /** How long it takes until a source time, milliseconds; Infinity while time stands. */
  waitMs(time: Nanos): number;
  /** Calls back whenever it runs otherwise than before; the returned function ends that. Absent: it never does. */
  onChange?(changed: () => void): () => void;
}

/** What is published beside the sensors' records goes by this. */
export interface Turns {
  /** Resolves at a source time: true; or, once the simulation is to end, false. */
  until(time: Nanos): Promise<boolean>;
  /** Resolves when it is to end. */
  readonly ended: Promise<void>;
}

/** setTimeout's limit. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Source time that runs evenly from now on. @throws RangeError for a speed that is none. */
export function evenPace(start: Nanos, speed: number): Pace {
  if (!(speed > 0)) throw new RangeError(`speed ${speed}: must be above 0`);
  const began = performance.now();
  return {
    waitMs: (time) => began + (1000 * secondsOf(time - start)) / speed - performance.now(),
  };
}

export async function sleepUntil(
  time: Nanos,
  pace: Pace,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (;;) {
    const left = pace.waitMs(time);
    if (!(left > 0) || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        forget?.();
        resolve();
      };
      const timer = setTimeout(done, Math.min(left, LONGEST_WAIT_MS));
      signal?.addEventListener("abort", done);
      const forget = pace.onChange?.(done);
    });
  }
}

export function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Turns at a pace, until a signal aborts. */
export function turnsOf(pace: Pace, signal: AbortSignal | undefined): Turns {
  return {
    async until(time) {
      await sleepUntil(time, pace, signal);
      return signal?.aborted !== true;
    },
    ended: aborted(signal),
  };
}
