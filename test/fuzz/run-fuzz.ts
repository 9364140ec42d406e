import { Worker } from "node:worker_threads";
import type { Defect } from "./examine.ts";
import type { FuzzJob, FuzzResult, FuzzTask } from "./fuzz-worker.ts";
import { TARGETS, type Target } from "./targets.ts";

/** A thread that has worked at one input for so long is ended: by its own processor time, since others who share the machine may let it wait for minutes. */
const STUCK_MS = 10_000;
/** One that waits for so long, without working, waits for what does not come. */
const WAITING_MS = 600_000;
const LOOK_EVERY_MS = 500;
const LARGEST_INPUT = 1024 * 1024;
const HEAP_MB = 512;
/** A leak would grow with the inputs; caches and compiled code do not. */
const GROWTH_BYTES = 8 * 1024 * 1024;
const USUAL_SHARE = 3;

/** So many inputs, shared out among decoders. */
export function tasksOf(
  count: number,
  seed: number,
  targets: readonly Target[] = TARGETS,
): readonly FuzzTask[] {
  const shares = targets.map(({ share = USUAL_SHARE }) => share);
  const all = shares.reduce((sum, share) => sum + share, 0);
  return targets.map(({ name, share = USUAL_SHARE }) => ({
    target: name,
    seed,
    count: Math.ceil((count * share) / all),
  }));
}

/**
 * Fuzzes decoders one after another in a worker thread under watch: what hangs for good, runs out of memory or ends its thread is a defect like any
 * other, and the next decoders get a new thread.
 */
export async function* fuzz(tasks: readonly FuzzTask[]): AsyncGenerator<FuzzResult> {
  let left = tasks;
  while (left.length > 0) {
    const thread = startThread(left);
    try {
      let last: FuzzResult | undefined;
      do {
        last = await thread.next();
        yield last;
        left = left.slice(1);
      } while (left.length > 0 && !thread.ended());
    } finally {
      await thread.end();
    }
  }
}

function startThread(tasks: readonly FuzzTask[]) {
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const atHand = new Uint8Array(new SharedArrayBuffer(LARGEST_INPUT));
  const job: FuzzJob = { tasks, progress, atHand };
  const worker = new Worker(new URL("./fuzz-worker.ts", import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  let done = 0;
  let begun = 0;
  let ended = false;
  const results: FuzzResult[] = [];
  let wake = () => {};

  function deliver(result: FuzzResult): void {
    results.push(result);
    done += 1;
    begun = Atomics.load(progress, 0);
    wake();
  }

  function fail(kind: Defect["kind"], message: string): void {
    if (ended) return;
    ended = true;
    const target = tasks[done]?.target;
    if (target === undefined) return;
    const inputs = Atomics.load(progress, 0) - begun;
    const defect: Defect = { target, kind, message, input: atHand.slice(0, progress[1]) };
    deliver({ target, inputs, outcomes: 0, defects: [defect], grownBytes: 0 });
  }

  worker.on("message", (result: FuzzResult) => deliver(withGrowth(result)));
  worker.once("error", (error) => fail("error", `the thread ended: ${error}`));
  worker.once("exit", (code) => fail("error", `the thread ended with code ${code}`));

  const watch = watchOver(worker, () => Atomics.load(progress, 0), fail);

  return {
    async next(): Promise<FuzzResult> {
      for (;;) {
        const result = results.shift();
        if (result !== undefined) return result;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    ended: () => ended && results.length === 0,
    async end(): Promise<void> {
      ended = true;
      watch.end();
      await worker.terminate();
    },
  };
}

/** Tells when a thread comes to no end with the input at hand. */
function watchOver(
  worker: Worker,
  inputs: () => number,
  fail: (kind: "hang", message: string) => void,
) {
  let last = 0;
  let since = performance.now();
  let worked = 0;
  async function look(): Promise<void> {
    const { user, system } = await worker.cpuUsage();
    const now = inputs();
    const milliseconds = (user + system) / 1000;
    // Before its first input the thread loads what it needs.
    if (now !== last || now === 0) {
      last = now;
      since = performance.now();
      worked = milliseconds;
    } else if (milliseconds - worked > STUCK_MS)
      fail("hang", `no end after ${STUCK_MS} ms of work`);
    else if (performance.now() - since > WAITING_MS)
      fail("hang", `no end after waiting for ${WAITING_MS} ms`);
  }
  // A thread that has ended is told of by its own events.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  return { end: () => clearInterval(timer) };
}

function withGrowth(result: FuzzResult): FuzzResult {
  const { target, inputs, defects, grownBytes } = result;
  if (grownBytes <= GROWTH_BYTES) return result;
  const message = `${grownBytes >> 20} MiB more in use after the second half of ${inputs} inputs`;
  const grown: Defect = { target, kind: "memory", message, input: new Uint8Array() };
  return { ...result, defects: [...defects, grown] };
}
