import { FLOOD } from "./metrics.ts";

const WINDOW_MS = 600_000;

/** Knows whether more alarms come than people can take in: from over 10 in any ten minutes to under 5 (ISA-18.2), times the operators. */
export function createFloodWatch(operators: number) {
  let times: number[] = [];
  let flood = false;

  return {
    /** An alarm was announced. @param now milliseconds since 1970, as in {@link isFlood}. */
    announced(now: number): void {
      times.push(now);
    },
    isFlood(now: number): boolean {
      times = times.filter((time) => now - time < WINDOW_MS);
      const limit = flood ? FLOOD.ends : FLOOD.begins + 1;
      flood = times.length >= limit * operators;
      return flood;
    },
  };
}
