import { Worker } from "node:worker_threads";
import type { Nanos } from "@raceway/model/time";
import type {
  SimulatorNews,
  SimulatorOrder,
  SimulatorWork,
} from "@raceway/simulator/worker-messages";

/** Runs the simulator in a thread of its own, so that computing its waveforms does not slow the service that receives them. */
export function startSimulatorThread(work: SimulatorWork, onFailure: (reason: string) => void) {
  let waitsUntil: Nanos | undefined;
  const worker = new Worker(new URL(import.meta.resolve("@raceway/simulator/worker")), {
    workerData: work,
  });
  worker.on("message", (news: SimulatorNews) => {
    if (news.type === "failed") onFailure(news.reason);
    else if (news.type === "waiting") waitsUntil = news.until;
  });
  worker.on("error", (error) => onFailure(error instanceof Error ? error.message : String(error)));
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const order = (message: SimulatorOrder): void => worker.postMessage(message);
  return {
    order,
    /** When more will be due than has been sent; undefined before anything has been. */
    waitsUntil: () => waitsUntil,
    async close(): Promise<void> {
      order({ type: "stop" });
      await ended;
    },
  };
}
