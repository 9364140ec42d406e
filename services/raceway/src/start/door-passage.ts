import { createMappings } from "@raceway/mapping/mappings";
import type { Plant } from "@raceway/model/plant";
import { passageOf } from "@raceway/wire/topic";

/** What the gateway does with a publication: as with Raceway's own topics, and what a mapping of the plant file takes in is stored too. */
export function doorPassage(plant: Plant): typeof passageOf {
  const mappings = createMappings(plant);
  return (topic, payload) => (mappings.covers(topic) ? "store" : passageOf(topic, payload));
}
