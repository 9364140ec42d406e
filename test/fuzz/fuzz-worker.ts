import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { type Defect, examine, shortened, signatureOf } from "./examine.ts";
import { mutate } from "./mutate.ts";
import { createRandom } from "./random.ts";
import { targetNamed } from "./targets.ts";

/** Fuzzes one target after another, and leaves the input at hand where the main thread finds it should this thread hang. */

export interface FuzzTask {
  readonly target: string;
  readonly seed: number;
  readonly count: number;
}

export interface FuzzJob {
  readonly tasks: readonly FuzzTask[];
  /** Inputs examined so far, by all tasks, and the length of the one at hand. */
  readonly progress: Int32Array<SharedArrayBuffer>;
  readonly atHand: Uint8Array<SharedArrayBuffer>;
}

export interface FuzzResult {
  readonly target: string;
  readonly inputs: number;
  /** Ways in which inputs came out: accepted, or refused with reasons of different form. */
  readonly outcomes: number;
  readonly defects: readonly Defect[];
  /** Memory that stayed between the middle and the end of the run, bytes. */
  readonly grownBytes: number;
}

/** Inputs that the corpus grows by. */
const CORPUS = 400;
const LONGEST_KEPT = 4096;
const DISTINCT_DEFECTS = 10;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Memory in use once nothing superfluous is left. */
async function memoryInUse(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function fuzz(
  { target: name, seed, count }: FuzzTask,
  { progress, atHand }: FuzzJob,
): Promise<FuzzResult> {
  const target = targetNamed(name);
  const random = createRandom(seed);
  const { dictionary, longest } = target;
  const corpus = [...target.seeds];
  const outcomes = new Set<string>();
  const defects = new Map<string, Defect>();
  let half = 0;

  for (let index = 0; index < count; index++) {
    // The corpus stops growing in the first half, or its growth would look like the decoder's.
    if (index === count >> 1) half = await memoryInUse();
    const generate = random.below(2) === 0 ? target.generate : undefined;
    const input =
      target.seeds[index] ?? generate?.(random) ?? mutate({ corpus, dictionary, longest }, random);
    atHand.set(input.subarray(0, atHand.length));
    progress[1] = input.length;
    Atomics.add(progress, 0, 1);
    const outcome = await examine(target, input);
    if (typeof outcome !== "string") {
      const signature = signatureOf(outcome);
      if (!defects.has(signature) && defects.size < DISTINCT_DEFECTS)
        defects.set(signature, await shortened(target, outcome));
    } else if (index < count >> 1 && !outcomes.has(outcome)) {
      outcomes.add(outcome);
      if (corpus.length < CORPUS && input.length <= LONGEST_KEPT) corpus.push(input);
    }
  }
  const grownBytes = Math.max(0, (await memoryInUse()) - half);
  return {
    target: name,
    inputs: count,
    outcomes: outcomes.size,
    defects: [...defects.values()],
    grownBytes,
  };
}

const job = workerData as FuzzJob;
for (const task of job.tasks) parentPort?.postMessage(await fuzz(task, job));
