import { openJournal } from "@raceway/journal/journal";
import type { ModelState } from "@raceway/journal/model-state";
import type { RetainedMessage } from "@raceway/journal/retained";
import type { Clock } from "@raceway/ports/clock";
import { DRAINS } from "./out/drains.ts";

/** What ingest would remember had it been there before. */
export interface Past {
  /** States of points, by their paths. */
  readonly modelState: readonly ModelState[];
  /** The latest of every topic that is kept. */
  readonly retained: readonly RetainedMessage[];
}

/**
 * Begins a journal with a past that ingest was not there for: the next start on it goes on from that.
 *
 * @throws Error when another process has the file, or it cannot be written.
 */
export function rememberPast(journalPath: string, clock: Clock, past: Past): void {
  const journal = openJournal({ path: journalPath, durability: "process", drains: DRAINS, clock });
  try {
    journal.commitResults(past);
  } finally {
    journal.close();
  }
}
