import { workerData } from "node:worker_threads";
import { createManipulation } from "@raceway/condition/manipulation/manipulation";
import type { Observation } from "@raceway/condition/observation";
import { loadPffft } from "@raceway/dsp/pffft";
import { type Plant, pointsOf } from "@raceway/model/plant";
import type { SensorRecord } from "@raceway/model/record";
import { decodeReading, decodeWaveform } from "@raceway/wire/codec";
import type { ManipulationJob } from "./manipulation-job.ts";

/** The fast transform: single precision is far below any sensor's noise, and its speed is what a core is worth. */
const engine = await loadPffft();

/** Makes the function that a worker thread (or, without threads, the main thread) runs for each job. */
export function createObserver(plant: Plant): (job: ManipulationJob) => Observation {
  const points = pointsOf(plant);
  const manipulations = new Map<string, (record: SensorRecord) => Observation>();
  return (job) => {
    const record = job.kind === "record" ? job.record : decoded(job);
    let manipulate = manipulations.get(record.point);
    if (manipulate === undefined) {
      const context = points.get(record.point);
      if (context === undefined)
        throw new RangeError(`the plant has no measurement point ${record.point}`);
      manipulate = createManipulation(context, { engine });
      manipulations.set(record.point, manipulate);
    }
    return manipulate(record);
  };
}

function decoded(job: ManipulationJob & { kind: "message" }): SensorRecord {
  const { point, channel, time, speedRpm } = job;
  if (job.class === "reading") {
    const message = decodeReading(job.payload);
    if (!message.ok) throw new Error(message.rejection.reason);
    return { type: "reading", point, channel, ...message.body, time };
  }
  const message = decodeWaveform(job.payload);
  if (!message.ok) throw new Error(message.rejection.reason);
  return {
    type: "waveform",
    point,
    channel,
    ...(speedRpm !== undefined && { speedRpm }),
    ...message.body,
    time,
  };
}

/** What became of a job. */
export type Outcome = { readonly observation: Observation } | { readonly error: unknown };

let observe: ((job: ManipulationJob) => Observation) | undefined;

/** Entry of a worker thread: some jobs at a time, for handing one over costs as much as a tenth of its work. */
export default function run(jobs: readonly ManipulationJob[]): readonly Outcome[] {
  observe ??= createObserver((workerData as { plant: Plant }).plant);
  const make = observe;
  return jobs.map((job) => {
    try {
      return { observation: make(job) };
    } catch (error) {
      return { error };
    }
  });
}
