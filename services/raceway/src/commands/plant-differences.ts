import { statSync } from "node:fs";
import { readPlantInForce } from "@raceway/ingest/plant-in-force";
import type { Plant } from "@raceway/model/plant";
import { factsOf } from "@raceway/plant/changes/facts";
import { plantChanges } from "@raceway/plant/changes/plant-changes";
import { readPlant } from "../plant-option.ts";

/**
 * What a plant file makes of the points of another, in words.
 *
 * @param against a plant file, or the data directory of an ingest: then the one that it runs with.
 * @throws RangeError when it is neither.
 */
export function differences(plant: Plant, against: string): string {
  const before = statSync(against, { throwIfNoEntry: false })?.isDirectory()
    ? readPlantInForce(against)
    : factsOf(readPlant(against));
  const changes = plantChanges(before, plant);
  if (changes.length === 0) return "nothing is different for what is measured and learnt\n";
  return changes
    .map(({ point, said }) => `${point}\n${said.map((sentence) => `  ${sentence}\n`).join("")}`)
    .join("");
}
