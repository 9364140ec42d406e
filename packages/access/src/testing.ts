import { NANOS_PER_SECOND } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";

/** A clock that stands until it is moved. */
export function standingClock(): Clock & { move(seconds: number): void } {
  let now = 1_800_000_000n * NANOS_PER_SECOND;
  return {
    now: () => now,
    after: () => () => undefined,
    move(seconds) {
      now += BigInt(Math.round(seconds * 1e9));
    },
  };
}
