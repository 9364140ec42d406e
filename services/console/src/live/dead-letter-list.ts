import type { DeadLetterView } from "../http/api-types.ts";
import type { DeadLetter } from "./live-messages.ts";

const MOST = 200;
/** Of one topic and reason. */
const MOST_ALIKE = 10;

/** The newest messages that could not be used, bounded. */
export function createDeadLetterList() {
  const letters: DeadLetterView[] = [];
  return {
    /** @param now wall clock, milliseconds. */
    add({ topic, code, reason }: DeadLetter, now: number): void {
      const isAlike = (other: DeadLetterView) => other.topic === topic && other.code === code;
      // One sensor that repeats itself must not push out what is wrong with the others.
      if (letters.filter(isAlike).length >= MOST_ALIKE)
        letters.splice(letters.findIndex(isAlike), 1);
      letters.push({ heard: new Date(now).toISOString(), topic, code, reason });
      if (letters.length > MOST) letters.shift();
    },
    newestFirst: (): readonly DeadLetterView[] => letters.toReversed(),
  };
}
