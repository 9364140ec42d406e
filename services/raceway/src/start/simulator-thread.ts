import { Worker } from "node:worker_threads";
import { type SimulatorNews, type SimulatorWork, STOP } from "@raceway/simulator/worker-messages";

/** Runs the simulator in a thread of its own, so that computing its waveforms does not slow the service that receives them. */
export function startSimulatorThread(
  work: SimulatorWork,
  onFailure: (reason: string) => void,
): { close(): Promise<void> } {
  const worker = new Worker(new URL(import.meta.resolve("@raceway/simulator/worker")), {
    workerData: work,
  });
  worker.on("message", (news: SimulatorNews) => {
    if (news.type === "failed") onFailure(news.reason);
  });
  worker.on("error", (error) => onFailure(error instanceof Error ? error.message : String(error)));
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  return {
    async close() {
      worker.postMessage(STOP);
      await ended;
    },
  };
}
