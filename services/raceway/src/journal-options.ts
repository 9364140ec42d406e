import type { IngestOptions } from "@raceway/ingest/ingest";
import { Option } from "commander";
import { positiveNumber } from "./options.ts";

const MIB = 1024 * 1024;

/** How much ingest keeps, how safely, and what it does when that is too much: docs/durability.md. */
export interface JournalOptions {
  readonly durability: "process" | "power";
  readonly onFull: "block" | "drop_oldest_waveform";
  readonly inboxMb: number;
  readonly outboxMb: number;
  readonly thinAfter: number;
}

export const journalOptions = (): Option[] => [
  new Option("--durability <what>", "what an acknowledged message outlives")
    .env("RACEWAY_DURABILITY")
    .choices(["process", "power"])
    .default("process"),
  new Option(
    "--on-full <policy>",
    "when the inbox is full: acknowledge nothing until there is room, or drop the oldest waveforms (counted, never readings)",
  )
    .env("RACEWAY_ON_FULL")
    .choices(["block", "drop_oldest_waveform"])
    .default("block"),
  new Option("--inbox-mb <n>", "most megabytes of acknowledged messages that wait for analysis")
    .env("RACEWAY_INBOX_MB")
    .default(1024)
    .argParser(positiveNumber),
  new Option("--outbox-mb <n>", "most megabytes of results that wait for the store")
    .env("RACEWAY_OUTBOX_MB")
    .default(2048)
    .argParser(positiveNumber),
  new Option(
    "--thin-after <seconds>",
    "how long a backlog may last before only every k-th waveform is analysed",
  )
    .env("RACEWAY_THIN_AFTER")
    .default(60)
    .argParser(positiveNumber),
];

export function ingestLimits({
  durability,
  onFull,
  inboxMb,
  outboxMb,
  thinAfter,
}: JournalOptions): Pick<IngestOptions, "durability" | "limits" | "thinAfterSeconds"> {
  const limits = { onFull, inboxBytes: inboxMb * MIB, outboxBytes: outboxMb * MIB };
  return { durability, limits, thinAfterSeconds: thinAfter };
}
