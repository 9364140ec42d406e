import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { addPartResult, addStandSummary } from "@raceway/ingest/out/part-results";
import type { Outgoing } from "@raceway/ingest/out/results";
import type { PartEvent } from "@raceway/inspection/part-event";
import { createPlantInspection } from "@raceway/inspection/plant-inspection";
import type { ModelState } from "@raceway/journal/model-state";
import type { PartResult } from "@raceway/model/part";
import type { Plant } from "@raceway/model/plant";
import type { StandPath } from "@raceway/model/test-stand";
import type { Nanos } from "@raceway/model/time";
import type { SimulatedStand } from "@raceway/simulator/test-stand/simulate-stand";

/** What the thread that makes parts is given as `workerData`. */
export interface PastPartsWork {
  readonly plant: Plant;
  readonly stands: readonly SimulatedStand[];
  readonly start: Nanos;
  readonly end: Nanos;
}

/** A part as it was measured then. */
export interface PastPart {
  readonly time: Nanos;
  readonly stand: StandPath;
  readonly event: PartEvent;
}

/** Makes and measures the parts of the past, beside everything else. */
export function makePastParts(work: PastPartsWork) {
  if (work.stands.length === 0) return { made: async () => [], close: async () => {} };
  const worker = new Worker(new URL("./past-parts-worker.ts", import.meta.url), {
    workerData: work,
  });
  const made = once(worker, "message").then(([parts]) => parts as readonly PastPart[]);
  // Where the past ends early nobody waits for them.
  made.catch(() => {});
  return { made: () => made, close: async () => void (await worker.terminate()) };
}

/** Judges the parts of the past: their rows and answers go out, and what the stands have learnt of them is left to ingest. */
export function judgePastParts(
  plant: Plant,
  parts: readonly PastPart[],
  out: Outgoing,
): readonly ModelState[] {
  const inspection = createPlantInspection(plant);
  const latest = new Map<StandPath, PartResult>();
  for (const { stand, event, time } of parts)
    for (const result of inspection.take(stand, event, time)) {
      addPartResult(out, result);
      latest.set(stand, result);
    }
  return [...latest].flatMap(([stand, result]) => {
    addStandSummary(out, stand, inspection.summary(stand), result);
    return inspection.changedStates(stand);
  });
}
