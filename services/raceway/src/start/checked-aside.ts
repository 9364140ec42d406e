import { Worker } from "node:worker_threads";
import type { Plant } from "@raceway/model/plant";
import { type PlantFault, PlantFileError } from "@raceway/plant/plant-file";

/** A plant file's text to be checked, and its path. */
export interface AsideWork {
  readonly text: string;
  readonly path: string;
}

/** What came of it. */
export type AsideOutcome =
  | { readonly plant: Plant }
  | { readonly faults: readonly PlantFault[] }
  | { readonly reason: string };

/**
 * Checks a plant file's text in a thread of its own: one of some hundred points takes a while, for which sensors would wait for their PUBACK. Files that it names are looked for beside `path`.
 *
 * @throws PlantFileError with every fault (as a rejection).
 */
export async function checkedAside(work: AsideWork): Promise<Plant> {
  const worker = new Worker(new URL("./checked-aside-thread.ts", import.meta.url), {
    workerData: work,
  });
  const outcome = await new Promise<AsideOutcome>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) =>
      reject(new Error(`the thread that checks ${work.path} ended with ${code}`)),
    );
  });
  if ("plant" in outcome) return outcome.plant;
  if ("faults" in outcome) throw new PlantFileError(work.path, outcome.faults);
  throw new Error(outcome.reason);
}
