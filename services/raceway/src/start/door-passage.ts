import { createMappings } from "@raceway/mapping/mappings";
import type { Plant } from "@raceway/model/plant";
import { passageOf } from "@raceway/wire/topic";
import { ofPlant } from "./of-plant.ts";

/** What the gateway does with a publication: as with Raceway's own topics, and what a mapping of the plant file in force takes in is stored too. */
export function doorPassage(inForce: () => Plant): typeof passageOf {
  const mappings = ofPlant(inForce, createMappings);
  return (topic, payload) => (mappings().covers(topic) ? "store" : passageOf(topic, payload));
}
