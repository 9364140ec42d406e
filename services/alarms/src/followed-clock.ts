import { type Nanos, secondsOf } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { EvenClock } from "./even-clock.ts";

export interface FollowedClockParts {
  readonly clock: Clock;
  readonly even: Pick<EvenClock, "wasSet" | "followed">;
  /** What the clock said when it was last written down, milliseconds since 1970. */
  readonly last: () => number | undefined;
  /** Brings what was reckoned by the clock along; throws while that cannot be stored. */
  readonly move: (by: Nanos) => void;
  /** It was brought along while the service ran. */
  readonly onMoved: () => void;
  readonly log: Log;
}

/** Follows a clock that somebody sets: what waits, waits as long as before. */
export function createFollowedClock({ clock, even, last, move, onMoved, log }: FollowedClockParts) {
  function moved(by: Nanos): boolean {
    try {
      move(by);
    } catch (error) {
      log.error({ error: String(error) }, "alarms: the journal failed");
      return false;
    }
    log.warn(
      { seconds: secondsOf(by) },
      "alarms: the clock was set; what waits, waits as long as before",
    );
    return true;
  }

  return {
    /** What was reckoned by a clock that has been set is brought along; while that cannot be stored it is tried again and again. */
    follow(): void {
      const by = even.wasSet();
      if (by === 0n) return;
      // First, for whoever is told on the way looks at the clock too.
      even.followed(by);
      if (moved(by)) onMoved();
      else even.followed(-by);
    },
    /** A clock that stands before what was written down at the last run has been set back meanwhile. Whether it was set forward cannot be told. */
    followSinceLastRun(): void {
      const written = last();
      const by = written === undefined ? 0n : clock.now() - BigInt(written) * 1_000_000n;
      if (by < 0n) moved(by);
    },
  };
}
