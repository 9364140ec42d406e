import { replayDirect } from "@raceway/cli/replay/direct";
import { openTraceRecords } from "@raceway/cli/replay/replay";
import type { DiagnosisVerdict, Fault, Verdict } from "@raceway/model/verdict";
import { parsePlant } from "@raceway/plant/plant-file";
import type { RigRecord, TypePlate } from "./rig-record.ts";
import { isBearingFault } from "./rig-record.ts";
import { FULL_SCALE } from "./wav-of.ts";
import { writtenRecord } from "./written-records.ts";

/** The ids of a point's axes, in the order of the recording's channels. */
export const AXES = ["x", "y", "z", "a4"] as const;

/** A plant file of one point as a stranger would write it, in YAML's JSON subset. */
export function plantFileOf(plate: TypePlate, axes: number): string {
  const { rpm, speedTolerance, bearing, iso, lineFrequencyHz, unit = "g" } = plate;
  const channels = AXES.slice(0, axes).map((id, index) => ({
    id,
    kind: "vibration",
    unit,
    fullScale: FULL_SCALE,
    trace: axes === 1 ? "sound" : `sound:${index}`,
  }));
  const speed = {
    ...(rpm !== undefined && { rpm }),
    ...(speedTolerance !== undefined && { tolerance: speedTolerance }),
  };
  const machine = {
    id: "machine",
    speed,
    ...iso,
    ...(lineFrequencyHz !== undefined && { lineFrequencyHz }),
    points: [{ id: "point", bearing, channels }],
  };
  // Records that do not belong together in time: long enough apart that nothing joins them.
  return JSON.stringify({
    site: "bench",
    lines: [{ id: "line", machines: [machine] }],
    trace: { interval: 60 },
  });
}

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

/** Judges a record through all that `raceway replay FOLDER --plant plant.yaml --direct` goes through. */
export async function judged(record: RigRecord): Promise<Said> {
  const { folder, axes } = writtenRecord(record);
  const plant = parsePlant(plantFileOf(record.plate, axes), "plant.yaml", () => []);
  const { records } = await openTraceRecords({
    path: folder,
    plant,
    onProblem(where, reason) {
      throw new Error(`${record.name}: ${where}: ${reason}`);
    },
    onRecord() {},
  });
  const verdicts: Verdict[] = [];
  await replayDirect({
    plant,
    records,
    threads: 0,
    onVerdict: (verdict) => void verdicts.push(verdict),
  });
  return saidBy(verdicts);
}
