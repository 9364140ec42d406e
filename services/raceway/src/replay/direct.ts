import type { Observation } from "@raceway/condition/observation";
import { createPlantAnalysis, type PlantAnalysis } from "@raceway/condition/plant-analysis";
import { createLinesAhead } from "@raceway/ingest/analysis/lines-ahead";
import type { ManipulationJob } from "@raceway/ingest/analysis/manipulation-job";
import { createManipulationPool } from "@raceway/ingest/analysis/manipulation-pool";
import { addResults, type Outgoing } from "@raceway/ingest/out/results";
import type { Plant } from "@raceway/model/plant";
import type { SensorRecord } from "@raceway/model/record";
import type { RecordedLife } from "@raceway/model/recorded-life";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { Verdict } from "@raceway/model/verdict";
import { createThinnedRows, type Due } from "@raceway/telemetry/thinned-rows";

export interface DirectOptions {
  readonly plant: Plant;
  readonly records: AsyncIterable<SensorRecord>;
  /** Worker threads for manipulation; 0: none. */
  readonly threads: number;
  readonly onVerdict: (verdict: Verdict) => void;
  /** Takes the lives of bearings that were used up when the records end. */
  readonly onLives?: (lives: readonly RecordedLife[]) => void;
  /** Takes what would go to the store, a batch at a time; the replay waits for it. */
  readonly onRows?: (rows: readonly TelemetryPoint[]) => Promise<void>;
}

/** Records in the worker threads at a time: keeps them busy and memory bounded. */
const IN_FLIGHT = 32;
const ROWS_AT_ONCE = 2000;

/**
 * Sends records straight through the chain, without a door or a journal. Same records, same plant, same verdicts: threads finish in any order, but
 * observations are judged in the order of the records.
 */
export async function replayDirect(options: DirectOptions): Promise<void> {
  const { plant, records, threads, onRows } = options;
  const analysis = createPlantAnalysis(plant);
  const pool = createManipulationPool(plant, threads);
  const out: Outgoing = { rows: [], publications: [], happenings: [] };
  const due = createThinnedRows();
  const linesAhead = createLinesAhead(analysis, pool.observeNow);
  const inFlight: { readonly observed: Promise<Observation>; readonly job: ManipulationJob }[] = [];

  async function judgeOldest(): Promise<void> {
    const oldest = inFlight.shift();
    if (oldest === undefined) return;
    const observation = linesAhead.complete(await oldest.observed, oldest.job);
    judge(observation, analysis, { out, due }, options.onVerdict);
    if (onRows === undefined) out.rows.length = 0;
    else if (out.rows.length >= ROWS_AT_ONCE) await onRows(out.rows.splice(0));
  }

  try {
    for await (const record of records) {
      const job = linesAhead.asked({ kind: "record", record: analysis.prepare(record) });
      const observed = pool.observe(job);
      // A failure is thrown where the observation is judged; until then nobody listens.
      observed.catch(() => {});
      inFlight.push({ observed, job });
      if (inFlight.length >= IN_FLIGHT) await judgeOldest();
    }
    while (inFlight.length > 0) await judgeOldest();
    if (onRows !== undefined && out.rows.length > 0) await onRows(out.rows);
    options.onLives?.(finishedLives(analysis));
  } finally {
    await pool.close();
  }
}

/** The lives so far, as if every bearing were replaced now. */
function finishedLives(analysis: PlantAnalysis): readonly RecordedLife[] {
  for (const point of analysis.points.keys()) analysis.chain(point).relearn("bearing-replaced");
  return analysis.finishedLives();
}

function judge(
  observation: Observation,
  analysis: PlantAnalysis,
  { out, due }: { readonly out: Outgoing; readonly due: Due },
  onVerdict: (verdict: Verdict) => void,
): void {
  const judgement = analysis.judge(observation);
  addResults(out, observation, judgement, due);
  out.publications.length = 0;
  for (const verdict of judgement?.verdicts ?? []) onVerdict(verdict);
}
