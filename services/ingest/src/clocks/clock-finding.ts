import type { ClockFinding } from "@raceway/condition/observation";
import type { InboxRow } from "@raceway/journal/inbox-table";
import { spanInWords } from "@raceway/model/span-in-words";
import { isoOf, secondsOf } from "@raceway/model/time";
import type { ClockFault } from "@raceway/model/verdict";

const WORDS: Readonly<Record<ClockFault, (says: string, span: string) => string>> = {
  "clock-not-set": (says) => `its clock is not set, it says ${says}: judged by arrival`,
  "clock-ahead": (says, span) => `its clock is ${span} ahead, it says ${says}: judged by arrival`,
  "clock-behind": (says, span) =>
    `its clock was set back and is ${span} behind, it says ${says}: judged by arrival`,
};

/** What the journal noted of the clock of a record's sensor, as a finding of the sensor; undefined: nothing. */
export function clockFinding({ clock, receivedAt }: InboxRow): ClockFinding | undefined {
  if (clock === undefined) return undefined;
  const offset = secondsOf(clock.says - receivedAt);
  const text = WORDS[clock.fault](isoOf(clock.says), spanInWords(Math.abs(offset)));
  return { fault: clock.fault, text, offset };
}
