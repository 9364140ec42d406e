import type { Log } from "@raceway/ports/log";
import type { AlarmEntryMessage } from "@raceway/wire/alarm-entry-message";
import type { AlarmJournal } from "./alarm-journal.ts";

const AT_ONCE = 50;

/**
 * Tells what people do to alarms to the record, in order: a line counts as told once the broker has acknowledged it, and is told again after a kill or while nobody
 * answers; the record takes each once.
 *
 * @param publish resolves when the message is acknowledged.
 */
export function createToldEntries(
  journal: Pick<AlarmJournal, "untold" | "told">,
  publish: (body: AlarmEntryMessage) => Promise<unknown>,
  log: Log,
) {
  let busy = false;
  return {
    /** Tells what is new. Never rejects. */
    async tell(): Promise<void> {
      if (busy) return;
      busy = true;
      try {
        const { journal: name, entries } = journal.untold(AT_ONCE);
        for (const entry of entries) {
          await publish({ journal: name, ...entry } as AlarmEntryMessage);
          journal.told(entry.seq);
        }
      } catch (error) {
        log.warn({ err: error }, "alarms: acts are not in the record yet, they are told again");
      }
      busy = false;
    },
  };
}
