import { parentPort, workerData } from "node:worker_threads";
import { type ClockRun, steadyWallMs, untilPlantTime } from "./clock-run.ts";
import type { Damage } from "./mending.ts";
import type { Pace } from "./pace.ts";
import { simulate } from "./simulate.ts";
import type { SimulatorNews, SimulatorOrder, SimulatorWork } from "./worker-messages.ts";

const REPORT_EVERY = 50;

const { clock, ...work } = workerData as SimulatorWork;
const stop = new AbortController();
const { faults = [], sensorFaults = [] } = work.scenario;
let damage: Damage = { faults, sensorFaults };
const scenario = {
  ...work.scenario,
  get faults() {
    return damage.faults;
  },
  get sensorFaults() {
    return damage.sensorFaults;
  },
};

/** Time as the last order said that it runs. */
function orderedPace(first: ClockRun): Pace & { set(run: ClockRun): void } {
  let run = first;
  const listeners = new Set<() => void>();
  return {
    waitMs: (time) => untilPlantTime(run, time, steadyWallMs()),
    onChange(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    set(next) {
      run = next;
      for (const listen of [...listeners]) listen();
    },
  };
}

const pace = clock && orderedPace(clock);
parentPort?.on("message", (order: SimulatorOrder) => {
  if (order.type === "stop") stop.abort();
  else if (order.type === "clock") pace?.set(order.clock);
  else damage = order.damage;
});

let count = 0;
const tell = (news: SimulatorNews): void => parentPort?.postMessage(news);

try {
  const { published } = await simulate({
    ...work,
    scenario,
    ...(pace && { pace }),
    signal: stop.signal,
    onWaiting: (until) => tell({ type: "waiting", until }),
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
