import type { Nanos } from "@raceway/model/time";

/** The only wall clock of the house; services hand it down, tests replace it. */
export interface Clock {
  /** Now, UTC. May step backwards; never use it to measure spans. */
  now(): Nanos;
  /** Calls back once after a span; the returned function cancels. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => BigInt(Date.now()) * 1_000_000n,
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
