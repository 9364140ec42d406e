import type { Observation } from "@raceway/condition/observation";
import type { PlantAnalysis } from "@raceway/condition/plant-analysis";
import type { Nanos } from "@raceway/model/time";
import type { ManipulationJob } from "./manipulation-job.ts";

/**
 * Foresees, when a record is handed to the worker threads, whether the diagnosis will look at it, so that the material is not made in vain. Those before it may not be
 * judged yet, so it can be wrong; then the material is made when it is missed. What is judged is the same either way.
 *
 * @param observeNow makes an observation at once, in the calling thread.
 */
export function createLinesAhead(
  analysis: PlantAnalysis,
  observeNow: (job: ManipulationJob) => Observation,
) {
  /** Of each channel the newest block on its way that holds the material. */
  const onItsWay = new Map<string, Nanos>();

  return {
    /** The job with what it is to bring, readings as they are. Call in the order in which records are judged. */
    asked(job: ManipulationJob): ManipulationJob {
      if (isReading(job)) return job;
      const { point, channel, time } = placeOf(job);
      const key = `${point}/${channel}`;
      const lines = analysis.seeksLines(point, channel, time, onItsWay.get(key));
      if (lines) onItsWay.set(key, time);
      return { ...job, lines };
    },
    /** What came of the job, with what the diagnosis seeks in it after all. Call right before it is judged. */
    complete(observation: Observation, job: ManipulationJob): Observation {
      const { point, channel, time } = observation;
      const key = `${point}/${channel}`;
      if (onItsWay.get(key) === time) onItsWay.delete(key);
      if (job.lines !== false || !analysis.seeksLines(point, channel, time)) return observation;
      return observeNow({ ...job, lines: true });
    },
  };
}

export type LinesAhead = ReturnType<typeof createLinesAhead>;

const isReading = (job: ManipulationJob) =>
  (job.kind === "record" ? job.record.type : job.class) === "reading";

const placeOf = (job: ManipulationJob) => (job.kind === "record" ? job.record : job);
