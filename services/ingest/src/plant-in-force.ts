import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Journal } from "@raceway/journal/journal";
import type { PlantFacts } from "@raceway/plant/changes/facts";
import { PLANT_NOTE } from "./plant-change.ts";

/** Beside the journal, which lets no other process in: what it remembers of the plant file, for `raceway check --against`. */
const NAME = "plant-in-force.json";

/** Writes down what the journal remembers of the plant file. */
export function writePlantInForce(folder: string, journal: Pick<Journal, "notes">): void {
  const file = join(folder, NAME);
  writeFileSync(`${file}.new`, JSON.stringify(journal.notes.get(PLANT_NOTE)), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** What the ingest that keeps its data in a folder runs with. @throws RangeError when none has run there yet. */
export function readPlantInForce(folder: string): PlantFacts {
  const file = join(folder, NAME);
  try {
    return JSON.parse(readFileSync(file, "utf8")) as PlantFacts;
  } catch (error) {
    throw new RangeError(
      `${file} cannot be read: give the data directory of an ingest that has run, or a plant file`,
      { cause: error },
    );
  }
}
