import type { Json } from "@raceway/model/json";
import { canonicalJson } from "./canonical-json.ts";

/** What is recorded. */
export const RECORD_KINDS = [
  "part-result",
  "verdict",
  "maintenance",
  "limit-edit",
  "plant-change",
  "alarm-act",
  "downtime",
  "relearn",
  "key",
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** Something to be recorded. */
export interface Happening {
  readonly kind: RecordKind;
  /** ISO 8601. */
  readonly time: string;
  /** What it is about: a point, a stand, a part's serial. */
  readonly subject: string;
  readonly body: Json;
  /** Where it was written down before, so that it is recorded once: the journal, and its row. */
  readonly from?: readonly [journal: string, row: number];
}

/** An entry as it stands in the record: one line of canonical JSON. */
export type Entry = {
  readonly seq: number;
  readonly kind: RecordKind;
  readonly time: string;
  readonly subject: string;
  readonly body: Json;
  /** Where it comes from, so that it is recorded once: the journal, and its row. */
  readonly from?: readonly [journal: string, row: number];
  /** Leaf hash of the entry before, hex; of the first, 64 zeros. */
  readonly prev: string;
};

export const NO_ENTRY_BEFORE = "0".repeat(64);

/** The line of an entry, without its newline: what is hashed. */
export function lineOf(entry: Entry): Buffer {
  return Buffer.from(canonicalJson(entry as unknown as Json), "utf8");
}
