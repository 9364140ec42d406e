import { parentPort } from "node:worker_threads";
import { madePart } from "@raceway/simulator/test-stand/made-part";
import type { MeasureTask } from "./inspect-lot.ts";
import { measuredPart } from "./measured-part.ts";

// One of the threads that parts of a lot are made and measured in.
parentPort?.on("message", ({ production, type, from, to }: MeasureTask) => {
  const measured = Array.from({ length: to - from }, (_, k) => {
    const part = madePart(production, from + k);
    return { part, event: measuredPart(part, type, production.seed) };
  });
  parentPort?.postMessage(measured);
});
