import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import type { DiagnosisVerdict, Fault, Verdict } from "@raceway/model/verdict";
import { observedRecord } from "./kept-observations.ts";
import type { RigRecord } from "./rig-record.ts";
import { isBearingFault } from "./rig-record.ts";

/** What the product said of a record. */
export interface Said {
  /** The diagnosis that stands at the end. */
  readonly fault: Fault;
  readonly confidence: number;
  readonly text: string;
  readonly verdict: DiagnosisVerdict | undefined;
  /** Bearing faults that were named persistently at any time. */
  readonly persistentBearingNames: readonly Fault[];
}

/** All that the verdicts of a replay amount to. */
export function saidBy(verdicts: readonly Verdict[]): Said {
  const diagnoses = verdicts.filter((verdict) => verdict.kind === "diagnosis");
  const verdict = diagnoses.at(-1);
  const lasting = diagnoses
    .filter(({ persistent, fault }) => persistent && isBearingFault(fault))
    .map(({ fault }) => fault);
  return {
    fault: verdict?.fault ?? "unnamed",
    confidence: verdict?.confidence ?? 0,
    text: verdict?.text ?? "no verdict",
    verdict,
    persistentBearingNames: [...new Set(lasting)],
  };
}

/** Judges a record by what `raceway replay FOLDER --plant plant.yaml --direct` judges by: all of the plant's analysis, observation by observation. */
export async function judged(record: RigRecord): Promise<Said> {
  const { plant, observations } = await observedRecord(record);
  const analysis = createPlantAnalysis(plant);
  return saidBy(observations.flatMap((observation) => analysis.judge(observation)?.verdicts ?? []));
}
