import { parentPort, workerData } from "node:worker_threads";
import { createMeasurer } from "@raceway/ingest/analysis/manipulation-worker";
import { partSlots } from "@raceway/simulator/test-stand/part-slots";
import { partPayloads } from "@raceway/simulator/test-stand/simulate-stand";
import type { PastPart, PastPartsWork } from "./past-parts.ts";

/** The parts of a simulated plant's past, made and measured in a thread of their own while others play the rest. */
const { plant, stands, start, end } = workerData as PastPartsWork;
const measure = createMeasurer(plant);
const parts: PastPart[] = stands.flatMap((simulated) =>
  [...partSlots(simulated, { start, end })].flatMap((slot) =>
    partPayloads(simulated, slot, start).map(([event, payload]) => ({
      time: slot.time,
      stand: simulated.stand.path,
      event: measure({ kind: "part", stand: simulated.stand.path, event, payload }),
    })),
  ),
);
parts.sort((a, b) => (a.time < b.time ? -1 : 1));
parentPort?.postMessage(parts);
