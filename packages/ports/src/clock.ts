import type { Nanos } from "@raceway/model/time";

/** The only wall clock of the house; services hand it down, tests replace it. */
export interface Clock {
  /** Now, UTC. May step backwards; never use it to measure spans. */
  now(): Nanos;
  /** Seconds since some moment, which run evenly whatever is done to `now`. Absent: nobody sets this clock, and `now` itself does. */
  seconds?(): number;
  /** Calls back once after a span; the returned function cancels. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => BigInt(Date.now()) * 1_000_000n,
  seconds: () => performance.now() / 1000,
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
