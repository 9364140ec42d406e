import { parentPort, workerData } from "node:worker_threads";
import type { Observation } from "@raceway/condition/observation";
import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import { createObserver } from "@raceway/ingest/analysis/manipulation-worker";
import type { PlantedFault } from "@raceway/simulator/scenario";
import { simulatedRecords } from "@raceway/simulator/simulated-records";
import type { HistoryOrder, HistoryPart, HistoryWork } from "./history-messages.ts";

/** A plant's past, made and measured in a thread of its own while another judges it. */
const { plant, scenario, seed, start, end } = workerData as HistoryWork;
let faults: readonly PlantedFault[] = scenario.faults ?? [];
const changing = {
  ...scenario,
  get faults() {
    return faults;
  },
};
const observe = createObserver(plant);
const { prepare } = createPlantAnalysis(plant);
const records = simulatedRecords(plant, changing, { seed, start, end });
let next = records.next();

function part(until: bigint): HistoryPart {
  const observations: Observation[] = [];
  while (!next.done && next.value.time < until) {
    const record = next.value;
    observations.push(observe({ kind: "record", record: prepare(record) }));
    next = records.next();
  }
  return { observations };
}

parentPort?.on("message", (order: HistoryOrder) => {
  if (order.type === "faults") faults = order.faults;
  else parentPort?.postMessage(part(order.time));
});
