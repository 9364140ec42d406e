import { openTraceRecords } from "@raceway/cli/replay/replay";
import { createManipulation } from "@raceway/condition/manipulation/manipulation";
import type { Observation } from "@raceway/condition/observation";
import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import { loadPffft } from "@raceway/dsp/transform/pffft";
import type { Plant, PointContext } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import { kept, MAKERS_OF_OBSERVATIONS, sourceHash } from "../kept.ts";
import { plantFileOf } from "./plant-file-of.ts";
import type { RigRecord } from "./rig-record.ts";
import { recordKey, writtenRecord } from "./written-records.ts";

const engine = await loadPffft();
const SOURCE = sourceHash([
  ...MAKERS_OF_OBSERVATIONS,
  "simulator/src",
  "test/accuracy/rigs/made-up",
  "test/accuracy/rigs/plant-file-of.ts",
  "test/accuracy/rigs/kept-observations.ts",
]);

/** A record as its point's stages get it, under the plant file of a stranger. */
export interface ObservedRecord {
  readonly plant: Plant;
  readonly context: PointContext;
  /** In the order in which they are judged; spectra, which nothing that judges looks at, are left out. */
  readonly observations: readonly Observation[];
}

/** What `raceway replay` makes of a record's files before anything is judged. */
export async function observedRecord(record: RigRecord): Promise<ObservedRecord> {
  const { folder, axes } = writtenRecord(record);
  const text = plantFileOf(record.plate, axes);
  const plant = parsePlant(text, "plant.yaml", () => []);
  const analysis = createPlantAnalysis(plant);
  const [context] = analysis.points.values();
  if (context === undefined) throw new Error(`${record.name}: the plant file has no point`);
  const observations = await kept(
    "raceway-observations",
    `${SOURCE}/${record.rig}/${recordKey(record, text)}`,
    async () => {
      const manipulate = createManipulation(context, { engine });
      const { records } = await openTraceRecords({
        path: folder,
        plant,
        onProblem(where, reason) {
          throw new Error(`${record.name}: ${where}: ${reason}`);
        },
        onRecord() {},
      });
      const made: Observation[] = [];
      for await (const one of records)
        made.push({ ...manipulate(analysis.prepare(one)), spectra: [] });
      return made;
    },
  );
  return { plant, context, observations };
}
