import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Observation } from "@raceway/condition/observation";
import type { PartEvent } from "@raceway/inspection/part-event";
import type { Plant } from "@raceway/model/plant";
import { Piscina } from "piscina";
import type { ManipulationJob } from "./manipulation-job.ts";
import {
  createMeasurer,
  createObserver,
  type Outcome,
  type WorkerChunk,
  type WorkerJob,
} from "./manipulation-worker.ts";
import type { PartJob } from "./part-job.ts";

/** Turns records into observations, several at a time, in whatever order the threads finish. */
export interface ManipulationPool {
  observe(job: ManipulationJob): Promise<Observation>;
  /** The same in the calling thread, at once: for the few that cannot wait. */
  observeNow(job: ManipulationJob): Observation;
  /** A test stand's message, measured. */
  measure(job: PartJob): Promise<PartEvent>;
  /** Jobs from now on are of another plant. Its threads stay: new ones would take a second of a core each. */
  know(plant: Plant): void;
  /** Finishes what it was given, then ends its threads. */
  close(): Promise<void>;
}

/** Most jobs that a thread is handed at a time. */
const CHUNK = 8;

/** Threads that leave one core to the door, the judgement and the stores. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(8, availableParallelism() - 1));
}

interface Waiting {
  readonly job: WorkerJob;
  readonly resolve: (made: Observation | PartEvent) => void;
  readonly reject: (error: unknown) => void;
}

/** A pool of worker threads; with 0 threads the work is done in the calling one. */
export function createManipulationPool(first: Plant, threads = defaultThreads()): ManipulationPool {
  let plant = first;
  let revision = 0;
  let here: ReturnType<typeof createObserver> | undefined;
  const observeNow = (job: ManipulationJob) => {
    here ??= createObserver(plant);
    return here(job);
  };
  function know(changed: Plant): void {
    plant = changed;
    revision += 1;
    here = undefined;
  }
  if (threads === 0)
    return {
      observe: async (job) => observeNow(job),
      observeNow,
      measure: async (job) => createMeasurer(plant)(job),
      know,
      close: async () => {},
    };
  const pool = new Piscina<WorkerChunk, readonly Outcome[] | undefined>({
    filename: fileURLToPath(new URL("./manipulation-worker.ts", import.meta.url)),
    workerData: { plant },
    minThreads: threads,
    maxThreads: threads,
    // A second chunk waits in each thread, so that a thread never waits for the main one.
    concurrentTasksPerWorker: 2,
  });
  let waiting: Waiting[] = [];
  const running = new Set<Promise<void>>();

  /** Hands out what was asked for in one turn, spread over all threads. */
  function handOut(): void {
    const all = waiting;
    waiting = [];
    const size = Math.min(CHUNK, Math.ceil(all.length / (2 * threads)));
    for (let at = 0; at < all.length; at += size) track(runChunk(all.slice(at, at + size)));
  }

  function track(work: Promise<void>): void {
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  async function runChunk(chunk: readonly Waiting[]): Promise<void> {
    const of = { jobs: chunk.map(({ job }) => job), revision };
    const own = plant;
    try {
      const outcomes = (await pool.run(of)) ?? (await pool.run({ ...of, plant: own })) ?? [];
      chunk.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome !== undefined && "made" in outcome) resolve(outcome.made);
        else reject(outcome?.error);
      });
    } catch (error) {
      for (const { reject } of chunk) reject(error);
    }
  }

  /** What is made of a job is what its kind says. */
  function hand<Made extends Observation | PartEvent>(job: WorkerJob): Promise<Made> {
    if (waiting.length === 0) queueMicrotask(handOut);
    return new Promise((resolve, reject) =>
      waiting.push({ job, resolve: (made) => resolve(made as Made), reject }),
    );
  }

  return {
    observe: (job) => hand<Observation>(job),
    observeNow,
    measure: (job) => hand<PartEvent>(job),
    know,
    async close() {
      // Jobs may be in hand: each of them has its observation first.
      while (running.size > 0 || waiting.length > 0) await Promise.allSettled([...running]);
      await pool.destroy();
    },
  };
}
