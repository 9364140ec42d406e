import { existsSync, readFileSync } from "node:fs";
import type { Entry } from "./entry.ts";
import { recordFiles } from "./record-files.ts";
import { SEGMENT_ENTRIES } from "./segment-tree.ts";
import { isAbout, readSubjectIndex, type Sought } from "./subject-index.ts";

/**
 * Numbers of entries that may be about a subject or a lot, among the first `size`, newest first; a few too many where digests agree. Whole segments are asked by their
 * index, also archived ones; the one that grows is read.
 */
export function* findEntries(folder: string, sought: Sought, size: number): Generator<number> {
  const files = recordFiles(folder);
  for (let segment = Math.floor((size - 1) / SEGMENT_ENTRIES); segment >= 0; segment--) {
    const places = existsSync(files.subjects(segment))
      ? readSubjectIndex(files.subjects(segment), sought)
      : placesRead(files.entries(segment), sought);
    for (const place of places.toReversed()) {
      const seq = segment * SEGMENT_ENTRIES + place;
      if (seq < size) yield seq;
    }
  }
}

function placesRead(path: string, sought: Sought): readonly number[] {
  if (!existsSync(path)) return [];
  const [name, words] = "subject" in sought ? ["subject", sought.subject] : ["lot", sought.lot];
  const needle = `${JSON.stringify(name)}:${JSON.stringify(words)}`;
  const bytes = readFileSync(path);
  const places: number[] = [];
  for (let at = bytes.indexOf(needle); at !== -1; ) {
    const start = bytes.lastIndexOf(10, at) + 1;
    const end = bytes.indexOf(10, at);
    if (end === -1) break;
    const entry = JSON.parse(bytes.subarray(start, end).toString("utf8")) as Entry;
    // The words may stand in a text of the entry.
    if (isAbout(entry, sought)) places.push(entry.seq % SEGMENT_ENTRIES);
    at = bytes.indexOf(needle, end);
  }
  return places;
}
