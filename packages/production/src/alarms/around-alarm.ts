import type { DiagnosisOutcome } from "@raceway/model/alarm-occurrence";
import type { Nanos } from "@raceway/model/time";
import { breakdownsOf } from "../effectiveness/reliability.ts";
import { type Accounted, minutesOf, within } from "../state/accounted.ts";

/** One opening of an alarm of a machine. */
export interface AlarmSpan {
  readonly since: Nanos;
  /** When it was closed, or now. */
  readonly until: Nanos;
  /** What whoever looked found; absent: nothing was told. */
  readonly diagnosis?: DiagnosisOutcome;
}

/**
 * How an alarm ended. `repaired`: work was done before the machine broke down. `broke-down`: it stood unplanned first. `nothing-found`: whoever looked found nothing of what it
 * said. `open`: no work yet.
 */
export const ALARM_OUTCOMES = ["repaired", "broke-down", "nothing-found", "open"] as const;
export type AlarmOutcome = (typeof ALARM_OUTCOMES)[number];

/** What an alarm was worth, minutes. */
export interface AlarmWorth {
  readonly outcome: AlarmOutcome;
  /** Unplanned minutes of the machine while the alarm was open. */
  readonly suffered: number;
  /** Of a repair in time: what a breakdown takes, less what was suffered. Absent where none is claimed. */
  readonly avoided?: number;
  /** Whoever looked told that the diagnosis was right. */
  readonly confirmed: boolean;
}

/**
 * Minutes suffered and avoided around an alarm. Suffered are the unplanned minutes of its machine while it was open, whatever their cause. Avoided are claimed only where work
 * was done at its point while it was open, no unplanned stop that counts as a failure came before that work, and nobody told that there was nothing: then as many as a breakdown takes
 * by the line's costs, less those suffered. That the damage would have come to a breakdown is the claim; `confirmed` says that somebody saw the damage.
 *
 * @param accounted of the machine, all of the alarm's time.
 * @param works when work that renews was done at its point.
 * @param failureMinutes what a breakdown takes; absent: the plant file has no costs, and nothing is claimed.
 */
export function aroundAlarm(
  { since, until, diagnosis }: AlarmSpan,
  accounted: readonly Accounted[],
  works: readonly Nanos[],
  failureMinutes: number | undefined,
): AlarmWorth {
  const open = within(accounted, { start: since, end: until });
  const suffered = open
    .filter(({ use }) => use === "unplanned")
    .reduce((sum, piece) => sum + minutesOf(piece), 0);
  const confirmed = diagnosis === "right";
  if (diagnosis === "not-found" || diagnosis === "wrong")
    return { outcome: "nothing-found", suffered, confirmed };
  const work = works.find((time) => since <= time && time <= until);
  const [failed] = breakdownsOf(open);
  if (failed !== undefined && (work === undefined || failed.start < work))
    return { outcome: "broke-down", suffered, confirmed };
  if (work === undefined) return { outcome: "open", suffered, confirmed };
  return {
    outcome: "repaired",
    suffered,
    ...(failureMinutes !== undefined && { avoided: Math.max(0, failureMinutes - suffered) }),
    confirmed,
  };
}
