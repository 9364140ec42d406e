import { createDiagnosis } from "@raceway/condition/health/diagnosis";
import type { WeighedRecord } from "./chosen-model.ts";
import { observedRecord } from "./kept-observations.ts";
import type { RigRecord } from "./rig-record.ts";

/** What the product's last weighing of a record found; nothing where none could be made. */
export async function weighedRecord(record: RigRecord): Promise<WeighedRecord[]> {
  const { context, observations } = await observedRecord(record);
  let weighed: WeighedRecord["weighed"] | undefined;
  const diagnosis = createDiagnosis(context, {
    onWeighed(parts) {
      weighed = parts.map(({ part, evidence, whitened, size, higher, lead, shared }) => ({
        part,
        evidence,
        ...(whitened !== undefined && { whitened }),
        size,
        higher,
        lead,
        shared,
      }));
    },
  });
  for (const observation of observations) diagnosis.process(observation);
  const { rig, name, truth } = record;
  return weighed === undefined ? [] : [{ rig, name, truth, weighed }];
}
