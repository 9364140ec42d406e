import { parentPort, workerData } from "node:worker_threads";
import { simulate } from "./simulate.ts";
import { type SimulatorNews, type SimulatorWork, STOP } from "./worker-messages.ts";

const REPORT_EVERY = 50;

const stop = new AbortController();
parentPort?.on("message", (message) => {
  if (message === STOP) stop.abort();
});

let count = 0;
const tell = (news: SimulatorNews): void => parentPort?.postMessage(news);

try {
  const { published } = await simulate({
    ...(workerData as SimulatorWork),
    signal: stop.signal,
    onPublished() {
      count += 1;
      if (count % REPORT_EVERY === 0) tell({ type: "published", count });
    },
  });
  tell({ type: "done", published });
} catch (error) {
  tell({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
}
parentPort?.close();
