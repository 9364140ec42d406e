import { openTraceRecords } from "@raceway/cli/replay/replay";
import { createDiagnosis } from "@raceway/condition/health/diagnosis";
import { createManipulation } from "@raceway/condition/manipulation/manipulation";
import { loadPffft } from "@raceway/dsp/transform/pffft";
import { pointsOf } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import type { WeighedRecord } from "./chosen-model.ts";
import { plantFileOf } from "./replayed.ts";
import type { RigRecord } from "./rig-record.ts";
import { writtenRecord } from "./written-records.ts";

const engine = await loadPffft();

/** What the product's last weighing of a record found; nothing where none could be made. */
export async function weighedRecord(record: RigRecord): Promise<WeighedRecord[]> {
  const { folder, axes } = writtenRecord(record);
  const plant = parsePlant(plantFileOf(record.plate, axes), "plant.yaml", () => []);
  const [context] = pointsOf(plant).values();
  if (context === undefined) throw new Error(`${record.name}: the plant file has no point`);
  const { records } = await openTraceRecords({
    path: folder,
    plant,
    onProblem(where, reason) {
      throw new Error(`${record.name}: ${where}: ${reason}`);
    },
    onRecord() {},
  });
  const manipulate = createManipulation(context, { engine });
  let weighed: WeighedRecord["weighed"] | undefined;
  const diagnosis = createDiagnosis(context, {
    onWeighed(parts) {
      weighed = parts.map(({ part, evidence, size, lead }) => ({ part, evidence, size, lead }));
    },
  });
  for await (const one of records) diagnosis.process(manipulate(one));
  const { rig, name, truth } = record;
  return weighed === undefined ? [] : [{ rig, name, truth, weighed }];
}
