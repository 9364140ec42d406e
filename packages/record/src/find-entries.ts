import { existsSync, readFileSync } from "node:fs";
import type { Entry, RecordKind } from "./entry.ts";
import { recordFiles } from "./record-log.ts";
import { SEGMENT_ENTRIES } from "./segment-tree.ts";

/** Number of the newest entry of a kind about a subject, among the first `size`; undefined: there is none that is not archived. */
export function findEntries(
  folder: string,
  kind: RecordKind,
  subject: string,
  size: number,
): number | undefined {
  const needle = `"subject":${JSON.stringify(subject)}`;
  for (let segment = Math.floor((size - 1) / SEGMENT_ENTRIES); segment >= 0; segment--) {
    const path = recordFiles(folder).entries(segment);
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    for (let at = bytes.lastIndexOf(needle); at !== -1; at = bytes.lastIndexOf(needle, at - 1)) {
      const start = bytes.lastIndexOf(10, at) + 1;
      const end = bytes.indexOf(10, at);
      if (end === -1) continue;
      const entry = JSON.parse(bytes.subarray(start, end).toString("utf8")) as Entry;
      // The words may stand in a text of the entry.
      if (entry.kind === kind && entry.subject === subject && entry.seq < size) return entry.seq;
    }
  }
  return undefined;
}
