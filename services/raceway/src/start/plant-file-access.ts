import type { PlantFileAccess } from "@raceway/console/plant-file/plant-file";
import { createPlantStore } from "@raceway/plant/file/plant-store";
import { checkPlant } from "../plant-option.ts";

/** The plant file as the console may change it. */
export function plantFileAccess(path: string): PlantFileAccess {
  return {
    store: createPlantStore(path, () => new Date().toISOString()),
    check: (text) => checkPlant(text, path),
  };
}
