import { hash } from "node:crypto";
import type { Journal } from "@raceway/journal/journal";
import type { Json } from "@raceway/model/json";
import type { Plant } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import { canonicalJson } from "@raceway/record/canonical-json";
import { emptyBatch, resultsOf } from "./analysis/batch.ts";

/** Under which the journal remembers what of the plant file is in the record. */
const RECORDED_NOTE = "plant-recorded";
/** More differences are counted only: their digest stands in the record all the same. */
const MOST_DIFFERENCES = 200;
const MOST_LETTERS = 200;
/** Addresses of mail servers may hold passwords: of what is in here only that it changed is said. */
const UNSAID = "notify";

/** What a place of the plant file said and says; null: it was or is not there. */
export interface PlantDifference {
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
}

/**
 * Puts what is different in the plant file into the record, whatever it is: limits, bearings, stands, grades. The file's digest stands there too, so that whoever has kept
 * the file can show which one was in force. In one transaction with the note of it, so that it happens once.
 *
 * @throws SQLite's error when it cannot be stored.
 */
export function recordPlant(journal: Journal, plant: Plant, now: Nanos): void {
  const after = JSON.parse(JSON.stringify(plant)) as Json;
  const digest = hash("sha256", canonicalJson(after));
  const noted = journal.notes.get(RECORDED_NOTE) as { digest: string; plant: Json } | undefined;
  if (noted?.digest === digest) return;
  const all = noted === undefined ? [] : plantDifferences(noted.plant, after);
  const batch = emptyBatch();
  batch.out.happenings.push({
    kind: "plant-change",
    time: isoOf(now),
    subject: plant.site,
    body: {
      work: noted === undefined ? "plant-file-first" : "plant-file",
      ...{ digest, differences: all.length },
      changed: all.slice(0, MOST_DIFFERENCES) as unknown as Json,
    },
  });
  journal.commitChange({
    rearrangement: { points: [], channels: [], formats: [] },
    forgotten: [],
    notes: { [RECORDED_NOTE]: { digest, plant: after } },
    results: resultsOf(batch, () => null),
  });
}

/** Places of two plants that differ, by path; members of a list go by their `id` where they have one. */
export function plantDifferences(before: Json, after: Json): readonly PlantDifference[] {
  const [was, is] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((path) => {
    const [own, other] = [was.get(path) ?? null, is.get(path) ?? null];
    if (JSON.stringify(own) === JSON.stringify(other)) return [];
    if (path.startsWith(`${UNSAID}.`)) return [{ path, before: "…", after: "…" }];
    return [{ path, before: short(own), after: short(other) }];
  });
}

function leavesOf(value: Json, path = "", leaves = new Map<string, Json>()): Map<string, Json> {
  if (value === null || typeof value !== "object") leaves.set(path, value);
  else
    for (const [key, each] of Object.entries(value)) {
      const { id } = (each ?? {}) as { readonly id?: Json };
      const word = Array.isArray(value) && typeof id === "string" ? id : key;
      leavesOf(each as Json, path === "" ? word : `${path}.${word}`, leaves);
    }
  return leaves;
}

function short(value: Json): Json {
  return typeof value === "string" && value.length > MOST_LETTERS
    ? `${value.slice(0, MOST_LETTERS)}…`
    : value;
}
