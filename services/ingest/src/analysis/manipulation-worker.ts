import { workerData } from "node:worker_threads";
import {
  createManipulation,
  type Manipulation,
} from "@raceway/condition/manipulation/manipulation";
import type { Observation } from "@raceway/condition/observation";
import { boundedCache } from "@raceway/dsp/transform/bounded-cache";
import { loadPffft } from "@raceway/dsp/transform/pffft";
import type { PartEvent } from "@raceway/inspection/part-event";
import { channelOf, type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import { decodedRecord } from "../door/decoded-record.ts";
import type { ManipulationJob } from "./manipulation-job.ts";
import { measurePart, type PartJob } from "./part-job.ts";

/** The fast transform: single precision is far below any sensor's noise, and its speed is what a core is worth. */
const engine = await loadPffft();

/** Makes the function that a worker thread (or, without threads, the main thread) runs for each job. */
export function createObserver(plant: Plant): (job: ManipulationJob) => Observation {
  const points = pointsOf(plant);
  const manipulations = new Map<string, Manipulation>();
  return (job) => {
    const { point } = job.kind === "record" ? job.record : job;
    const context = points.get(point);
    if (context === undefined) throw new RangeError(`the plant has no measurement point ${point}`);
    let manipulate = manipulations.get(point);
    if (manipulate === undefined) {
      manipulate = createManipulation(context, { engine });
      manipulations.set(point, manipulate);
    }
    return manipulate(job.kind === "record" ? job.record : recordOf(job, context), job.lines);
  };
}

/** Samples of the message in hand, used up before the next: a new array for each would make the engine mark all that it holds after every thousand messages. */
const decodedSamples = boundedCache(8, (length: number) => new Float64Array(length));

function recordOf(job: ManipulationJob & { kind: "message" }, { point }: PointContext) {
  const channel = channelOf(point, job.channel);
  if (channel === undefined) throw new RangeError(`${job.point} has no channel "${job.channel}"`);
  const decoded = decodedRecord(job, channel, decodedSamples);
  if (!decoded.ok) throw new Error(decoded.rejection.reason);
  return decoded.body;
}

/** Makes the function that measures test stands' messages. */
export function createMeasurer({ bearingTypes = [] }: Plant): (job: PartJob) => PartEvent {
  return (job) => measurePart(job, bearingTypes, engine);
}

/** What a thread is given. */
export type WorkerJob = ManipulationJob | PartJob;

/** What became of a job. */
export type Outcome = { readonly made: Observation | PartEvent } | { readonly error: unknown };

function createMaker(plant: Plant): (job: WorkerJob) => Observation | PartEvent {
  const observe = createObserver(plant);
  const measure = createMeasurer(plant);
  return (job) => (job.kind === "part" ? measure(job) : observe(job));
}

/** Jobs of one plant. */
export interface WorkerChunk {
  readonly jobs: readonly WorkerJob[];
  /** Which plant file they are of; a thread begins with 0. */
  readonly revision: number;
  /** Of that revision: for a thread that does not know it yet. */
  readonly plant?: Plant;
}

let known: { readonly revision: number; readonly make: ReturnType<typeof createMaker> } | undefined;

/**
 * Entry of a worker thread: some jobs at a time, for handing one over costs as much as a tenth of its work.
 *
 * @returns undefined where this thread knows another plant: the jobs come again, with theirs.
 */
export default function run({
  jobs,
  revision,
  plant,
}: WorkerChunk): readonly Outcome[] | undefined {
  known ??= { revision: 0, make: createMaker((workerData as { plant: Plant }).plant) };
  if (known.revision !== revision) {
    if (plant === undefined) return undefined;
    known = { revision, make: createMaker(plant) };
  }
  const { make } = known;
  return jobs.map((job) => {
    try {
      return { made: make(job) };
    } catch (error) {
      return { error };
    }
  });
}
