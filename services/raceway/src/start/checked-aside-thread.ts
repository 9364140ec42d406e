import { parentPort, workerData } from "node:worker_threads";
import { PlantFileError } from "@raceway/plant/plant-file";
import { checkPlant } from "../plant-option.ts";
import type { AsideOutcome, AsideWork } from "./checked-aside.ts";

function outcomeOf({ text, path }: AsideWork): AsideOutcome {
  try {
    return { plant: checkPlant(text, path) };
  } catch (error) {
    if (error instanceof PlantFileError) return { faults: error.faults };
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(outcomeOf(workerData as AsideWork));
