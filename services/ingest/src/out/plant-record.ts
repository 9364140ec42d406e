import { randomUUID } from "node:crypto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Journal } from "@raceway/journal/journal";
import type { OutboxRow } from "@raceway/journal/outbox";
import { isoOf } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Happening } from "@raceway/record/entry";
import { newestCheckpoint, recordFiles } from "@raceway/record/record-files";
import { openRecordLog } from "@raceway/record/record-log";
import { openSigningKey } from "@raceway/record/signing-key";

/** Under which the journal remembers its own name: rows are recorded once, also after another journal took its place. */
const JOURNAL_NAME = "record-name";
/** How often what is new is signed, milliseconds. */
const CHECKPOINT_MS = 60_000;

export interface PlantRecordParts {
  readonly folder: string;
  readonly site: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The plant's record, written from the outbox: what a batch led to waits there in its transaction, and is appended in order and once, also after a kill.
 *
 * @throws Error when the folder cannot be written, or the record was altered.
 */
export function openPlantRecord({ folder, site, journal, clock, log }: PlantRecordParts) {
  const key = openSigningKey(recordFiles(folder).key);
  const record = openRecordLog(folder, site, key, () => isoOf(clock.now()));
  if (key.isNew)
    log.info({ key: key.name, folder }, "the record has a key of its own: note its name");
  const name = journalName(journal);
  let signed = newestCheckpoint(recordFiles(folder).checkpoints)?.size ?? 0;
  let cancel = clock.after(CHECKPOINT_MS, checkpoint);

  function checkpoint(): void {
    cancel = clock.after(CHECKPOINT_MS, checkpoint);
    sign();
  }

  function sign(): void {
    if (record.size() === signed) return;
    try {
      record.checkpoint();
      signed = record.size();
    } catch (error) {
      log.error({ err: error }, "the record is not signed yet: tried again in a minute");
    }
  }

  return {
    /** Appends what a drain hands on. @throws Error when it cannot be written: it is handed on again. */
    async take(rows: readonly OutboxRow[]): Promise<void> {
      record.append(
        rows.map((row) => ({
          from: [name, row.id] as const,
          ...(JSON.parse(String(row.body)) as Happening),
        })),
      );
    },
    size: record.size,
    /** Copies it beside a copy of the journal: files that only grow. */
    saveTo(into: string): void {
      sign();
      cpSync(folder, join(into, "record"), { recursive: true });
    },
    close(): void {
      cancel();
      sign();
      record.close();
    },
  };
}

function journalName(journal: Journal): string {
  const known = journal.notes.get(JOURNAL_NAME);
  if (typeof known === "string") return known;
  const made = randomUUID();
  journal.notes.set(JOURNAL_NAME, made);
  return made;
}
