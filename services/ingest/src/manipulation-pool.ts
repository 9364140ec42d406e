import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Observation } from "@raceway/condition/observation";
import type { Plant } from "@raceway/model/plant";
import { Piscina } from "piscina";
import type { ManipulationJob } from "./manipulation-job.ts";
import { createObserver } from "./manipulation-worker.ts";

/** Turns records into observations, several at a time, in whatever order the threads finish. */
export interface ManipulationPool {
  observe(job: ManipulationJob): Promise<Observation>;
  close(): Promise<void>;
}

/** Threads that leave one core to the door, the judgement and the stores. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(8, availableParallelism() - 1));
}

/** A pool of worker threads; with 0 threads the work is done in the calling one. */
export function createManipulationPool(plant: Plant, threads = defaultThreads()): ManipulationPool {
  if (threads === 0) {
    const observe = createObserver(plant);
    return { observe: async (job) => observe(job), close: async () => {} };
  }
  const pool = new Piscina<ManipulationJob, Observation>({
    filename: fileURLToPath(new URL("./manipulation-worker.ts", import.meta.url)),
    workerData: { plant },
    minThreads: threads,
    maxThreads: threads,
    // A second job waits in each thread, so that a thread never waits for the main one.
    concurrentTasksPerWorker: 2,
  });
  return { observe: (job) => pool.run(job), close: () => pool.destroy() };
}
