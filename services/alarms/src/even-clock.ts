import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";

/** From this on a difference is a clock that was set, not one that is being slewed. */
const STEP = nanosOfSeconds(2);

export type EvenClock = ReturnType<typeof createEvenClock>;

/** Time that nobody sets, for spans, and what was done to the clock that people read. */
export function createEvenClock(clock: Clock) {
  const start = clock.now();
  const seconds = clock.seconds ?? (() => Number(clock.now() - start) / 1e9);
  const startedAt = seconds();
  let known = 0n;
  const now = (): Nanos => start + nanosOfSeconds(seconds() - startedAt);
  return {
    /** The clock as it would be had nobody set it since the start. */
    now,
    /** A moment of {@link now} as the clock has it that people read. */
    shown: (at: Nanos): Nanos => at + clock.now() - now(),
    /** How far the clock has been set, and nobody has followed yet; 0: it was not. */
    wasSet(): Nanos {
      // Looked at on both sides: what passes between two looks at a hurried clock is nobody's doing.
      const first = now();
      const wall = clock.now();
      const last = now();
      const [least, most] = [wall - last - known, wall - first - known];
      const by = least > 0n ? least : most < 0n ? most : 0n;
      if (by <= -STEP || by >= STEP) return by;
      known += by;
      return 0n;
    },
    /** What was reckoned by the clock has been moved along. */
    followed(by: Nanos): void {
      known += by;
    },
  };
}
