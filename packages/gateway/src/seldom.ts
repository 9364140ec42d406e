import { NANOS_PER_SECOND } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";

const SPAN = 60n * NANOS_PER_SECOND;
/** Beyond so many subjects the oldest are forgotten: a flood of client ids must not fill the memory. */
const MAX_SUBJECTS = 1000;

/**
 * Lets one event of a subject a minute be told, with how many were kept back before it: a client in a loop must not fill the log.
 *
 * @returns a function that calls `tell` when it is time to.
 */
export function createSeldom(clock: Clock) {
  const told = new Map<string, { at: bigint; suppressed: number }>();
  return (subject: string, tell: (suppressed: number) => void): void => {
    const now = clock.now();
    const last = told.get(subject);
    if (last !== undefined && now >= last.at && now - last.at < SPAN) {
      last.suppressed += 1;
      return;
    }
    told.delete(subject);
    told.set(subject, { at: now, suppressed: 0 });
    const oldest = told.keys().next();
    if (told.size > MAX_SUBJECTS && !oldest.done) told.delete(oldest.value);
    tell(last?.suppressed ?? 0);
  };
}
